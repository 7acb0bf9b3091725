"""Everything that the network states: one story that needs every event, and what each of them says."""

from datetime import date, timedelta
from typing import Any

import pytest
from network_examples import (
    AT,
    ENDS,
    STARTS,
    a_held_meeting,
    a_scheduled_meeting,
    final_minutes,
    some_terms,
    with_fields,
)

from network import commands
from network.domain import FindingKind, Measure, Votes
from regio_chassis.access import Scope
from regio_chassis.database import Database, Tx
from regio_events import EVENT_TYPES, Event
from regio_events.network import DecisionKind, IdeaAnswer, MeasureStatus

MEETING = {"meeting_id", "kind", "group_keys", "town_keys", "starts_at", "ends_at", "ics_uid", "sequence"}
DECISION = {
    "decision_id",
    "version",
    "meeting_id",
    "kind",
    "result",
    "town_keys",
    "edition_year",
    "window",
    "effective_on",
    "reason_code",
}
ITEM = {"item_id", "town_key", "due"}
IDEA = {"idea_id", "town_key", "field"}
MEASURE = {
    "measure_id",
    "town_keys",
    "field",
    "from_status",
    "to_status",
    "progress_percent",
    "starts_on",
    "ends_on",
    "affects_access",
    "origin_measure_id",
}
SAYS = {
    "membership.changed": {"membership_id", "town_key", "group_key", "since", "until", "status"},
    "analysis.presented": {"analysis_id", "town_key", "weaknesses", "strengths", "potentials"},
    "meeting.scheduled": MEETING,
    "meeting.rescheduled": MEETING,
    "meeting.cancelled": MEETING,
    "meeting.held": MEETING | {"towns_present", "decisions"},
    "decision.recorded": DECISION,
    "decision.corrected": DECISION,
    "decision.revoked": DECISION,
    "action_item.opened": ITEM,
    "action_item.done": ITEM,
    "idea.submitted": IDEA,
    "idea.opened": IDEA,
    "idea.answered": IDEA | {"answer", "measure_id"},
    "measure.started": MEASURE,
    "measure.changed": MEASURE,
    "measure.completed": MEASURE,
    "measure.transferred": MEASURE,
}
"""By event: what it says and nothing else. Source: the specification's table of events out."""


async def the_story(tx: Tx) -> Measure:
    """An analysis, a cancelled and a held meeting, decisions that change, and an idea that becomes a measure."""
    analysis = await commands.analyses.commission(
        tx, Scope.ALL, town_key="gotha", title="Analyse", experts="Institut (erfunden)", at=AT
    )
    await commands.analyses.start(tx, Scope.ALL, analysis.id)
    await commands.analyses.find(
        tx,
        Scope.ALL,
        analysis_id=analysis.id,
        kind=FindingKind.WEAKNESS,
        field="erlebnisraum",
        text="Nirgends eine Bank",
        priority=1,
        at=AT,
    )
    await commands.analyses.present(tx, Scope.ALL, analysis.id, at=AT)
    called_off = await a_scheduled_meeting(tx, group="netzwerk-2")
    later = {"starts_at": STARTS + timedelta(days=1), "ends_at": ENDS + timedelta(days=1)}
    await commands.meetings.reschedule(tx, Scope.ALL, called_off.id, **later, at=AT)
    await commands.meetings.cancel(tx, Scope.ALL, called_off.id, reason="Zu wenige Anmeldungen", at=AT)
    idea = await commands.ideas.submit(
        tx,
        title="Bänke",
        text="canary",
        field_key="erlebnisraum",
        town_key="gotha",
        secret_hash="0" * 64,
        contact="canary@example.org",
        at=AT,
    )
    await commands.ideas.screen(tx, Scope.ALL, idea.id)
    meeting, (item_id,) = await a_held_meeting(tx, ["Bänke"])
    await commands.ideas.review(tx, Scope.ALL, idea.id, meeting_id=meeting.id, at=AT)
    await commands.agenda.discuss(tx, Scope.ALL, item_id)
    await final_minutes(tx, meeting)
    terms = some_terms(kind=DecisionKind.MEASURE, edition_year=None)
    votes = Votes(yes=("gotha", "eisenach"))
    decisions = [
        await commands.decisions.record(
            tx, Scope.ALL, item_id=item_id, title="Bänke", text=None, terms=terms, votes=votes, at=ENDS
        )
        for _ in range(2)
    ]
    await commands.decisions.correct(
        tx, Scope.ALL, decisions[1].id, {"effective_on": date(2026, 4, 1)}, reason="typing-error"
    )
    await commands.decisions.revoke(tx, Scope.ALL, decisions[1].id, reason="quorum-missed")
    action = await commands.action_items.open_item(
        tx, Scope.ALL, title="Bänke bestellen", due=date(2026, 4, 30), town_key="gotha", at=AT
    )
    await commands.action_items.complete(tx, Scope.ALL, action.id)
    measure = await commands.measures.create(
        tx,
        Scope.ALL,
        title="Bänke",
        town_keys=["gotha"],
        field_key="erlebnisraum",
        decision_id=decisions[0].id,
        at=ENDS,
    )
    await commands.ideas.answer(
        tx, Scope.ALL, idea.id, answer=IdeaAnswer.ACCEPTED, reason="canary", measure_id=measure.id, at=ENDS
    )
    days = {"starts_on": date(2026, 5, 4), "ends_on": date(2026, 5, 22), "affects_access": True}
    for verb in (lambda one: one.plan(**days), Measure.start):
        await commands.measures.step(tx, Scope.ALL, measure.id, verb)
    await commands.measures.complete(tx, Scope.ALL, measure.id)
    await commands.measures.transfer(tx, Scope.ALL, measure.id, town_keys=["apolda"], at=ENDS)
    return measure


