"""What the network does about the other programmes' facts, once and again."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from network_examples import AT, STARTS, a_network, a_scheduled_meeting, fill, final_minutes, with_fields
from network_sisters import EDITION, accepted, announced, confirmed, handle, published
from sqlalchemy import select
from sqlmodel import col

from network import commands, projections, queries
from network.domain import AgendaItem, Row
from network.handlers import HANDLERS
from regio_chassis.access import Scope
from regio_chassis.database import Database, Tx
from regio_chassis.handling import together
from regio_chassis.rows import new_id
from regio_events import EVENT_TYPES, Event
from regio_events.campaign import (
    EditionAnnounced,
    OfferCancelled,
    ParticipationWithdrew,
    SpecialOpeningRegistered,
    SpecialOpeningRevoked,
    TownConfirmed,
    TownWithdrew,
)
from regio_events.placement import SeatGap, SeatsShort
from regio_events.samples import sample

FROM_SISTERS: Mapping[str, set[str]] = {
    "regio.campaign.edition.announced.v1": {"known_edition", "agenda_item", "action_item", "thread_event"},
    "regio.campaign.town.declared.v1": {"thread_event"},
    "regio.campaign.town.confirmed.v1": {"town_participation", "measure", "thread_event"},
    "regio.campaign.town.published.v1": {"thread_event"},
    "regio.campaign.town.withdrew.v1": {"town_participation", "thread_event"},
    "regio.campaign.participation.accepted.v1": {"business_participation"},
    "regio.campaign.participation.withdrew.v1": {"business_participation"},
    "regio.campaign.offer.published.v1": {"published_offer"},
    "regio.campaign.offer.cancelled.v1": {"published_offer"},
    "regio.campaign.special_opening.registered.v1": {"special_opening"},
    "regio.campaign.special_opening.revoked.v1": {"special_opening"},
    "regio.campaign.report.submitted.v1": {"agenda_item", "indicator", "thread_event"},
    "regio.placement.offer.published.v1": {"place_offer"},
    "regio.placement.offer.paused.v1": {"place_offer"},
    "regio.placement.offer.withdrawn.v1": {"place_offer"},
    "regio.placement.phase.completed.v1": {"indicator"},
    "regio.placement.seats.short.v1": {"agenda_item"},
}
"""By event of another programme: the tables in which it changes something. Source: the specification's table."""
UNDOES = {"regio.campaign.special_opening.revoked.v1": "regio.campaign.special_opening.registered.v1"}
"""Events that take back what another one left, by that one."""


def of_gotha(kind: str) -> Event:
    facts = {"town_key": "gotha"} if "town_key" in EVENT_TYPES[kind].model_fields else {}
    return sample(EVENT_TYPES[kind], **facts)


async def everything(tx: Tx) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but the bus's."""
    tables = [table for table in Row.metadata.sorted_tables if not table.name.startswith("bus_")]
    return {table.name: [tuple(row) for row in await tx.execute(select(table))] for table in tables}


async def proposals(tx: Tx) -> Sequence[AgendaItem]:
    return await tx.entities(AgendaItem, select(AgendaItem).where(col(AgendaItem.origin_type).is_not(None)))


async def test_an_announced_edition_is_proposed_to_the_next_working_meeting_and_shows_its_event(
    database: Database,
) -> None:
    event = announced()
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await a_scheduled_meeting(tx, starts_at=STARTS + timedelta(days=7))
        meeting = await a_scheduled_meeting(tx)

        await handle(tx, event)

        (item,) = await proposals(tx)
        assert (item.title, item.meeting_id) == ("Teilnahme Heimat shoppen 2026", meeting.id)
        assert tx.cause is not None
        assert (item.origin_event_id, item.origin_type, item.origin_subject) == (
            tx.cause.id,
            EditionAnnounced.type,
            str(EDITION),
        )


