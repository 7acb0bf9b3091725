"""Participations of towns over HTTP."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from campaign.api.parts import (
    CHANGE,
    CREATE,
    LIST,
    READ,
    EditionQuery,
    ReasonBody,
    Windows,
    absent,
    listed,
    plain,
    sent,
    shown,
)
from campaign.commands import towns as commands
from campaign.domain import Attention, TownParticipation, TownStatus
from campaign.queries import towns as queries
from campaign.queries.towns import SeenTownParticipation
from regio_chassis.rows import table_of
from regio_chassis.web import (
    Body,
    IfMatch,
    Line,
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
from regio_events import Window

router = Router(prefix="/town-participations", tags=["Town participations"])

_c = table_of(TownParticipation).c
ORDERINGS = {"town": [_c.town_key], "status": [_c.status]}

Organisation = Annotated[str, Line(200), Field(examples=["Gewerbeverein Worbis e. V."])]
Contact = Annotated[str, Line(200), Field(examples=["info@verein.example"])]


class TownParticipationBody(Body):
    """A town in an edition: invited by the chamber, or declared by itself."""

    edition_id: UUID = Field(strict=False)
    town_key: Slug = Field(examples=["sondershausen"])
    status: Literal["invited", "declared"] = "declared"
    windows: Windows = Field(default=(), description="Action windows in the edition's year")
    lead_organisation: Organisation | None = Field(default=None)
    contact: Contact | None = Field(default=None, description="Public; of the organisation")


class TownParticipationChange(Body):
    """What changes; the windows only until the programme is public."""

    windows: Windows = absent()
    lead_organisation: Organisation | None = None
    contact: Contact | None = None


class TownParticipationView(View):
    """One town in one edition."""

    id: UUID
    version: int
    edition_id: UUID
    edition_year: int
    town_key: str
    town_name: str
    municipality_key: str
    status: TownStatus
    windows: tuple[Window, ...]
    lead_organisation: str | None
    contact: str | None
    decision_id: UUID | None = Field(description="Decision of the network by which the town takes part")
    attention: Attention | None = Field(description="Why the chamber should look at it")
    reason: str | None
    reminders: int = Field(description="How often the chamber asked for the report")
    reminded_at: datetime | None
    source: str | None


def _view(seen: SeenTownParticipation) -> TownParticipationView:
    return shown(TownParticipationView, seen.participation, town_name=seen.town_name, edition_year=seen.edition_year)


def item_of(seen: SeenTownParticipation) -> Response:
    """The answer with one participation."""
    return item(_view(seen), seen.participation.version)


@router.get("", operation_id="town_participation.list", response_model=Page[TownParticipationView], responses=LIST)
async def list_town_participations(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    edition: EditionQuery = None,
    town: Slug | None = None,
    status: TownStatus | None = None,
) -> Response:
    """Towns in editions; those the chamber has not confirmed are for the town and the chamber."""
    statement = queries.town_participations(scope, edition=edition, town=town, status=status)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=listed(TownParticipationView))


@router.get("/{id}", operation_id="town_participation.get", response_model=TownParticipationView, responses=READ)
async def get_town_participation(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One town in one edition."""
    return item_of(await queries.town_participation(reading, scope, id))


@router.post(
    "",
    operation_id="town_participation.create",
    status_code=201,
    response_model=TownParticipationView,
    responses=CREATE,
)
async def create_town_participation(tx: Transaction, scope: ScopeDep, body: TownParticipationBody) -> Response:
    """Invite a town, or declare that one's own town takes part."""
    seen = await commands.create(
        tx,
        scope,
        edition_id=body.edition_id,
        town_key=body.town_key,
        declared=body.status == "declared",
        facts={
            "windows": plain(body.windows),
            "lead_organisation": body.lead_organisation,
            "contact": body.contact,
        },
    )
    id = seen.participation.id
    return created(_view(seen), seen.participation.version, f"/api/v1/town-participations/{id}")


@router.patch("/{id}", operation_id="town_participation.update", response_model=TownParticipationView, responses=CHANGE)
async def change_town_participation(
    tx: Transaction, scope: ScopeDep, id: UUID, body: TownParticipationChange, version: IfMatch
) -> Response:
    """Set the action windows, the lead organisation and its contact."""
    return item_of(await commands.change(tx, scope, id, sent(body), expected=version))


verb = Verbs(router, "town_participation", TownParticipationView)


@verb("declare")
async def declare_town(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Accept the invitation."""
    return item_of(await commands.declare(tx, scope, id, expected=version))


@verb("confirm")
async def confirm_town(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """The chamber confirms that the town takes part."""
    return item_of(await commands.confirm(tx, scope, id, expected=version))


@verb("publish")
async def publish_town(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Make the town's programme public and fix its windows."""
    return item_of(await commands.publish(tx, scope, id, expected=version))


@verb("end")
async def end_town(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """The action days of the town are over."""
    return item_of(await commands.end(tx, scope, id, expected=version))


@verb("withdraw")
async def withdraw_town(tx: Transaction, scope: ScopeDep, id: UUID, body: ReasonBody, version: IfMatch) -> Response:
    """Take the town out; its published offers are cancelled with it."""
    return item_of(await commands.withdraw(tx, scope, id, reason=body.reason, expected=version))


@verb("acknowledge")
async def acknowledge_town(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """The chamber has looked at what a decision of the network could not change by itself."""
    return item_of(await commands.acknowledge(tx, scope, id, expected=version))
