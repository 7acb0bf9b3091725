"""Every step of every life over HTTP: the allowed ones are taken, all others are a 409 after which nothing changed."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from itertools import product
from typing import Any

import httpx
import pytest
from network_examples import AT, ENDS, a_measure_decision, a_meeting, an_item, some_minutes, with_fields
from network_stage import Callers, Clock
from network_steps import ALLOWED, EXAMPLES, an_example
from sqlalchemy import func, select

from network import commands
from network.access import POLICY
from network.api.devices import secret_hash
from network.domain import (
    ActionItem,
    AgendaItem,
    Analysis,
    Attendance,
    Correction,
    Decision,
    Finding,
    FindingKind,
    Idea,
    IdeaStatus,
    ItemStatus,
    Measure,
    Meeting,
    MeetingStatus,
    Membership,
    Minutes,
    MinutesStatus,
)
from regio_chassis.access import Role
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database, Reading, Tx
from regio_chassis.rows import Row, Stateful

WANTED = {(entity, status, verb): to for entity, status, verb, to in ALLOWED}
NAMES: Mapping[type[Stateful], tuple[str, str]] = {
    Membership: ("membership", "memberships"),
    Meeting: ("meeting", "meetings"),
    AgendaItem: ("agenda_item", "agenda-items"),
    Minutes: ("minutes", "minutes"),
    Decision: ("decision", "decisions"),
    ActionItem: ("action_item", "action-items"),
    Attendance: ("attendance", "attendances"),
    Correction: ("correction", "minutes-corrections"),
    Idea: ("idea", "ideas"),
    Measure: ("measure", "measures"),
    Analysis: ("analysis", "analyses"),
}
"""By entity: its name in operation ids, and in addresses."""
FOLLOWS = {
    (AgendaItem, "decide"): "recording a decision",
    (AgendaItem, "undecide"): "revoking the last one",
    (AgendaItem, "carry_over"): "final minutes",
    (Attendance, "ask_again"): "another date of the meeting",
}
"""Steps that nobody takes by themselves, and what they follow from."""
SECRET = "s" * 43
REASON = {"reason": "Kein Platz"}
PLAN = {"starts_on": "2026-05-04", "ends_on": "2026-05-22", "affects_access": False}
BODIES: Mapping[tuple[type[Stateful], str], Mapping[str, Any]] = {
    (Membership, "sign"): {"on": "2026-03-01"},
    (Membership, "leave"): {"on": "2026-03-01"},
    (Meeting, "reschedule"): {"starts_at": "2026-03-25T12:00:00Z", "ends_at": "2026-03-25T15:00:00Z"},
    (Meeting, "hold"): {"towns_present": ["gotha"], "decisions": 0},
    (Meeting, "cancel"): REASON,
    (Minutes, "reopen"): REASON,
    (Decision, "correct"): {"reason_code": "typing-error"},
    (Decision, "revoke"): {"reason_code": "quorum-missed"},
    (Correction, "adopt"): {"text": "TOP 1: Gotha war dafür."},
    (Correction, "reject"): REASON,
    (Idea, "hide"): REASON,
    (Idea, "answer"): {"answer": "rejected", **REASON},
    (Idea, "withdraw"): {"secret": SECRET},
    (Measure, "plan"): PLAN,
    (Measure, "pause"): REASON,
    (Measure, "evaluate"): {"text": "Wird viel genutzt"},
    (Measure, "drop"): REASON,
}
LATER: Mapping[tuple[type[Stateful], str], datetime] = {(Meeting, "hold"): ENDS}
"""When a step is taken that is too early at ``AT``."""


async def a_row_of_a_meeting(tx: Tx, entity: type[Stateful], status: str, verb: str) -> Any:
    """With the meeting around it that the step needs, each row with one of its own."""
    answered = entity is Attendance and verb != "attend"
    meeting = a_meeting(MeetingStatus.INVITED if answered else MeetingStatus.HELD, towns_present=["gotha"])
    row = an_example(entity, status)
    row.meeting_id = meeting.id
    await tx.add(meeting, *meeting.parties())
    if isinstance(row, Decision):
        item = an_item(ItemStatus.DECIDED, meeting)
        row.item_id = item.id
        minutes = some_minutes(MinutesStatus.FINAL)
        minutes.meeting_id = meeting.id
        await tx.add(item, minutes)
    await tx.add(row)
    return row


async def a_correction(tx: Tx, entity: type[Stateful], status: str, verb: str) -> Any:
    minutes = await a_row_of_a_meeting(tx, Minutes, "draft", verb)
    row = an_example(entity, status)
    row.minutes_id = minutes.id
    await tx.add(row)
    return row


async def a_meeting_itself(tx: Tx, entity: type[Stateful], status: str, verb: str) -> Any:
    row: Meeting = an_example(entity, status)
    minutes = some_minutes(MinutesStatus.FINAL)
    minutes.meeting_id = row.id
    await tx.add(row, *row.parties(), minutes)
    return row


async def a_membership_of_a_new_town(tx: Tx, entity: type[Stateful], status: str, verb: str) -> Any:
    row: Membership = an_example(entity, status)
    row.town_key = f"stadt-{status}-{verb}"
    await commands.towns.add_town(tx, key=row.town_key, name=row.town_key, place_keys=(), at=AT)
    await tx.add(row)
    return row


async def a_submitted_idea(tx: Tx, entity: type[Stateful], status: str, verb: str) -> Any:
    row = await commands.ideas.submit(
        tx, title="Bänke", text="Zum Ausruhen", field_key="erlebnisraum", secret_hash=secret_hash(SECRET), at=AT
    )
    row.status = IdeaStatus(status)
    await tx.save(row)
    return row


async def an_analysis_with_a_finding(tx: Tx, entity: type[Stateful], status: str, verb: str) -> Any:
    row: Analysis = an_example(entity, status)
    finding = Finding(
        analysis_id=row.id,
        town_key="gotha",
        kind=FindingKind.WEAKNESS,
        field="erlebnisraum",
        text="Nirgends eine Bank",
        priority=1,
        created_at=AT,
    )
    await tx.add(row)
    await tx.add(finding)
    return row


async def a_row_by_itself(tx: Tx, entity: type[Stateful], status: str, verb: str) -> Any:
    row = an_example(entity, status)
    await tx.add(row)
    return row


MADE: Mapping[type[Stateful], Callable[[Tx, type[Stateful], str, str], Awaitable[Any]]] = {
    Membership: a_membership_of_a_new_town,
    Meeting: a_meeting_itself,
    AgendaItem: a_row_of_a_meeting,
    Minutes: a_row_of_a_meeting,
    Decision: a_row_of_a_meeting,
    ActionItem: a_row_by_itself,
    Attendance: a_row_of_a_meeting,
    Correction: a_correction,
    Idea: a_submitted_idea,
    Measure: a_row_by_itself,
    Analysis: an_analysis_with_a_finding,
}


def steps_of(entity: type[Stateful]) -> list[str]:
    verbs = {verb for steps in entity.TRANSITIONS.values() for verb in steps}
    return sorted(verb for verb in verbs if (entity, verb) not in FOLLOWS)


async def stored(reading: Reading, row: Row) -> Mapping[str, Any]:
    table = row.__table__  # type: ignore[attr-defined]  # SQLModel gives every table class one
    return dict((await reading.execute(select(table).where(table.c.id == row.id))).mappings().one())  # type: ignore[attr-defined]


async def stated(reading: Reading) -> int:
    log = bus_tables(Meeting.metadata).log
    return int(await reading.scalar(select(func.count()).select_from(log)))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("entity", EXAMPLES, ids=lambda entity: entity.__name__)
async def test_a_step_is_taken_or_is_a_conflict_that_changes_nothing(
    database: Database, http: httpx.AsyncClient, caller: Callers, clock: Clock, entity: type[Stateful]
) -> None:
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        carrying = await a_measure_decision(tx)
        ahead = a_meeting()
        await tx.add(ahead, *ahead.parties())
    bodies = {
        **BODIES,
        (Measure, "decide"): {"decision_id": str(carrying.id)},
        (Idea, "review"): {"meeting_id": str(ahead.id)},
    }
    chamber = await caller(Role.CHAMBER)
    came_out: dict[str, object] = {}

    for status, verb in product(entity.TRANSITIONS, steps_of(entity)):
        clock.now = AT
        async with database.begin(at=AT) as tx:
            row = await MADE[entity](tx, entity, status, verb)
        async with database.reading() as reading:
            before, events = await stored(reading, row), await stated(reading)
        clock.now = LATER.get((entity, verb), AT)
        # Only the author withdraws an idea.
        client = http if (entity, verb) == (Idea, "withdraw") else chamber
        address = f"/api/v1/{NAMES[entity][1]}/{row.id}/{verb.replace('_', '-')}"
        answer = await client.post(address, json=bodies.get((entity, verb)))
        async with database.reading() as reading:
            after, said = await stored(reading, row), await stated(reading)

        wanted = WANTED.get((entity, status, verb))
        if wanted is not None:
            came_out[f"{status} -{verb}->"] = (answer.status_code, str(after["status"])) == (200, wanted) or answer.text
        else:
            refused = (answer.status_code, answer.json().get("code")) == (409, "transition-not-allowed")
            came_out[f"{status} -{verb}->"] = (refused and (before, events) == (after, said)) or answer.text

    assert came_out == dict.fromkeys(came_out, True)
    assert len(came_out) == len(entity.TRANSITIONS) * len(steps_of(entity))


@pytest.mark.parametrize("entity", EXAMPLES, ids=lambda entity: entity.__name__)
def test_every_step_has_a_route_or_follows_from_something_else(entity: type[Stateful]) -> None:
    verbs = {verb for steps in entity.TRANSITIONS.values() for verb in steps}
    routed = {verb for verb in verbs if f"{NAMES[entity][0]}.{verb}" in POLICY}

    assert routed == set(steps_of(entity))
    assert MADE.keys() == NAMES.keys() == EXAMPLES.keys()
