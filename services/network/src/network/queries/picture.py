"""A town's picture: what the other programmes stated about it, counted when it is asked for."""

from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy import Integer, RowMapping, Select, extract, func, or_, select
from sqlmodel import col

from network.domain import Membership, Place
from network.domain.indicators import SUPPRESS_BELOW
from network.projections import (
    BusinessParticipation,
    KnownEdition,
    PlaceOffer,
    PublishedOffer,
    SpecialOpening,
    TownParticipation,
)
from network.queries import memberships, towns
from regio_chassis.access import Scope
from regio_chassis.database import Reading

MAX_SPECIAL_OPENINGS = 4
"""Sundays and holidays on which shops of a municipality may open, a year. Source: ThürLadÖffG § 10."""


@dataclass
class EditionPicture:
    """What a town does in one edition; the year is unknown until the edition was announced."""

    edition_id: UUID
    year: int | None
    places: list[str]
    decision_ids: list[UUID]
    businesses: int = 0
    offers: int = 0


@dataclass
class SpecialOpenings:
    """How many of a year's Sundays and holidays a municipality uses."""

    year: int
    registered: int
    allowed: int = MAX_SPECIAL_OPENINGS


@dataclass
class Seats:
    """Seats that companies of the town offer to pupils now; None: fewer than five, but some."""

    offered: int | None
    suppressed: bool


@dataclass
class TownPicture:
    """One town with its memberships and what the campaign stated about it."""

    town: RowMapping
    memberships: list[Membership]
    editions: list[EditionPicture]
    year_round_offers: int
    special_openings: list[SpecialOpenings]
    seats: Seats


async def picture(reading: Reading, scope: Scope, key: str) -> TownPicture:
    """
    A town's picture, as of now.

    Raises:
        Missing: there is no such town.
    """
    town = await towns.town(reading, scope, key)
    joined = memberships.memberships(scope, town=key).order_by(col(Membership.since), col(Membership.id))
    return TownPicture(
        town=town,
        memberships=await reading.entities(Membership, joined),
        editions=await editions(reading, key),
        year_round_offers=await year_round_offers(reading, key),
        special_openings=await special_openings(reading, key, town["municipality_key"]),
        seats=await seats(reading, key),
    )


async def editions(reading: Reading, town: str) -> list[EditionPicture]:
    """The editions in which something of the town was confirmed, accepted or published, the latest year first."""
    found: dict[UUID, EditionPicture] = {}
    for row in await reading.execute(_participations(town)):
        picture = found.setdefault(row.edition_id, EditionPicture(row.edition_id, row.year, [], []))
        picture.places.append(row.place_key)
        if row.decision_id is not None and row.decision_id not in picture.decision_ids:
            picture.decision_ids.append(row.decision_id)
    for name, counted in (("businesses", BusinessParticipation), ("offers", PublishedOffer)):
        for row in await reading.execute(_counts(counted, town)):
            picture = found.setdefault(row.edition_id, EditionPicture(row.edition_id, row.year, [], []))
            setattr(picture, name, row.number)
    return sorted(found.values(), key=lambda picture: (picture.year or 0, picture.edition_id), reverse=True)


async def year_round_offers(reading: Reading, town: str) -> int:
    """Published offers that belong to no edition."""
    found = (
        select(func.count())
        .select_from(PublishedOffer)
        .join(Place, col(Place.key) == col(PublishedOffer.place_key))
        .where(col(Place.town_key) == town, col(PublishedOffer.active), col(PublishedOffer.edition_id).is_(None))
    )
    return int(await reading.scalar(found))


async def seats(reading: Reading, town: str) -> Seats:
    """What the placement programme published in the town's places; small numbers are not told."""
    found = (
        select(func.coalesce(func.sum(col(PlaceOffer.seats)), 0))
        .join(Place, col(Place.key) == col(PlaceOffer.place_key))
        .where(col(Place.town_key) == town, col(PlaceOffer.active))
    )
    offered = int(await reading.scalar(found))
    suppressed = 0 < offered < SUPPRESS_BELOW
    return Seats(None if suppressed else offered, suppressed)


async def openings_of(reading: Reading, municipality_key: str, year: int) -> int:
    """How many of a year's Sundays and holidays a municipality has registered."""
    of_year = extract("year", col(SpecialOpening.day)) == year
    days = select(func.count(col(SpecialOpening.day).distinct()))
    return int(await reading.scalar(days.where(col(SpecialOpening.municipality_key) == municipality_key, of_year)))


async def special_openings(reading: Reading, town: str, municipality_key: str | None) -> list[SpecialOpenings]:
    """Special openings by year, of the municipality or, where its key is not known, of the town's places."""
    year = extract("year", col(SpecialOpening.day)).cast(Integer).label("year")
    places = select(col(Place.key)).where(col(Place.town_key) == town)
    found = (
        select(year, func.count().label("number"))
        .where(or_(col(SpecialOpening.municipality_key) == municipality_key, col(SpecialOpening.place_key).in_(places)))
        .group_by(year)
        .order_by(year.desc())
    )
    return [SpecialOpenings(row.year, row.number) for row in await reading.execute(found)]


def _participations(town: str) -> Select[UUID, int, str, UUID | None]:
    return (
        select(
            col(TownParticipation.edition_id),
            col(KnownEdition.year),
            col(TownParticipation.place_key),
            col(TownParticipation.decision_id),
        )
        .join(Place, col(Place.key) == col(TownParticipation.place_key))
        .outerjoin(KnownEdition, col(KnownEdition.edition_id) == col(TownParticipation.edition_id))
        .where(col(Place.town_key) == town, col(TownParticipation.active))
        .order_by(col(TownParticipation.place_key))
    )


def _counts(model: type[BusinessParticipation] | type[PublishedOffer], town: str) -> Select[UUID | None, int, int]:
    edition = col(model.edition_id)
    return (
        select(edition, col(KnownEdition.year), func.count().label("number"))
        .join(Place, col(Place.key) == col(model.place_key))
        .outerjoin(KnownEdition, col(KnownEdition.edition_id) == edition)
        .where(col(Place.town_key) == town, col(model.active), edition.is_not(None))
        .group_by(edition, col(KnownEdition.year))
    )


async def action_days(reading: Reading, edition_id: UUID, town: str) -> tuple[date, date] | tuple[()] | None:
    """The first and last action day of the town's places in an edition; empty: not fixed, None: none takes part."""
    places = select(col(Place.key)).where(col(Place.town_key) == town)
    found = select(TownParticipation).where(
        col(TownParticipation.edition_id) == edition_id,
        col(TownParticipation.active),
        col(TownParticipation.place_key).in_(places),
    )
    participations = await reading.entities(TownParticipation, found)
    days = sorted(window.day for one in participations for window in one.windows)
    if days:
        return days[0], days[-1]
    return () if participations else None


async def year_of(reading: Reading, edition_id: UUID) -> int | None:
    """The year of an edition, once it was announced."""
    found = select(col(KnownEdition.year)).where(col(KnownEdition.edition_id) == edition_id)
    return cast("int | None", await reading.scalar(found))
