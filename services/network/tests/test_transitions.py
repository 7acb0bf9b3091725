"""Every step of every life: the allowed ones lead where the spec says, all others are refused and change nothing."""

from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pytest
from network_examples import (
    AT,
    ENDS,
    STARTS,
    VOTERS,
    a_decision,
    a_meeting,
    some_minutes,
    some_terms,
)
from network_steps import ALLOWED, EXAMPLES, an_example

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
    Measure,
    Meeting,
    MeetingStatus,
    Membership,
    Minutes,
    Votes,
)
from regio_chassis.errors import TransitionRefused
from regio_chassis.rows import Stateful, new_id
from regio_events.network import DecisionKind, IdeaAnswer

HELD = a_meeting(MeetingStatus.HELD)
FINDING = Finding(
    analysis_id=new_id(),
    town_key="gotha",
    kind=FindingKind.WEAKNESS,
    field="leerstand",
    text="Leerstand",
    priority=1,
    created_at=AT,
)
INVITED = a_meeting(MeetingStatus.INVITED)
DAY = date(2026, 5, 4)
CARRYING = a_decision()
CARRYING.kind = DecisionKind.MEASURE

VERBS: dict[type[Stateful], dict[str, Callable[[Any], Any]]] = {
    Membership: {
        "sign": lambda row: row.sign(on=date(2026, 3, 1), earlier=[]),
        "leave": lambda row: row.leave(on=date(2026, 3, 1)),
    },
    Meeting: {
        "invite": lambda row: row.invite(at=AT),
        "reschedule": lambda row: row.reschedule(starts_at=STARTS, ends_at=ENDS, at=AT),
        "hold": lambda row: row.hold(towns_present=["gotha"], decisions=0, at=STARTS),
        "approve_minutes": lambda row: row.approve_minutes(minutes_final=True),
        "cancel": lambda row: row.cancel(reason="Zu wenige Anmeldungen"),
    },
    AgendaItem: {
        "accept": lambda row: row.accept(number=1),
        "discuss": lambda row: row.discuss(meeting=HELD, minutes_final=False),
        "adjourn": lambda row: row.adjourn(meeting=HELD, minutes_final=False),
        "decide": lambda row: row.decide(),
        "undecide": lambda row: row.undecide(),
        "carry_over": lambda row: row.carry_over(series="netzwerk-1", to=None, at=AT),
    },
    Minutes: {
        "finalise": lambda row: row.finalise(unanswered=0, at=AT),
        "reopen": lambda row: row.reopen(reason="Fehler in TOP 1", meeting=HELD, later_final=False),
    },
    Decision: {
        "correct": lambda row: row.correct(
            terms=some_terms(),
            votes=Votes(yes=("gotha",)),
            voters=VOTERS,
            meeting_day=date(2026, 3, 18),
            reason="typing-error",
        ),
        "revoke": lambda row: row.revoke(reason="quorum-missed"),
    },
    ActionItem: {
        "start": lambda row: row.start(),
        "complete": lambda row: row.complete(),
        "drop": lambda row: row.drop(),
    },
    Attendance: {
        "accept": lambda row: row.accept(meeting=INVITED, at=AT),
        "decline": lambda row: row.decline(meeting=INVITED, at=AT),
        "attend": lambda row: row.attend(meeting=HELD),
        "ask_again": lambda row: row.ask_again(),
    },
    Correction: {
        "adopt": lambda row: row.adopt(some_minutes(), text="TOP 1: Gotha war dafür."),
        "reject": lambda row: row.reject(reason="So wurde es beschlossen"),
    },
    Idea: {
        "screen": lambda row: row.screen(),
        "hide": lambda row: row.hide(reason="Werbung"),
        "review": lambda row: row.review(HELD.id),
        "answer": lambda row: row.give(answer=IdeaAnswer.REJECTED, reason="Kein Platz", measure_id=None, at=AT),
        "withdraw": lambda row: row.withdraw(),
    },
    Measure: {
        "decide": lambda row: row.decide(CARRYING),
        "plan": lambda row: row.plan(starts_on=DAY, ends_on=DAY, affects_access=False),
        "start": lambda row: row.start(),
        "pause": lambda row: row.pause(reason="Frost"),
        "resume": lambda row: row.resume(),
        "complete": lambda row: row.complete(),
        "evaluate": lambda row: row.evaluate("Wird viel genutzt"),
        "drop": lambda row: row.drop(reason="Kein Geld"),
    },
    Analysis: {"start": lambda row: row.start(), "present": lambda row: row.present([FINDING], at=AT)},
}

STEPS = {(entity, status, verb) for entity, status, verb, _ in ALLOWED}
REFUSED = [
    (entity, str(status), verb)
    for entity in EXAMPLES
    for status, verb in product(entity.TRANSITIONS, VERBS[entity])
    if (entity, str(status), verb) not in STEPS
]


@pytest.mark.parametrize(("entity", "status", "verb", "wanted"), ALLOWED)
def test_an_allowed_step_leads_to_its_status(entity: type[Stateful], status: str, verb: str, wanted: str) -> None:
    row = an_example(entity, status)

    VERBS[entity][verb](row)

    assert row.status == wanted


@pytest.mark.parametrize(("entity", "status", "verb"), REFUSED)
def test_every_other_step_is_refused_and_changes_nothing(entity: type[Stateful], status: str, verb: str) -> None:
    row = an_example(entity, status)
    before = row.model_dump()

    with pytest.raises(TransitionRefused):
        VERBS[entity][verb](row)

    assert row.model_dump() == before


@pytest.mark.parametrize("entity", EXAMPLES)
def test_every_verb_of_a_table_is_tried_here(entity: type[Stateful]) -> None:
    assert set(VERBS[entity]) == {verb for steps in entity.TRANSITIONS.values() for verb in steps}
