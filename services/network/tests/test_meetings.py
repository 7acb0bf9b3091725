"""Meetings and how agenda items find theirs, on a database of both kinds."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from network_examples import (
    AT,
    ENDS,
    STARTS,
    a_held_meeting,
    a_network,
    a_scheduled_meeting,
    enveloped,
    fill,
    final_minutes,
)
from sqlalchemy import select
from sqlmodel import col

from network import commands, queries
from network.domain import (
    AgendaItem,
    ItemStatus,
)
from network.domain.errors import Unknown
from regio_chassis.access import Scope
from regio_chassis.database import Database, Reading
from regio_chassis.rows import new_id
from regio_events.campaign import EditionAnnounced
from regio_events.network import MeetingScheduled

WEEK = timedelta(weeks=1)


async def items_of(reading: Reading, meeting_id: UUID | None) -> list[AgendaItem]:
    found = select(AgendaItem).where(col(AgendaItem.meeting_id) == meeting_id).order_by(col(AgendaItem.number))
    return await reading.entities(AgendaItem, found)


async def item(reading: Reading, id: UUID) -> AgendaItem:
    return await queries.agenda.item(reading, Scope.ALL, id)


async def test_a_working_meeting_invites_the_members_of_its_groups_on_its_day(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)
        event = tx.recorded[-1].event

    assert meeting.town_keys == ["eisenach", "gotha"]
    assert isinstance(event, MeetingScheduled)
    assert event.town_keys == ("eisenach", "gotha")


async def test_a_meeting_of_an_unknown_group_is_refused(database: Database) -> None:
    await fill(database)

    with pytest.raises(Unknown):
        async with database.begin(at=AT) as tx:
            await a_scheduled_meeting(tx, group="netzwerk-9")


async def test_a_proposal_waits_for_the_next_meeting_and_is_put_to_it(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        proposal = await commands.agenda.propose(tx, Scope.ALL, title="Leerstand", town_key="gotha", at=AT)
        assert proposal.meeting_id is None

        other = await a_scheduled_meeting(tx, group="netzwerk-2")
        assert (await item(tx, proposal.id)).meeting_id is None, f"Gotha is not invited to {other.title}"

        meeting = await a_scheduled_meeting(tx)

        assert (await item(tx, proposal.id)).meeting_id == meeting.id


async def test_a_proposal_does_not_wait_for_a_meeting_that_comes_too_late(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        proposal = await commands.agenda.propose(tx, Scope.ALL, title="Eilig", not_after=date(2026, 3, 17), at=AT)
        await a_scheduled_meeting(tx)

        assert (await item(tx, proposal.id)).meeting_id is None


async def test_items_of_a_cancelled_meeting_go_to_the_next_of_the_series_or_wait(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        first = await a_scheduled_meeting(tx)
        proposal = await commands.agenda.propose(tx, Scope.ALL, title="Parken", meeting_id=first.id, at=AT)
        await commands.agenda.accept(tx, Scope.ALL, proposal.id)

        await commands.meetings.cancel(tx, Scope.ALL, first.id, reason="Schnee", at=AT)
        waiting = await item(tx, proposal.id)
        second = await a_scheduled_meeting(tx, starts_at=STARTS + WEEK)

        assert (waiting.meeting_id, waiting.number, waiting.status) == (None, None, ItemStatus.ON_AGENDA)
        assert [(one.id, one.number) for one in await items_of(tx, second.id)] == [(proposal.id, 1)]


async def test_what_was_not_discussed_or_adjourned_carries_over_when_minutes_are_final(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting, (done, put_off, untouched) = await a_held_meeting(tx, ["Teilnahme", "Parken", "Bänke"])
        following = await a_scheduled_meeting(tx, starts_at=STARTS + WEEK)
        for id in (done, put_off):
            await commands.agenda.discuss(tx, Scope.ALL, id)
        await commands.agenda.adjourn(tx, Scope.ALL, put_off)

        await final_minutes(tx, meeting)

        carried = await items_of(tx, following.id)
        assert [(one.title, one.number, one.carried_from) for one in carried] == [
            ("Parken", 1, put_off),
            ("Bänke", 2, untouched),
        ]
        assert [(await item(tx, id)).status for id in (done, put_off, untouched)] == [
            ItemStatus.DISCUSSED,
            ItemStatus.CARRIED_OVER,
            ItemStatus.CARRIED_OVER,
        ]


async def test_carried_over_items_wait_for_a_meeting_of_their_series(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting, (left,) = await a_held_meeting(tx)
        await final_minutes(tx, meeting)
        (waiting,) = await items_of(tx, None)

        await a_scheduled_meeting(tx, group="netzwerk-2", starts_at=STARTS + WEEK, at=ENDS)
        following = await a_scheduled_meeting(tx, starts_at=STARTS + WEEK, at=ENDS)

        assert (waiting.carried_from, waiting.series) == (left, "netzwerk-1")
        assert [one.id for one in await items_of(tx, following.id)] == [waiting.id]


async def test_a_meeting_moved_beyond_a_deadline_loses_the_item_to_an_earlier_one(database: Database) -> None:
    edition = EditionAnnounced(edition_id=new_id(), year=2026, kickoff_days=(), register_until=date(2026, 3, 31))
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        first = await a_scheduled_meeting(tx)
        second = await a_scheduled_meeting(tx, group="netzwerk-2", starts_at=STARTS + WEEK)
        await commands.agenda.propose_from_event(
            tx, enveloped(edition), title="Teilnahme", text="?", not_after=edition.register_until
        )
        (proposal,) = await items_of(tx, first.id)

        await commands.meetings.reschedule(
            tx, Scope.ALL, first.id, starts_at=STARTS + 4 * WEEK, ends_at=ENDS + 4 * WEEK, at=AT
        )

        assert [one.id for one in await items_of(tx, second.id)] == [proposal.id]


async def test_a_group_and_a_town_find_a_moved_meeting_where_it_is_now(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        moved = await a_scheduled_meeting(tx)
        other = await a_scheduled_meeting(tx, starts_at=STARTS + WEEK)
        await commands.meetings.reschedule(
            tx, Scope.ALL, moved.id, starts_at=STARTS + 2 * WEEK, ends_at=ENDS + 2 * WEEK, at=AT
        )

    async with database.reading() as reading:
        found = [
            [one["id"] for one in await queries.meetings.calendar(reading, scope, since=AT, **of)]
            for scope in (Scope.PUBLIC, Scope(keys={"town": frozenset({"gotha"})}))
            for of in ({"group": "netzwerk-1"}, {"town": "gotha"}, {"group": "netzwerk-1", "town": "gotha"})
        ]

    assert found == [[other.id, moved.id]] * 6