async def test_an_edition_waits_when_every_meeting_is_too_late_and_is_put_to_one_in_time(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await a_scheduled_meeting(tx, starts_at=STARTS + timedelta(days=60))
        await handle(tx, announced())
        (waiting,) = await proposals(tx)

        in_time = await a_scheduled_meeting(tx, group="netzwerk-2")

        assert waiting.meeting_id is None
        assert [item.meeting_id for item in await proposals(tx)] == [in_time.id]


async def test_a_meeting_on_the_last_day_of_registration_is_in_time(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)

        await handle(tx, announced(until=meeting.day))

        assert [item.meeting_id for item in await proposals(tx)] == [meeting.id]


@pytest.mark.parametrize(("year", "until"), [(2026, date(2026, 3, 1)), (2025, None)])
async def test_an_edition_that_nobody_can_join_any_longer_is_known_but_not_proposed(
    database: Database, year: int, until: date | None
) -> None:
    event = EditionAnnounced(edition_id=EDITION, year=year, kickoff_days=(), register_until=until)
    async with database.begin(at=AT) as tx:
        await a_network(tx)

        await handle(tx, event)
        await handle(tx, confirmed())

        assert await proposals(tx) == []
        assert [one.year for one in await queries.picture.editions(tx, "gotha")] == [year]


async def test_the_same_edition_is_proposed_once_however_often_it_arrives(database: Database) -> None:
    for _ in range(2):
        async with database.begin(at=AT) as tx:
            await handle(tx, announced())
            await handle(tx, announced())

    async with database.begin(at=AT) as tx:
        assert len(await proposals(tx)) == 1


async def test_an_edition_whose_item_was_carried_over_is_not_proposed_again(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)
        await handle(tx, announced())
        (item,) = await proposals(tx)
        await commands.agenda.accept(tx, Scope.ALL, item.id)
        await commands.meetings.invite(tx, Scope.ALL, meeting.id, at=AT)
        await commands.meetings.hold(tx, Scope.ALL, meeting.id, towns_present=[], decisions=0, at=STARTS)
        await final_minutes(tx, meeting)

        await handle(tx, announced())

        carried = await tx.entities(AgendaItem, select(AgendaItem).where(col(AgendaItem.carried_from) == item.id))
        assert [one.origin_subject for one in carried] == [str(EDITION)]
        assert len(await proposals(tx)) == 2, "the item and the one that continues it"


async def test_short_seats_are_proposed_where_the_town_is_invited(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await a_scheduled_meeting(tx)
        of_apolda = await a_scheduled_meeting(tx, group="netzwerk-2", starts_at=STARTS + timedelta(days=7))
        short = SeatsShort(phase_id=new_id(), town_key="apolda", gap=SeatGap.MANY, kldb_groups=("62",))

        await handle(tx, short, short)

        (item,) = await proposals(tx)
        assert (item.meeting_id, item.town_key) == (of_apolda.id, "apolda")
        assert item.title == "Plätze gesucht: Praxistage"


async def test_short_seats_of_a_town_outside_the_network_go_to_the_next_meeting(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)

        await handle(tx, SeatsShort(phase_id=new_id(), town_key="nordhausen", gap=SeatGap.FEW, kldb_groups=()))

        (item,) = await proposals(tx)
        assert (item.meeting_id, item.town_key) == (meeting.id, None)
        assert item.text == "Es fehlen einzelne Plätze (nordhausen)."


async def test_a_towns_picture_counts_by_edition_what_the_campaign_stated(database: Database) -> None:
    gone, cancelled = accepted(), published()
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await handle(tx, announced())
        await handle(tx, confirmed(), confirmed("apolda"))
        await handle(tx, accepted(), accepted(), gone, accepted("apolda"))
        await handle(tx, published(), cancelled, published(edition=None))
        await handle(tx, ParticipationWithdrew.model_validate(gone.model_dump()))
        await handle(tx, OfferCancelled.model_validate(cancelled.model_dump()))

    async with database.reading() as reading:
        picture = await queries.picture.picture(reading, Scope.PUBLIC, "gotha")

    (edition,) = picture.editions
    assert (edition.year, edition.places, edition.businesses, edition.offers) == (2026, ["gotha"], 2, 1)
    assert picture.year_round_offers == 1
    assert [membership.group_key for membership in picture.memberships] == ["netzwerk-1"]


async def test_two_places_of_one_town_are_one_picture(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await commands.towns.add_town(
            tx, key="leinefelde-worbis", name="Leinefelde-Worbis", place_keys=("leinefelde", "worbis"), at=AT
        )
        await handle(tx, confirmed("worbis"), confirmed("leinefelde"))
        await handle(tx, accepted("leinefelde"), accepted("worbis"))

        picture = await queries.picture.picture(tx, Scope.PUBLIC, "leinefelde-worbis")

    (edition,) = picture.editions
    assert (edition.places, edition.businesses) == (["leinefelde", "worbis"], 2)


async def test_a_town_that_withdrew_does_not_take_part(database: Database) -> None:
    joined = confirmed()
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await handle(tx, joined)
        await handle(tx, TownWithdrew.model_validate(joined.model_dump()))

        picture = await queries.picture.picture(tx, Scope.PUBLIC, "gotha")

    assert picture.editions == []


async def test_special_openings_are_counted_by_municipality_and_year(database: Database) -> None:
    days = [date(2026, 4, 12), date(2026, 9, 13), date(2027, 4, 11)]
    openings = [
        SpecialOpeningRegistered.model_validate(
            {
                "opening_id": new_id(),
                "town_key": "ohrdruf",
                "municipality_key": "16067029",
                "day": day,
                "opens": "13:00",
                "closes": "18:00",
            }
        )
        for day in days
    ]
    async with database.begin(at=AT) as tx:
        await commands.towns.add_town(tx, key="gotha", name="Gotha", municipality_key="16067029", place_keys=(), at=AT)
        await handle(tx, *openings)
        await handle(tx, *openings)

        picture = await queries.picture.picture(tx, Scope.PUBLIC, "gotha")

    assert [(one.year, one.registered, one.allowed) for one in picture.special_openings] == [(2027, 1, 4), (2026, 2, 4)]

    async with database.begin(at=AT) as tx:
        await handle(tx, SpecialOpeningRevoked.model_validate(openings[0].model_dump()))
        picture = await queries.picture.picture(tx, Scope.PUBLIC, "gotha")

    assert [(one.year, one.registered) for one in picture.special_openings] == [(2027, 1), (2026, 1)]


async def test_reading_the_channel_again_ends_in_the_same_rows(database: Database) -> None:
    joined, business, offer = confirmed(), accepted(), published()
    story: list[Event] = [
        announced(),
        joined,
        business,
        offer,
        ParticipationWithdrew.model_validate(business.model_dump()),
        OfferCancelled.model_validate(offer.model_dump()),
        TownWithdrew.model_validate(joined.model_dump()),
        TownConfirmed.model_validate(joined.model_dump()),
    ]
    await fill(database)
    pictures = []

    for _ in range(2):
        async with database.begin(at=AT) as tx:
            for event in story:
                await handle(tx, event)
        async with database.reading() as reading:
            pictures.append(await queries.picture.editions(reading, "gotha"))

    assert pictures[0] == pictures[1]
    assert [(one.places, one.businesses, one.offers) for one in pictures[0]] == [(["gotha"], 0, 0)]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", sorted(FROM_SISTERS), ids=lambda kind: kind)
async def test_no_event_of_another_programme_goes_unnoticed(database: Database, kind: str) -> None:
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        if kind in UNDOES:
            await handle(tx, of_gotha(UNDOES[kind]))
        before = await everything(tx)

        await handle(tx, of_gotha(kind))

        changed = {table for table, rows in (await everything(tx)).items() if rows != before[table]}
    assert FROM_SISTERS[kind] <= changed


def test_every_event_that_is_listened_to_is_tried_here() -> None:
    assert {kind.type for kind in HANDLERS if kind.owner != "network"} == set(FROM_SISTERS)


@pytest.mark.parametrize("kind", HANDLERS, ids=lambda kind: kind.type)
def test_of_its_own_facts_it_keeps_only_that_they_were_stated(kind: type[Event]) -> None:
    assert kind.owner in {"campaign", "placement"} or HANDLERS[kind] == together(projections.told)
