"""Facts to load: what is known of the campaign, with its sources, and invented businesses, marked as such."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from campaign.commands import decisions
from campaign.commands.offers import days_of
from campaign.demo import businesses, edition, season, towns
from campaign.domain import (
    BERLIN,
    Business,
    Edition,
    Offer,
    Participation,
    ParticipationStatus,
    Surroundings,
    Town,
    TownParticipation,
)
from regio_chassis.database import Tx
from regio_chassis.rows import table_of

UNDER_REVIEW = len(businesses.SAMPLES) - 1
"""The last business of every town waits for its town's approval."""
APPLIED = UNDER_REVIEW - 1
"""The one before is listed and waits to be accepted; so does its offer."""
CALLED_OFF = ("worbis", 9)


async def load(tx: Tx, at: datetime) -> None:
    """Load everything once; a second time it does nothing. All of it passes through the verbs and is stated."""
    if await tx.scalar(select(table_of(Town).c.key).limit(1)) is not None:
        return
    places = towns.towns()
    past = towns.edition_of_2021()
    past_towns = towns.participations_of_2021(past, places)
    current = edition.current_edition(at)
    current_towns = edition.current_participations(current, places)
    _run_through(tx, past, past_towns)
    _open(tx, current, current_towns, at=at)
    await tx.add(*places.values(), past, current, *past_towns, *current_towns)
    shops = await _load_businesses(tx, current, current_towns, places, at=at)
    await season.load_past(tx, past, {town.town_key: town for town in past_towns}, places, at=at)
    await season.load_current(tx, current, {town.town_key: town for town in current_towns}, places, shops, at=at)
    await decisions.follow_those_to_join(tx, current)


def _run_through(tx: Tx, past: Edition, participations: Iterable[TownParticipation]) -> None:
    tx.record(past.announce())
    for town in participations:
        tx.record(town.declare())
        tx.record(town.confirm())
    tx.record(past.open(at=_morning(past)))
    tx.record(past.close())
    for town in participations:
        tx.record(town.publish(past))
    tx.record(past.start())
    tx.record(past.end())
    for town in participations:
        town.end()


def _open(tx: Tx, current: Edition, participations: Iterable[TownParticipation], *, at: datetime) -> None:
    tx.record(current.announce())
    for town in participations:
        tx.record(town.declare())
        tx.record(town.confirm())
    tx.record(current.open(at=at))
    for town in participations:
        # One town is left to publish.
        if town.town_key != "artern":
            tx.record(town.publish(current))


async def _load_businesses(
    tx: Tx,
    current: Edition,
    participations: Iterable[TownParticipation],
    places: Mapping[str, Town],
    *,
    at: datetime,
) -> list[Business]:
    shops: list[Business] = []
    parts: list[Participation] = []
    offers: list[Offer] = []
    for town in participations:
        place = places[town.town_key]
        for number in range(len(businesses.SAMPLES)):
            shop = businesses.business(number, place, at=at)
            part = businesses.participation(shop, current, at=at)
            shops.append(shop)
            parts.append(part)
            _review(tx, number, shop, part)
            if number != UNDER_REVIEW:
                offers.append(businesses.offer(number, shop, current))
                _decide(tx, offers[-1], _around(current, town, place, shop, part), called_off=(place.key, number))
        for own in businesses.offers_of_town(place, current):
            offers.append(own)
            _decide(tx, own, _around(current, town, place), called_off=None)
    days = [day for offer in offers for day in days_of(offer)]
    double = season.duplicate_of(next(shop for shop in shops if shop.town_key == "worbis"), at=at)
    tx.record(double.registered())
    await tx.add(*shops, double, *parts, *offers, *days)
    return shops


def _review(tx: Tx, number: int, shop: Business, part: Participation) -> None:
    tx.record(shop.registered())
    if number != UNDER_REVIEW:
        tx.record(shop.approve())
    if number < APPLIED:
        tx.record(part.accept(shop.status))


def _decide(tx: Tx, offer: Offer, around: Surroundings, *, called_off: tuple[str, int] | None) -> None:
    tx.record(offer.register(around))
    if around.participation_status is not ParticipationStatus.APPLIED:
        tx.record(offer.publish(around))
    if called_off == CALLED_OFF:
        tx.record(offer.cancel(reason="Die Werkstatt ist an diesem Tag geschlossen."))


def _around(
    current: Edition,
    town: TownParticipation,
    place: Town,
    shop: Business | None = None,
    part: Participation | None = None,
) -> Surroundings:
    return Surroundings(
        town_name=place.name,
        catholic=place.catholic,
        business_kind=shop.kind if shop else None,
        business_name=shop.public_name if shop else None,
        edition_year=current.year,
        edition_status=current.status,
        year_round=current.year_round,
        town_status=town.status,
        windows=town.windows,
        business_status=shop.status if shop else None,
        participation_status=part.status if part else None,
    )


def _morning(past: Edition) -> datetime:
    """Nobody recorded when registration opened; any moment before the kick-off will do."""
    first = past.kickoff_days[0]
    return datetime(first.year, first.month, first.day, tzinfo=BERLIN)
