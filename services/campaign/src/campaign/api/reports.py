"""Reports of towns over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import RowMapping
from starlette.responses import Response

from campaign.access import speaks_for_town
from campaign.api.parts import LIST, READ, STEP, EditionQuery
from campaign.api.town_participations import TownParticipationView, item_of
from campaign.commands import reports as commands
from campaign.domain import TownReport
from campaign.domain.reports import Compared, compare, figures_of
from campaign.queries import reports as queries
from campaign.queries.editions import edition
from regio_chassis.rows import table_of
from regio_chassis.web import (
    Body,
    Count,
    IfMatch,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Slug,
    Text,
    Transaction,
    View,
    item,
    page,
)

reports = Router(prefix="/town-reports", tags=["Reports"])
of_towns = Router(prefix="/town-participations", tags=["Reports"])
of_editions = Router(prefix="/editions", tags=["Reports"])

_c = table_of(TownReport).c
ORDERINGS = {"town": [_c.town_key], "-submitted_at": [_c.submitted_at]}


class ReportBody(Body):
    """What came of it; businesses and offers are counted if they are not given."""

    businesses: Count | None = None
    offers: Count | None = None
    cards_returned: Count | None = Field(default=None, description="Stamp cards handed in; null: not counted")
    ratings: Annotated[tuple[Count, ...], Field(max_length=5)] = Field(
        default=(), description="How many businesses gave 1, 2, 3, 4 and 5 (very good)", examples=[[0, 1, 4, 9, 6]]
    )
    text: Annotated[str, Text(5000)] | None = Field(default=None, description="For the chamber")


class ReportView(View):
    """What a town reported."""

    participation_id: UUID
    edition_id: UUID
    edition_year: int
    town_key: str
    town_name: str
    businesses: int
    offers: int
    cards_returned: int | None
    rating_mean: float | None = Field(description="1 (poor) to 5 (very good)")
    submitted_at: datetime
    source: str | None


class ReportInFull(ReportView):
    """The same for the town and the chamber."""

    ratings: tuple[int, ...]
    text: str | None


class FiguresView(View):
    """Figures of one year, or how they changed."""

    businesses: int
    offers: int
    cards_returned: int | None
    rating_mean: float | None


class ComparedView(View):
    """A town, or all of them, in two years."""

    town_key: str | None
    town_name: str | None
    now: FiguresView | None
    before: FiguresView | None
    change: FiguresView | None


class ComparisonView(View):
    """An edition and the latest one before it that towns reported on."""

    year: int
    before: int | None
    towns: tuple[ComparedView, ...]
    total: ComparedView


class ReminderView(View):
    """A town that has not reported."""

    participation_id: UUID
    town_key: str
    reminders: int
    reminded_at: datetime | None


class RemindersView(View):
    """All towns that have not reported."""

    items: tuple[ReminderView, ...]


def _compared(compared: Compared, key: str | None = None, name: str | None = None) -> ComparedView:
    return ComparedView.model_validate(
        {
            "town_key": key,
            "town_name": name,
            "now": compared.now,
            "before": compared.before,
            "change": compared.change,
        },
        from_attributes=True,
    )


@reports.get("", operation_id="town_report.list", response_model=Page[ReportInFull | ReportView], responses=LIST)
async def list_reports(
    reading: ReadingDep, scope: ScopeDep, paging: Paging, edition: EditionQuery = None, town: Slug | None = None
) -> Response:
    """What towns reported; what they wrote to the chamber is for the town and the chamber."""

    def view(row: RowMapping) -> ReportView:
        return (ReportInFull if speaks_for_town(scope, row["town_key"]) else ReportView).trusting(row)

    statement = queries.town_reports(scope, edition=edition, town=town)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=view)


@of_towns.post(
    "/{id}/report", operation_id="town_participation.report", response_model=TownParticipationView, responses=STEP
)
async def report_town(tx: Transaction, scope: ScopeDep, id: UUID, body: ReportBody, version: IfMatch) -> Response:
    """The town reports what came of it."""
    told = commands.Told(**body.model_dump())
    return item_of(await commands.report(tx, scope, id, told, expected=version))


@of_editions.get("/{id}/comparison", operation_id="edition.compare", response_model=ComparisonView, responses=READ)
async def compare_edition(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """The edition beside the latest one before it that towns reported on."""
    current = await edition(reading, scope, id)
    former = await queries.reported_before(reading, scope, current.year)
    now = await queries.reports_of(reading, scope, current.id)
    before = await queries.reports_of(reading, scope, former.id) if former else []
    compared = compare(now, before)
    names = await queries.names_of_towns(reading, scope, list(compared))
    return item(
        ComparisonView(
            year=current.year,
            before=former.year if former else None,
            towns=tuple(_compared(figures, key, names[key]) for key, figures in compared.items()),
            total=_compared(Compared(figures_of(now), figures_of(before))),
        ),
        current.version,
    )


@of_editions.post("/{id}/remind", operation_id="edition.remind", response_model=RemindersView, responses=STEP)
async def remind_towns(tx: Transaction, scope: ScopeDep, id: UUID) -> Response:
    """Remind the towns that have not reported, each at most once a week."""
    waiting = await commands.remind(tx, scope, id)
    views = (
        ReminderView(
            participation_id=town.id, town_key=town.town_key, reminders=town.reminders, reminded_at=town.reminded_at
        )
        for town in waiting
    )
    return item(RemindersView(items=tuple(views)), 1)
