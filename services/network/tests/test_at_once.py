"""What two people do at the same moment."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from network_examples import (
    AT,
    ENDS,
    STARTS,
    a_held_meeting,
    a_network,
    a_recorded_decision,
    a_scheduled_meeting,
    some_terms,
)
from sqlalchemy import select
from sqlmodel import col

from network import commands, queries
from network.domain import STANDING, AgendaItem, Decision, ItemStatus, MinutesStatus, Votes, local_day
from regio_chassis.access import Scope
from regio_chassis.database import Database, Tx
from regio_chassis.errors import DomainError


async def attempt(database: Database, work: Callable[[Tx], Awaitable[object]]) -> str:
    """Do the work in a transaction of its own; the code of the refusal, or "done"."""
    try:
        async with database.begin(at=ENDS) as tx:
            await work(tx)
    except DomainError as refused:
        return refused.code
    return "done"


async def test_no_decision_stands_on_minutes_that_were_reopened_meanwhile(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        first, minutes = await a_recorded_decision(tx)

    async def record(tx: Tx) -> None:
        await commands.decisions.record(
            tx,
            Scope.ALL,
            item_id=first.item_id,
            title="Teilnahme",
            text=None,
            terms=some_terms(),
            votes=Votes(yes=("gotha",)),
            at=ENDS,
        )

    async def reopen(tx: Tx) -> None:
        await commands.minutes.reopen(tx, Scope.ALL, minutes.id, reason="Fehler in TOP 1")

    outcomes = await asyncio.gather(*(attempt(database, work) for work in (record, record, reopen, record, record)))

    assert outcomes[2] == "done"
    assert set(outcomes) <= {"done", "minutes-not-final"}
    async with database.reading() as reading:
        standing = select(Decision).where(col(Decision.status).in_(STANDING))
        assert await reading.entities(Decision, standing) == []
        assert await queries.minutes.status_of(reading, first.meeting_id) is MinutesStatus.DRAFT
        assert (await queries.agenda.item(reading, Scope.ALL, first.item_id)).status is ItemStatus.DISCUSSED


async def test_items_accepted_at_once_get_numbers_of_their_own(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)
        items = [
            await commands.agenda.propose(tx, Scope.ALL, title=f"Punkt {number}", meeting_id=meeting.id, at=AT)
            for number in range(5)
        ]

    async def accept(item: AgendaItem) -> str:
        return await attempt(database, lambda tx: commands.agenda.accept(tx, Scope.ALL, item.id))

    outcomes = await asyncio.gather(*(accept(item) for item in items))

    assert outcomes == ["done"] * 5
    async with database.reading() as reading:
        listed = await reading.entities(AgendaItem, queries.agenda.items(Scope.ALL, meeting=meeting.id))
    assert sorted(item.number or 0 for item in listed) == [1, 2, 3, 4, 5]


async def test_a_town_becomes_a_candidate_once_however_many_propose_it(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)

    async def propose(tx: Tx) -> None:
        await commands.memberships.propose_member(tx, town_key="arnstadt", group_key="netzwerk-1", at=AT)

    outcomes = await asyncio.gather(*(attempt(database, propose) for _ in range(4)))

    assert sorted(outcomes) == ["already-member"] * 3 + ["done"]


async def test_no_correction_is_left_unanswered_by_minutes_that_became_final_meanwhile(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting, _ = await a_held_meeting(tx)
        draft = await commands.minutes.draft(
            tx, Scope.ALL, meeting_id=meeting.id, text="TOP 1", corrections_until=local_day(ENDS), at=ENDS
        )

    async def ask(tx: Tx) -> None:
        await commands.minutes.propose_correction(
            tx, Scope.ALL, minutes_id=draft.id, town_key="gotha", text="Anders", at=ENDS
        )

    async def finalise(tx: Tx) -> None:
        await commands.minutes.finalise(tx, Scope.ALL, draft.id, at=ENDS + timedelta(days=1))

    outcomes = await asyncio.gather(*(attempt(database, work) for work in (ask, finalise, ask)))

    async with database.reading() as reading:
        final = await queries.minutes.status_of(reading, meeting.id) is MinutesStatus.FINAL
        assert final == (outcomes[1] == "done")
        assert not (final and await queries.minutes.unanswered(reading, draft.id))


async def test_an_answer_is_not_given_to_a_time_that_is_just_being_changed(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)
        await commands.meetings.invite(tx, Scope.ALL, meeting.id, at=AT)
        invitees = await queries.attendances.of_meeting(tx, meeting.id)

    async def move(tx: Tx) -> None:
        later = timedelta(days=1)
        await commands.meetings.reschedule(
            tx, Scope.ALL, meeting.id, starts_at=STARTS + later, ends_at=ENDS + later, at=AT
        )

    async def answer(tx: Tx, id: UUID) -> None:
        await commands.attendances.accept(tx, Scope.ALL, id, at=AT)

    works: list[Callable[[Tx], Awaitable[object]]] = [move]
    works += [partial(answer, id=one.id) for one in invitees]
    outcomes = await asyncio.gather(*(attempt(database, work) for work in works))

    # Nobody waits for the other: meeting before answer, in both.
    assert outcomes == ["done"] * 3


async def test_replicas_that_remind_at_once_write_each_reminder_once(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        for number in range(3):
            await commands.action_items.open_item(
                tx, Scope.ALL, title=f"Aufgabe {number}", town_key="gotha", due=local_day(ENDS), at=AT
            )

    outcomes = await asyncio.gather(
        *(attempt(database, lambda tx: commands.reminders.remind(tx, ENDS)) for _ in range(3))
    )

    assert outcomes == ["done"] * 3
    async with database.reading() as reading:
        assert len((await reading.execute(queries.reminders.reminders(Scope.ALL))).all()) == 3
