"""Many decisions at once, and businesses that were entered twice, over HTTP."""

from functools import partial
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from campaign.api.parts import LIST, STEP, IdsBody, OutcomesView, outcomes
from campaign.commands import businesses as commands
from campaign.commands import offers as offer_commands
from campaign.commands.bulk import each_of
from campaign.commands.merging import merge
from campaign.domain import Business, BusinessStatus
from campaign.domain.duplicates import groups_of_alike
from campaign.queries.businesses import existing_businesses
from regio_chassis.web import Body, IfMatch, ReadingDep, Router, ScopeDep, Slug, Transaction, View, item, problems

businesses = Router(prefix="/businesses", tags=["Businesses"])
participations = Router(prefix="/participations", tags=["Participations"])
offers = Router(prefix="/offers", tags=["Offers"])

MOST_GROUPS = 100


class AlikeView(View):
    """One of several that may be the same business."""

    id: UUID
    version: int
    status: BusinessStatus
    public_name: str
    branch: str
    town_key: str
    street: str
    postcode: str


class GroupView(View):
    """Businesses with the same name, postcode and street; the oldest first."""

    businesses: tuple[AlikeView, ...]


class GroupsView(View):
    """Proposals; a person decides."""

    items: tuple[GroupView, ...] = Field(description=f"At most {MOST_GROUPS}")


class MergeBody(Body):
    """The business that remains."""

    into: UUID = Field(strict=False)


class MergedView(View):
    """The business that remains, after the merge."""

    id: UUID
    version: int
    status: BusinessStatus
    public_name: str
    town_key: str


def _group(found: list[Business]) -> GroupView:
    return GroupView(businesses=tuple(AlikeView.model_validate(business) for business in found))


@businesses.get(
    "/duplicates",
    operation_id="business.duplicates",
    response_model=GroupsView,
    responses=LIST | problems(401, 403),
)
async def list_duplicates(reading: ReadingDep, scope: ScopeDep, town: Slug | None = None) -> Response:
    """Businesses that may have been entered twice: alike in name, postcode and street, however they are written."""
    known = {business.id: business for business in await existing_businesses(reading, scope, town=town)}
    groups = groups_of_alike(known)[:MOST_GROUPS]
    return item(GroupsView(items=tuple(_group([known[id] for id in group]) for group in groups)), 1)


@businesses.post("/{id}/merge", operation_id="business.merge", response_model=MergedView, responses=STEP)
async def merge_business(tx: Transaction, scope: ScopeDep, id: UUID, body: MergeBody, version: IfMatch) -> Response:
    """This business is a duplicate: its participations, offers and people go over to the one that remains."""
    seen = await merge(tx, scope, id, into=body.into, expected=version)
    return item(MergedView.model_validate(seen.business), seen.business.version)


@businesses.post("/approve", operation_id="business.approve_many", response_model=OutcomesView, responses=STEP)
async def approve_businesses(tx: Transaction, scope: ScopeDep, body: IdsBody) -> Response:
    """List many businesses in one transaction; what is refused stays as it is, with the reason."""
    return outcomes(await each_of(tx, body.ids, partial(commands.approve, tx, scope, expected=None)))


@participations.post("/accept", operation_id="participation.accept_many", response_model=OutcomesView, responses=STEP)
async def accept_participations(tx: Transaction, scope: ScopeDep, body: IdsBody) -> Response:
    """Let many businesses take part in one transaction; what is refused stays as it is, with the reason."""
    return outcomes(await each_of(tx, body.ids, partial(commands.accept, tx, scope, expected=None)))


@offers.post("/publish", operation_id="offer.publish_many", response_model=OutcomesView, responses=STEP)
async def publish_offers(tx: Transaction, scope: ScopeDep, body: IdsBody) -> Response:
    """Publish many offers in one transaction; what is refused stays as it is, with the reason."""
    return outcomes(await each_of(tx, body.ids, partial(offer_commands.publish, tx, scope, expected=None)))
