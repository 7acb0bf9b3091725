"""Minutes and decisions, on a database of both kinds."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from network_examples import (
    AT,
    ENDS,
    STARTS,
    a_held_meeting,
    a_network,
    a_recorded_decision,
    a_scheduled_meeting,
    final_minutes,
    some_terms,
)
from sqlalchemy import select
from sqlmodel import col

from network import commands, queries
from network.domain import (
    AgendaItem,
    Decision,
    DecisionStatus,
    DecisionTown,
    ItemStatus,
    MeetingStatus,
    MinutesStatus,
    Votes,
)
from network.domain.errors import LaterMinutesFinal, MinutesApproved, MinutesMissing, NoVote
from regio_chassis.access import Scope
from regio_chassis.database import Database, Reading
from regio_events.network import DecisionKind, DecisionRecorded, DecisionRevoked

WEEK = timedelta(weeks=1)


async def item(reading: Reading, id: UUID) -> AgendaItem:
    return await queries.agenda.item(reading, Scope.ALL, id)


async def test_a_recorded_decision_is_stored_stated_and_decides_its_item(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        decision, _ = await a_recorded_decision(tx)
        event = tx.recorded[-1].event

    assert isinstance(event, DecisionRecorded)
    assert (event.decision_id, event.town_keys, event.edition_year) == (decision.id, ("gotha",), 2026)
    async with database.reading() as reading:
        stored = await queries.decisions.decision(reading, Scope.ALL, decision.id)
        assert (stored.votes, stored.town_keys) == (Votes(yes=("gotha",), abstain=("eisenach",)), ["gotha"])
        assert (await item(reading, decision.item_id)).status is ItemStatus.DECIDED


async def test_a_second_decision_on_the_same_item_is_recorded(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        first, _ = await a_recorded_decision(tx)

        second = await commands.decisions.record(
            tx,
            Scope.ALL,
            item_id=first.item_id,
            title="Aufruf",
            text=None,
            terms=some_terms(kind=DecisionKind.CALL_FOR_SEATS, edition_year=None, town_keys=("arnstadt",)),
            votes=Votes(yes=("gotha",)),
            at=ENDS,
        )

        assert second.item_id == first.item_id


@pytest.mark.parametrize("town", ["apolda", "soemmerda", "arnstadt"])
async def test_towns_of_other_groups_candidates_and_strangers_have_no_vote(database: Database, town: str) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        decision, _ = await a_recorded_decision(tx)
        arguments = {"title": "Teilnahme", "text": None, "terms": some_terms(), "votes": Votes(yes=(town,)), "at": ENDS}

        with pytest.raises(NoVote):
            await commands.decisions.record(tx, Scope.ALL, item_id=decision.item_id, **arguments)


async def test_members_on_the_day_of_the_meeting_vote_whatever_they_are_now(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        (membership,) = await queries.memberships.of_town_in_group(tx, "gotha", "netzwerk-1")
        await commands.memberships.leave(tx, Scope.ALL, membership.id, on=date(2026, 3, 18))

        decision, _ = await a_recorded_decision(tx)
        later = await a_scheduled_meeting(tx, starts_at=STARTS + WEEK)

        assert decision.votes.yes == ("gotha",)
        assert await queries.memberships.voters(tx, later) == {"eisenach"}


async def test_a_decision_without_minutes_or_on_drafts_is_refused(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting, (item_id,) = await a_held_meeting(tx)
        await commands.agenda.discuss(tx, Scope.ALL, item_id)
        arguments = {"title": "x", "text": None, "terms": some_terms(), "votes": Votes(yes=("gotha",)), "at": ENDS}

        with pytest.raises(MinutesMissing):
            await commands.decisions.record(tx, Scope.ALL, item_id=item_id, **arguments)

        await commands.minutes.draft(tx, Scope.ALL, meeting_id=meeting.id, text="TOP 1", at=ENDS)
        with pytest.raises(MinutesMissing):
            await commands.decisions.record(tx, Scope.ALL, item_id=item_id, **arguments)


async def test_reopening_minutes_revokes_their_decisions_and_opens_the_items(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        decision, minutes = await a_recorded_decision(tx)

    async with database.begin(at=ENDS) as tx:
        await commands.minutes.reopen(tx, Scope.ALL, minutes.id, reason="Fehler in TOP 1")
        events = [recorded.event for recorded in tx.recorded]

    (event,) = events
    assert isinstance(event, DecisionRevoked)
    assert (event.decision_id, event.reason_code, event.version) == (decision.id, "minutes-reopened", 1)
    async with database.reading() as reading:
        assert (await queries.decisions.decision(reading, Scope.ALL, decision.id)).status is DecisionStatus.REVOKED
        assert (await item(reading, decision.item_id)).status is ItemStatus.DISCUSSED
        assert await queries.minutes.status_of(reading, decision.meeting_id) is MinutesStatus.DRAFT


async def test_minutes_with_final_later_ones_stay_closed(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        _, minutes = await a_recorded_decision(tx)
        later = await a_scheduled_meeting(tx, starts_at=STARTS + 3 * WEEK, at=ENDS)
        await commands.meetings.invite(tx, Scope.ALL, later.id, at=ENDS)
        await commands.meetings.hold(tx, Scope.ALL, later.id, towns_present=[], decisions=0, at=STARTS + 3 * WEEK)
        await commands.minutes.reopen(tx, Scope.ALL, minutes.id, reason="geht noch")
        await commands.minutes.finalise(tx, Scope.ALL, minutes.id, at=ENDS)
        held = await queries.meetings.meeting_for_update(tx, Scope.ALL, later.id)
        await final_minutes(tx, held)

        with pytest.raises(LaterMinutesFinal):
            await commands.minutes.reopen(tx, Scope.ALL, minutes.id, reason="zu spät")


async def test_approved_minutes_close_the_meeting_and_stay_closed(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        decision, minutes = await a_recorded_decision(tx)

        meeting = await commands.meetings.approve_minutes(tx, Scope.ALL, decision.meeting_id)

        assert meeting.status is MeetingStatus.CLOSED
        with pytest.raises(MinutesApproved):
            await commands.minutes.reopen(tx, Scope.ALL, minutes.id, reason="x")


async def test_the_last_revoked_decision_opens_its_item_again(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        decision, _ = await a_recorded_decision(tx)

        await commands.decisions.revoke(tx, Scope.ALL, decision.id, reason="quorum-missed")

        assert (await item(tx, decision.item_id)).status is ItemStatus.DISCUSSED


async def test_a_corrected_decision_is_found_by_its_new_towns(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        decision, _ = await a_recorded_decision(tx)

        await commands.decisions.correct(
            tx, Scope.ALL, decision.id, {"town_keys": ("eisenach",)}, reason="typing-error"
        )

        found = await tx.entities(Decision, queries.decisions.decisions(Scope.ALL, town="eisenach"))
        assert [(one.id, one.revision, one.edition_year) for one in found] == [(decision.id, 2, 2026)]
        assert await tx.scalar(select(col(DecisionTown.town_key))) == "eisenach"