def named(event: Event) -> str:
    return ".".join(event.type.split(".")[2:4])


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_every_event_is_stated_and_says_what_it_is_to_say(database: Database) -> None:
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        measure = await the_story(tx)
        membership = await commands.memberships.propose_member(tx, town_key="arnstadt", group_key="netzwerk-2", at=AT)
        await commands.memberships.sign(tx, Scope.ALL, membership.id, on=date(2026, 3, 1))
        stated: dict[str, list[dict[str, Any]]] = {}
        for one in tx.recorded:
            stated.setdefault(named(one.event), []).append(one.event.model_dump())
        texts = " ".join(one.event.model_dump_json() for one in tx.recorded)

    assert {name: {frozenset(one) for one in said} for name, said in stated.items()} == {
        name: {frozenset(fields)} for name, fields in SAYS.items()
    }
    assert "canary" not in texts
    first = {name: said[0] for name, said in stated.items()}
    assert first["analysis.presented"]["weaknesses"] == {"erlebnisraum": 1}
    assert [first[f"meeting.{step}"]["sequence"] for step in ("scheduled", "rescheduled", "cancelled")] == [0, 1, 2]
    assert (first["meeting.held"]["towns_present"], first["meeting.held"]["decisions"]) == (("gotha",), 1)
    assert [(one["version"], one["reason_code"]) for one in stated["decision.recorded"]] == [(1, None)] * 2
    assert (first["decision.corrected"]["version"], first["decision.corrected"]["reason_code"]) == (2, "typing-error")
    assert first["decision.revoked"]["reason_code"] == "quorum-missed"
    assert (first["idea.answered"]["answer"], first["idea.answered"]["measure_id"]) == ("accepted", measure.id)
    steps = [
        (one["from_status"], one["to_status"], one["progress_percent"])
        for one in [*stated["measure.changed"], first["measure.started"], first["measure.completed"]]
    ]
    assert steps == [
        (None, MeasureStatus.DECIDED, 0),
        (MeasureStatus.DECIDED, MeasureStatus.PLANNED, 0),
        (MeasureStatus.PLANNED, MeasureStatus.RUNNING, 0),
        (MeasureStatus.RUNNING, MeasureStatus.DONE, 100),
    ]
    taken = first["measure.transferred"]
    assert (taken["origin_measure_id"], taken["town_keys"], taken["to_status"]) == (measure.id, ("apolda",), "idea")


def test_these_are_all_events_of_the_network() -> None:
    assert {f"regio.network.{name}.v1" for name in SAYS} == {
        name for name, event in EVENT_TYPES.items() if event.owner == "network"
    }
