"""Registering webhooks, for the service centre: the same routes in each of the three services."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from sqlalchemy import RowMapping, delete, insert, select, update
from starlette.responses import Response

from regio_chassis.access import ALL, Policy, Role, Scope, scoped
from regio_chassis.access.granting import actor_of
from regio_chassis.access.model import Principal
from regio_chassis.audit import record
from regio_chassis.bus.log import EventLog
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import new_id
from regio_chassis.web.etag import created, item
from regio_chassis.web.exchange import Caller, Now, ReadingDep, ScopeDep, Transaction
from regio_chassis.web.inputs import Body, Line, View
from regio_chassis.web.paging import Page, Paging, page
from regio_chassis.web.responses import problems
from regio_chassis.web.routing import Router
from regio_chassis.webhooks.addresses import Refused, insist_on_public_https
from regio_chassis.webhooks.signing import secret_of, shown
from regio_chassis.webhooks.tables import WEBHOOK

VERBS = ("rotate", "ping", "enable", "disable", "remove")
WEBHOOK_POLICY: Policy = {f"webhook.{verb}": {Role.CHAMBER: ALL} for verb in ("list", "get", "create", *VERBS)}
"""Merged into the policy of every service."""
BOTH_VALID = timedelta(hours=24)
"""How long the secret before the newest still signs."""


class WebhookBody(Body):
    """Where to post the public channel to."""

    url: str
    label: Annotated[str, Line(200)] = Field(description="Whose it is", examples=["Stadtportal Artern"])


class WebhookView(View):
    """A webhook and how it is doing."""

    id: UUID
    version: int
    url: str
    label: str
    status: str = Field(description="active, or disabled until it is enabled again")
    reason: str | None = Field(description="Why it is disabled: staff, failing (for five days), gone (it said so)")
    position: int = Field(description="Of the last event that was taken, in the public channel")
    failures: int = Field(description="Since the last event that was taken")
    failing_since: datetime | None
    next_at: datetime | None = Field(description="Of the next try, while it fails")
    last_at: datetime | None
    last_result: str | None = Field(description="Status of the last answer, or why there was none")
    ping_pending: bool
    previous_secret_until: datetime | None
    created_at: datetime


class NewWebhookView(WebhookView):
    """The only answer that has the secret."""

    secret: str = Field(
        description="Key of the signatures; shown this once", examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
    )


def webhook_router(events: EventLog, key: bytes, *, insecure: bool) -> Router:
    """The routes; ``key`` is what secrets are made of."""
    router = Router(prefix="/webhooks", tags=["Webhooks"])

    def acceptable(url: str) -> str:
        try:
            insist_on_public_https(url, insecure=insecure)
        except Refused as error:
            raise PydanticCustomError("webhook_url", "{why}", {"why": str(error)}) from error
        return url

    class NewWebhookBody(WebhookBody):
        """Where to post the public channel to."""

        url: Annotated[str, Field(max_length=2000), AfterValidator(acceptable)] = Field(
            description="https, on the public internet", examples=["https://artern.example/regio"]
        )

    def told(hook: RowMapping, generation: int) -> NewWebhookView:
        secret = shown(secret_of(key, hook["id"], generation))
        return NewWebhookView(**_view(hook).model_dump(), secret=secret)

    @router.get("", operation_id="webhook.list", summary="Webhooks", response_model=Page[WebhookView])
    async def webhooks(reading: ReadingDep, scope: ScopeDep, paging: Paging) -> Response:
        """Oldest first."""
        found = select(WEBHOOK).where(scoped(scope))
        return await page(reading, found, paging=paging, orderings={"created_at": [WEBHOOK.c.created_at]}, view=_view)

    @router.get(
        "/{id}", operation_id="webhook.get", summary="One webhook", response_model=WebhookView, responses=problems(404)
    )
    async def webhook(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
        """How it is doing."""
        return _item(await _found(reading, scope, id))

    @router.post(
        "", operation_id="webhook.create", summary="Register a webhook", response_model=NewWebhookView, status_code=201,
        responses=problems(422),
    )  # fmt: skip
    async def create(tx: Transaction, caller: Caller, body: NewWebhookBody, at: Now) -> Response:
        """It gets what is stated from now on; what was before stands in the feed. The answer has the secret, once."""
        head = await events.head(tx)
        row = {
            "id": new_id(), "version": 1, "url": body.url, "label": body.label, "status": "active", "generation": 1,
            "position": head.positions["public"], "failures": 0, "next_at": at, "created_at": at,
        }  # fmt: skip
        hook = (await tx.execute(insert(WEBHOOK).values(row).returning(WEBHOOK))).mappings().one()
        await _recorded(tx, caller, "webhook.create", hook["id"], at)
        return created(told(hook, 1), 1, f"/api/v1/webhooks/{hook['id']}")

    @router.post(
        "/{id}/rotate", operation_id="webhook.rotate", summary="Make a new secret", response_model=NewWebhookView,
        responses=problems(404),
    )  # fmt: skip
    async def rotate(tx: Transaction, scope: ScopeDep, caller: Caller, id: UUID, at: Now) -> Response:
        """For 24 hours there are two signatures, by the new secret and by the one before."""
        hook = await _found(tx, scope, id)
        hook = await _changed(tx, hook, generation=hook["generation"] + 1, previous_until=at + BOTH_VALID)
        await _recorded(tx, caller, "webhook.rotate", id, at)
        return item(told(hook, hook["generation"]), hook["version"])

    _add_life(router)
    return router


def _add_life(router: Router) -> None:
    """What may be done with a webhook once it is there."""

    @router.post(
        "/{id}/ping", operation_id="webhook.ping", summary="Send a test event", response_model=WebhookView,
        responses=problems(404),
    )  # fmt: skip
    async def ping(tx: Transaction, scope: ScopeDep, id: UUID, at: Now) -> Response:
        """It goes out at once, before all events; how it went stands in the webhook."""
        return _item(await _changed(tx, await _found(tx, scope, id), ping_id=new_id(), next_at=at))

    @router.post(
        "/{id}/enable", operation_id="webhook.enable", summary="Switch a webhook on again", response_model=WebhookView,
        responses=problems(404),
    )  # fmt: skip
    async def enable(tx: Transaction, scope: ScopeDep, caller: Caller, id: UUID, at: Now) -> Response:
        """It goes on where it stood."""
        fresh: dict[str, Any] = {"status": "active", "reason": None, "failures": 0, "failing_since": None}
        hook = await _changed(tx, await _found(tx, scope, id), **fresh, next_at=at, leased_until=None)
        await _recorded(tx, caller, "webhook.enable", id, at)
        return _item(hook)

    @router.post(
        "/{id}/disable", operation_id="webhook.disable", summary="Switch a webhook off", response_model=WebhookView,
        responses=problems(404),
    )  # fmt: skip
    async def disable(tx: Transaction, scope: ScopeDep, caller: Caller, id: UUID, at: Now) -> Response:
        """Nothing is posted until it is enabled."""
        hook = await _changed(tx, await _found(tx, scope, id), status="disabled", reason="staff")
        await _recorded(tx, caller, "webhook.disable", id, at)
        return _item(hook)

    @router.post(
        "/{id}/remove", operation_id="webhook.remove", summary="Forget a webhook", response_model=WebhookView,
        responses=problems(404),
    )  # fmt: skip
    async def remove(tx: Transaction, scope: ScopeDep, caller: Caller, id: UUID, at: Now) -> Response:
        """The answer is what it was."""
        hook = await _found(tx, scope, id)
        await tx.execute(delete(WEBHOOK).where(WEBHOOK.c.id == id))
        await _recorded(tx, caller, "webhook.remove", id, at)
        return _item(hook)


async def _found(reading: Reading, scope: Scope, id: UUID) -> RowMapping:
    statement = select(WEBHOOK).where(WEBHOOK.c.id == id, scoped(scope))
    if isinstance(reading, Tx):
        statement = statement.with_for_update()
    hook = (await reading.execute(statement)).mappings().one_or_none()
    if hook is None:
        raise Missing("there is no such webhook")
    return hook


async def _changed(tx: Tx, hook: RowMapping, **values: object) -> RowMapping:
    change = update(WEBHOOK).where(WEBHOOK.c.id == hook["id"]).values(version=hook["version"] + 1, **values)
    return (await tx.execute(change.returning(WEBHOOK))).mappings().one()


async def _recorded(tx: Tx, caller: Principal, action: str, id: UUID, at: datetime) -> None:
    await record(tx, at=at, actor=actor_of(caller), action=action, target=f"webhook:{id}")


def _view(hook: RowMapping) -> WebhookView:
    return WebhookView(
        **{name: hook[name] for name in WebhookView.model_fields if name in hook and name != "next_at"},
        next_at=hook["next_at"] if hook["failures"] else None,
        ping_pending=hook["ping_id"] is not None,
        previous_secret_until=hook["previous_until"],
    )


def _item(hook: RowMapping) -> Response:
    return item(_view(hook), hook["version"])
