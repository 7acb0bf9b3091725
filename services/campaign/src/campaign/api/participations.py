"""Participations of businesses over HTTP."""

from datetime import datetime
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from campaign.api.parts import CREATE, LIST, READ, EditionQuery, ReasonBody, listed, shown
from campaign.commands import businesses as commands
from campaign.domain import Participation, ParticipationStatus
from campaign.queries import participations as queries
from campaign.queries.participations import SeenParticipation
from regio_chassis.rows import table_of
from regio_chassis.web import (
    Body,
    IfMatch,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Slug,
    Transaction,
    Verbs,
    View,
    created,
    item,
    page,
)

router = Router(prefix="/participations", tags=["Participations"])

_c = table_of(Participation).c
ORDERINGS = {"-applied_at": [_c.applied_at], "town": [_c.town_key], "status": [_c.status]}


class ParticipationBody(Body):
    """A business wants to take part in an edition."""

    business_id: UUID = Field(strict=False)
    edition_id: UUID = Field(strict=False)


class ParticipationView(View):
    """One business in one edition."""

    id: UUID
    version: int
    edition_id: UUID
    edition_year: int
    business_id: UUID
    business_name: str
    town_key: str
    status: ParticipationStatus
    reason: str | None
    applied_at: datetime
    source: str | None


def _view(seen: SeenParticipation) -> ParticipationView:
    return shown(
        ParticipationView, seen.participation, business_name=seen.business_name, edition_year=seen.edition_year
    )


def _item(seen: SeenParticipation) -> Response:
    return item(_view(seen), seen.participation.version)


@router.get("", operation_id="participation.list", response_model=Page[ParticipationView], responses=LIST)
async def list_participations(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    edition: EditionQuery = None,
    town: Slug | None = None,
    business: UUID | None = None,
    status: ParticipationStatus | None = None,
) -> Response:
    """Businesses in editions, latest application first; undecided ones are for those whom they concern."""
    statement = queries.participations(scope, edition=edition, town=town, business=business, status=status)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=listed(ParticipationView))


@router.get("/{id}", operation_id="participation.get", response_model=ParticipationView, responses=READ)
async def get_participation(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One business in one edition."""
    return _item(await queries.participation(reading, scope, id))


@router.post(
    "", operation_id="participation.apply", status_code=201, response_model=ParticipationView, responses=CREATE
)
async def apply_for_edition(tx: Transaction, scope: ScopeDep, body: ParticipationBody) -> Response:
    """Register a business for an edition; after its last day to register, the refusal names whom to ask."""
    seen = await commands.apply(tx, scope, business_id=body.business_id, edition_id=body.edition_id)
    id = seen.participation.id
    return created(_view(seen), seen.participation.version, f"/api/v1/participations/{id}")


verb = Verbs(router, "participation", ParticipationView)


@verb("accept")
async def accept_participation(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Let an approved business take part."""
    return _item(await commands.accept(tx, scope, id, expected=version))


@verb("decline")
async def decline_participation(
    tx: Transaction, scope: ScopeDep, id: UUID, body: ReasonBody, version: IfMatch
) -> Response:
    """Do not let the business take part."""
    return _item(await commands.decline(tx, scope, id, reason=body.reason, expected=version))


@verb("end")
async def end_participation(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """The participation is over."""
    return _item(await commands.end(tx, scope, id, expected=version))


@verb("withdraw")
async def withdraw_participation(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Do not take part any longer; the business's published offers of the edition are cancelled with it."""
    return _item(await commands.withdraw(tx, scope, id, expected=version))
