"""The programme as JSON is written straight from stored columns: byte for byte what its view class says."""

from datetime import date, datetime, time, timedelta

import pytest
from campaign_examples import NOW, an_offer
from campaign_people import People
from sqlalchemy import select

from campaign.api.programme.views import EntryView, HostView, OccurrenceView, ProgrammeView
from campaign.app import SERVICE
from campaign.commands.offers import days_of
from campaign.domain import BERLIN, Business, Edition, Link, Offer, OfferStatus, Town
from regio_chassis.database import Database, Reading
from regio_chassis.rows import table_of
from regio_events import OfferDate

LINKS = (Link(label='Café „Zum "Löwen"“ \\ Nord', url="https://example.org/?a=1&b=<2>"),)


async def test_the_document_is_byte_for_byte_what_its_view_says(people: People, database: Database) -> None:
    async with database.begin(at=NOW) as tx:
        await SERVICE.demo(tx, NOW)
    await say_everything(database)

    answer = await people.get("/programme?edition=2026")

    found = ProgrammeView.model_validate_json(answer.content)
    expected = await programme_of_models(database, [entry.id for entry in found.entries])
    assert len(found.entries) > 20
    assert answer.content == expected.model_dump_json().encode()


@pytest.mark.parametrize("path", ["/programme/worbis", "/programme/worbis?day=2026-09-11", "/programme?edition=2021"])
async def test_every_document_is_one_of_its_view(people: People, database: Database, path: str) -> None:
    async with database.begin(at=NOW) as tx:
        await SERVICE.demo(tx, NOW)

    answer = await people.get(path)

    assert ProgrammeView.model_validate_json(answer.content).model_dump_json().encode() == answer.content


async def say_everything(database: Database) -> None:
    """Offers with whatever the demo leaves out: links, signs, midnight, the hour that comes twice, no host."""
    async with database.begin(at=NOW) as tx:
        shops = await tx.entities(Business, select(table_of(Business)).order_by(table_of(Business).c.id))
        [edition] = await tx.entities(Edition, select(table_of(Edition)).where(table_of(Edition).c.year == 2026))
        shop = next(shop for shop in shops if shop.town_key == "worbis")
        shop.links, shop.accessibility, shop.latitude, shop.longitude = LINKS, "Rampe\tim Hof", 51.4123, 10.36
        await tx.save(shop)
        made = [
            an_offer(
                OfferStatus.PUBLISHED,
                business_id=shop.id,
                edition_id=edition.id,
                title="Über \u2028 „Nacht“ \\ & <mehr> \x7f 😀",
                dates=[
                    OfferDate(day=date(2026, 9, 11), starts=time(22), ends=time(2)),
                    OfferDate(day=date(2026, 10, 24), starts=time(23, 30), ends=time(2, 30)),
                    OfferDate(day=date(2026, 12, 31), starts=time(0), ends=time(0)),
                ],
            ),
            an_offer(
                OfferStatus.CANCELLED,
                business_id=None,
                edition_id=edition.id,
                reason="Krank.",
                sequence=2,
                location="Markt",
                description="Zeile\nZeile",
                accessible=None,
            ),
            an_offer(OfferStatus.PUBLISHED, business_id=shop.id, edition_id=edition.id, reason="Nicht zu zeigen."),
        ]
        for offer in made:
            await tx.add(offer, *days_of(offer))


async def programme_of_models(database: Database, ids: list[object]) -> ProgrammeView:
    async with database.reading() as reading:
        offers = {offer.id: offer for offer in await reading.entities(Offer, select(table_of(Offer)))}
        shops = {shop.id: shop for shop in await reading.entities(Business, select(table_of(Business)))}
        towns = {town.key: town for town in await reading.entities(Town, select(table_of(Town)))}
        years = await years_of(reading)
    entries = [
        entry_of(
            offers[id],
            shops.get(offers[id].business_id),
            towns[offers[id].town_key],
            years.get(offers[id].edition_id),
        )
        for id in ids
    ]
    return ProgrammeView(town_key=None, edition_year=2026, entries=tuple(entries))


async def years_of(reading: Reading) -> dict[object, int]:
    return {edition.id: edition.year for edition in await reading.entities(Edition, select(table_of(Edition)))}


def entry_of(offer: Offer, shop: Business | None, town: Town, year: int | None) -> EntryView:
    cancelled = offer.status is OfferStatus.CANCELLED
    facts = offer.model_dump(exclude={"reason", "dates"})
    host = None if shop is None else HostView.model_validate(shop.model_dump())
    inside = [offer.location, *([shop.public_name, shop.street] if shop else [])]
    place = f"{shop.postcode} {town.name}" if shop else town.name
    return EntryView(
        **{name: value for name, value in facts.items() if name in EntryView.model_fields},
        cancelled=cancelled,
        reason=offer.reason if cancelled else None,
        edition_year=year,
        town_name=town.name,
        address=", ".join([*(part for part in inside if part), place]),
        host=host,
        dates=tuple(occurrence_of(number, held) for number, held in enumerate(offer.dates, start=1)),
        dropped=(),
    )


def occurrence_of(number: int, held: OfferDate) -> OccurrenceView:
    until = held.day if held.ends > held.starts else held.day + timedelta(days=1)
    return OccurrenceView(
        number=number,
        day=held.day,
        starts=held.starts,
        ends=held.ends,
        starts_at=datetime.combine(held.day, held.starts, BERLIN),
        ends_at=datetime.combine(until, held.ends, BERLIN),
    )
