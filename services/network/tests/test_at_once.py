"""What two people do at the same moment."""

import asyncio
from collections.abc import Awaitable, Callable

from network_examples import AT, ENDS, a_network, a_recorded_decision, a_scheduled_meeting, some_terms
from sqlalchemy import select
from sqlmodel import col

from network import commands, queries
from network.domain import STANDING, AgendaItem, Decision, ItemStatus, MinutesStatus, Votes
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
