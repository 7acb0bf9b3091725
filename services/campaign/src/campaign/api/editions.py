"""Editions over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field
from starlette.responses import Response

from campaign.api.parts import CHANGE, CREATE, LIST, READ, Links, ReasonBody, absent, listed, plain, sent, shown
from campaign.commands import editions as commands
from campaign.domain import Edition, EditionStatus, Link
from campaign.queries import editions as queries
from regio_chassis.rows import table_of
from regio_chassis.web import (
    Body,
    Day,
    IfMatch,
    Line,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Transaction,
    Verbs,
    View,
    Year,
    created,
    item,
    page,
)

router = Router(prefix="/editions", tags=["Editions"])

_c = table_of(Edition).c
ORDERINGS = {"-year": [_c.year], "status": [_c.status]}

Days = Annotated[tuple[Day, ...], Field(min_length=1, max_length=31)]


class EditionBody(Body):
    """A new edition."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "year": 2027,
                "motto": "Sei loyal, kauf lokal",
                "kickoff_days": ["2027-09-10", "2027-09-11"],
                "register_until": "2027-08-31",
                "order_until": "2027-07-31",
            }
        }
    )

    year: Year
    motto: Annotated[str, Line(200)]
    kickoff_days: Days = Field(description="Days of the common kick-off, in order")
    register_until: Day | None = Field(default=None, description="Last day on which businesses may register")
    order_until: Day | None = Field(default=None, description="Last day on which towns may order material")
    year_round: bool = Field(default=False, description="Offers need not lie in the towns' action windows")
    links: Links = Field(default=(), description="The campaign elsewhere")
    source: Annotated[str, Line(500)] | None = None


class EditionChange(Body):
    """What changes; after the announcement only motto, links and source."""

    motto: Annotated[str, Line(200)] = absent()
    kickoff_days: Days = absent()
    register_until: Day | None = None
    order_until: Day | None = None
    year_round: bool = absent()
    links: Links = absent()
    source: Annotated[str, Line(500)] | None = None


class EvaluateBody(Body):
    """Whether to wait for all towns."""

    without_missing: bool = Field(default=False, description="Go on without the reports that are still missing")


class EditionView(View):
    """One year of the campaign."""

    id: UUID
    version: int
    year: int
    motto: str
    kickoff_days: tuple[date, ...]
    register_until: date | None
    order_until: date | None
    year_round: bool
    status: EditionStatus
    cancel_reason: str | None
    links: tuple[Link, ...]
    source: str | None


def _item(edition: Edition) -> Response:
    return item(shown(EditionView, edition), edition.version)


@router.get("", operation_id="edition.list", response_model=Page[EditionView], responses=LIST)
async def list_editions(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    status: EditionStatus | None = None,
    year: Year | None = None,
) -> Response:
    """Editions, newest first; drafts are for the chamber."""
    statement = queries.editions(scope, status=status, year=year)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=listed(EditionView))


@router.get("/{id}", operation_id="edition.get", response_model=EditionView, responses=READ)
async def get_edition(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One edition."""
    return _item(await queries.edition(reading, scope, id))


@router.post("", operation_id="edition.create", status_code=201, response_model=EditionView, responses=CREATE)
async def create_edition(tx: Transaction, scope: ScopeDep, body: EditionBody) -> Response:
    """A new draft; a year has one edition."""
    edition = await commands.create(tx, scope, {**body.model_dump(), "links": plain(body.links)})
    return created(shown(EditionView, edition), edition.version, f"/api/v1/editions/{edition.id}")


@router.patch("/{id}", operation_id="edition.update", response_model=EditionView, responses=CHANGE)
async def change_edition(tx: Transaction, scope: ScopeDep, id: UUID, body: EditionChange, version: IfMatch) -> Response:
    """Change a draft, or the motto at any time."""
    return _item(await commands.change(tx, scope, id, sent(body), expected=version))


verb = Verbs(router, "edition", EditionView)


@verb("announce")
async def announce_edition(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Tell everybody; towns that decided to take part before are declared now."""
    return _item(await commands.announce(tx, scope, id, expected=version))


@verb("open")
async def open_edition(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Open registration for businesses."""
    return _item(await commands.open_registration(tx, scope, id, expected=version))


@verb("close")
async def close_edition(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Close registration for businesses."""
    return _item(await commands.close_registration(tx, scope, id, expected=version))


@verb("start")
async def start_edition(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """The edition is running."""
    return _item(await commands.start(tx, scope, id, expected=version))


@verb("end")
async def end_edition(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """The edition is over; the participations of towns and businesses end with it."""
    return _item(await commands.end(tx, scope, id, expected=version))


@verb("evaluate")
async def evaluate_edition(
    tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch, body: EvaluateBody | None = None
) -> Response:
    """What came of it is known: all towns have reported, or the chamber goes on without the missing ones."""
    without = body is not None and body.without_missing
    return _item(await commands.evaluate(tx, scope, id, without_missing=without, expected=version))


@verb("cancel")
async def cancel_edition(tx: Transaction, scope: ScopeDep, id: UUID, body: ReasonBody, version: IfMatch) -> Response:
    """Call the edition off; its published offers are cancelled with it."""
    return _item(await commands.cancel(tx, scope, id, reason=body.reason, expected=version))
