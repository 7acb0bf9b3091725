"""Who may do what in a service, for the service centre: the same routes in each of the three."""

from typing import Annotated

from fastapi import Query
from pydantic import Field
from sqlalchemy import select
from starlette.responses import Response

from regio_chassis.access import EVERY, Granted, Policy, Role, scoped
from regio_chassis.access.granting import give, take_back
from regio_chassis.access.tables import GRANTS
from regio_chassis.web.etag import created, item
from regio_chassis.web.exchange import Caller, Now, ReadingDep, ScopeDep, Transaction
from regio_chassis.web.inputs import Body, View
from regio_chassis.web.paging import Page, Paging, page
from regio_chassis.web.responses import problems
from regio_chassis.web.routing import Router

Name = Annotated[str, Field(strict=True, min_length=1, max_length=255, pattern=r"^[!-~]+$")]
Key = Annotated[str, Field(strict=True, min_length=1, max_length=100, pattern=r"^([A-Za-z0-9._:-]+|\*)$")]


class GrantBody(Body):
    """A role for one key, or for all."""

    issuer: Name = Field(
        description="Issuer of the person's tokens, as in the claim iss", examples=["https://login.example"]
    )
    subject: Name = Field(description="The person, as in the claim sub", examples=["7f3c1a52"])
    role: Role = Field(strict=False, examples=["town_manager"])
    key: Key = Field(default=EVERY, description="Key of the town, business, group, school, company; * is all")

    def granted(self) -> Granted:
        """The same as a value of ours."""
        return Granted(self.issuer, self.subject, self.role, self.key)


class GrantView(View):
    """A grant."""

    issuer: str
    subject: str
    role: str
    key: str


def grants_router(policy: Policy) -> Router:
    """The three routes; the service's policy says who has them, and which roles can be given."""
    router = Router(prefix="/grants", tags=["Grants"])

    @router.get("", operation_id="grant.list", summary="Who may do what", response_model=Page[GrantView])
    async def grants(
        reading: ReadingDep,
        scope: ScopeDep,
        paging: Paging,
        role: Annotated[Role | None, Query(description="Only this role")] = None,
        key: Annotated[Key | None, Query(description="Only for this town, business, …")] = None,
    ) -> Response:
        """Every grant in this service, by role and key."""
        found = select(GRANTS).where(scoped(scope))
        if role is not None:
            found = found.where(GRANTS.c.role == role.value)
        if key is not None:
            found = found.where(GRANTS.c.key == key)
        return await page(
            reading,
            found,
            paging=paging,
            orderings={"role": [GRANTS.c.role], "key": [GRANTS.c.key]},
            view=GrantView.model_validate,
        )

    @router.post(
        "", operation_id="grant.add", summary="Grant a role", response_model=GrantView, status_code=201,
        responses=problems(403, 422),
    )  # fmt: skip
    async def add(tx: Transaction, caller: Caller, body: GrantBody, at: Now) -> Response:
        """From the next request on. Granting twice is granting once; nobody changes their own grants."""
        await give(tx, caller, body.granted(), policy=policy, at=at)
        return created(_view(body), 1, f"/api/v1/grants?role={body.role}&key={body.key}")

    @router.post(
        "/remove", operation_id="grant.remove", summary="Take a role back", response_model=GrantView,
        responses=problems(403, 404),
    )  # fmt: skip
    async def remove(tx: Transaction, caller: Caller, body: GrantBody, at: Now) -> Response:
        """From the next request on, also for those who are logged in."""
        await take_back(tx, caller, body.granted(), at=at)
        return item(_view(body), 1)

    return router


def _view(body: GrantBody) -> GrantView:
    return GrantView(issuer=body.issuer, subject=body.subject, role=body.role.value, key=body.key)
