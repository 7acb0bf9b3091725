"""
The public programme: one query behind every format of it.

Everybody sees the same: what is published, and what was called off until its last date has passed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Select, Text, bindparam, cast, func, select, true
from sqlalchemy.types import Date

from campaign.access import editions_in, offers_in, town_participations_in, towns_in
from campaign.domain import Business, Edition, Link, Offer, Town, TownParticipation
from campaign.domain.programme import Entry, Host, Place, ProgrammeVersion, occurrences
from campaign.queries.base import EditionRef, of_edition
from regio_chassis.access import Scope
from regio_chassis.database import Reading
from regio_chassis.errors import Missing
from regio_chassis.fixed import Fixed
from regio_chassis.rows import table_of
from regio_chassis.written import Written
from regio_events import Window

_offers = table_of(Offer)
_businesses = table_of(Business)
_towns = table_of(Town)
_editions = table_of(Edition)
_versions = table_of(ProgrammeVersion)
_parts = table_of(TownParticipation)


@dataclass(frozen=True, slots=True)
class Version:
    """How new a programme is; ``changed_at`` is None where there is no town."""

    revision: int
    changed_at: datetime | None


_VERSION_OF_TOWN = Fixed(
    select(_versions.c.revision, _versions.c.changed_at).where(_versions.c.town_key == bindparam("town"))
)
# Every revision only rises, so their sum does, too.
_VERSION_OF_ALL = Fixed(select(func.sum(_versions.c.revision), func.max(_versions.c.changed_at)))


async def version(reading: Reading, scope: Scope, *, town: str | None) -> Version:
    """
    How new the programme of a town, or of all of them, is. One row by its key: cheap enough for every request.

    Raises:
        Missing: there is no such town.
    """
    assert scope.published, "the programme is what is published"
    if town is None:
        [(total, changed_at)] = await reading.fetch(_VERSION_OF_ALL)
        return Version(int(total or 0), changed_at)
    rows = await reading.fetch(_VERSION_OF_TOWN, {"town": town})
    if not rows:
        raise Missing("there is no such town")
    return Version(*rows[0])


def _statement(here: ColumnElement[bool], then: ColumnElement[bool]) -> Select[Any]:
    o, b, t = _offers.c, _businesses.c, _towns.c
    # As they are stored: our own database needs no validation, and ids are only written down again.
    offer, host = Written(o.id), Written(b.id)
    dates, links = cast(o.dates, Text), cast(b.links, Text)
    today = bindparam("today", type_=Date())
    return (
        select(
            *(offer, _editions.c.year, o.sequence, o.kind, o.title, o.description, o.price_note, o.accessible),
            *(o.for_children, o.location, o.status == "cancelled", o.reason, dates, o.numbering),
            *(t.key, t.name, t.county, t.catholic, t.latitude, t.longitude),
            *(host, b.public_name, b.kind, b.branch, b.street, b.postcode, b.latitude, b.longitude, b.opening_hours),
            *(b.accessibility, links),
        )
        .join_from(_offers, _towns, t.key == o.town_key)
        .outerjoin(_businesses, b.id == o.business_id)
        .outerjoin(_editions, _editions.c.id == o.edition_id)
        .where(offers_in(Scope.PUBLIC, today=today), here, then)  # type: ignore[arg-type]  # as good as a date
        .order_by(o.starts_on, o.id)
    )


_TOWN: ColumnElement[bool] = _offers.c.town_key == bindparam("town")
_COMING: ColumnElement[bool] = _offers.c.shown_until >= bindparam("today", type_=Date())
_COMING_IN_TOWN = Fixed(_statement(_TOWN, _COMING))
_COMING_ANYWHERE = Fixed(_statement(true(), _COMING))
_YEAR_IN_TOWN = Fixed(_statement(_TOWN, _editions.c.year == bindparam("year")))
_YEAR_ANYWHERE = Fixed(_statement(true(), _editions.c.year == bindparam("year")))


async def programme(reading: Reading, scope: Scope, *, town: str | None, year: int | None, today: date) -> list[Entry]:
    """
    What is on in a town, or in all of them, in order of the first date.

    Without ``year`` what still has a date to come, else all of that year's edition.
    """
    assert scope.published, "the programme is what is published"
    if year is None:
        fixed = _COMING_ANYWHERE if town is None else _COMING_IN_TOWN
    else:
        fixed = _YEAR_ANYWHERE if town is None else _YEAR_IN_TOWN
    rows = await reading.fetch(fixed, {"town": town, "year": year, "today": today})
    places: dict[str, Place] = {}
    return [_entry(row, places, today) for row in rows]


async def place(reading: Reading, scope: Scope, key: str) -> Place:
    """
    A town.

    Raises:
        Missing: there is none.
    """
    c = _towns.c
    columns = (c.key, c.name, c.county, c.catholic, c.latitude, c.longitude)
    row = (await reading.execute(select(*columns).where(c.key == key, towns_in(scope)))).one_or_none()
    if row is None:
        raise Missing("there is no such town")
    return Place(*tuple(row))


async def year_of(reading: Reading, scope: Scope, ref: EditionRef) -> int:
    """
    The year of an edition that is named by year or id.

    Raises:
        Missing: there is none in this scope.
    """
    found = await reading.scalar(select(_editions.c.year).where(of_edition(_editions.c.id, ref), editions_in(scope)))
    if found is None:
        raise Missing("there is no such edition")
    year: int = found
    return year


def _entry(row: tuple[Any, ...], places: dict[str, Place], today: date) -> Entry:
    facts: Any = row[:12]
    dates, numbering, town, host = row[12], row[13], row[14:20], row[20:]
    place = places.get(town[0])
    if place is None:
        place = places[town[0]] = Place(*town)
    held = occurrences(from_json(dates), numbering, today=today)
    around: Any = (held, place, None if host[0] is None else _host(host))
    return Entry(*facts, *around)


def _host(row: tuple[Any, ...]) -> Host:
    links = () if row[-1] == "[]" else tuple(Link.model_construct(**link) for link in from_json(row[-1]))
    facts: Any = (*row[:-1], links)
    return Host(*facts)


@dataclass(frozen=True, slots=True)
class Season:
    """One town's part in one edition, as it stands on a poster."""

    year: int
    motto: str
    windows: tuple[Window, ...]


async def season(reading: Reading, scope: Scope, *, town: str, edition: EditionRef | None) -> Season:
    """
    The town's part in the edition, without ``edition`` in the latest one it takes part in.

    Raises:
        Missing: it does not take part.
    """
    statement = (
        select(_editions.c.year, _editions.c.motto, _parts.c.windows)
        .join_from(_parts, _editions, _editions.c.id == _parts.c.edition_id)
        .where(_parts.c.town_key == town, town_participations_in(scope), editions_in(scope))
        .order_by(_editions.c.year.desc())
        .limit(1)
    )
    if edition is not None:
        statement = statement.where(of_edition(_parts.c.edition_id, edition))
    row = (await reading.execute(statement)).one_or_none()
    if row is None:
        raise Missing("the town does not take part")
    return Season(*tuple(row))
