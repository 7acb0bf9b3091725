"""The life of every entity, written out: what pins the tables, in the domain and over HTTP."""

from collections.abc import Callable
from typing import Any

from network_examples import (
    a_correction,
    a_decision,
    a_measure,
    a_meeting,
    a_membership,
    an_action_item,
    an_analysis,
    an_attendance,
    an_idea,
    an_item,
    some_minutes,
)

from network.domain import (
    ActionItem,
    AgendaItem,
    Analysis,
    Attendance,
    Correction,
    Decision,
    Idea,
    Measure,
    Meeting,
    Membership,
    Minutes,
)
from regio_chassis.rows import Stateful

EXAMPLES: dict[type[Stateful], Callable[[Any], Any]] = {
    Membership: a_membership,
    Meeting: a_meeting,
    AgendaItem: an_item,
    Minutes: some_minutes,
    Decision: a_decision,
    ActionItem: an_action_item,
    Attendance: an_attendance,
    Correction: a_correction,
    Idea: an_idea,
    Measure: a_measure,
    Analysis: an_analysis,
}

ALLOWED: list[tuple[type[Stateful], str, str, str]] = [
    (Membership, "candidate", "sign", "active"),
    (Membership, "active", "leave", "left"),
    (Meeting, "scheduled", "invite", "invited"),
    (Meeting, "scheduled", "reschedule", "scheduled"),
    (Meeting, "scheduled", "cancel", "cancelled"),
    (Meeting, "invited", "reschedule", "invited"),
    (Meeting, "invited", "hold", "held"),
    (Meeting, "invited", "cancel", "cancelled"),
    (Meeting, "held", "approve_minutes", "closed"),
    (AgendaItem, "proposed", "accept", "on_agenda"),
    (AgendaItem, "on_agenda", "discuss", "discussed"),
    (AgendaItem, "on_agenda", "carry_over", "carried_over"),
    (AgendaItem, "discussed", "decide", "decided"),
    (AgendaItem, "discussed", "adjourn", "adjourned"),
    (AgendaItem, "decided", "decide", "decided"),
    (AgendaItem, "decided", "undecide", "discussed"),
    (AgendaItem, "adjourned", "carry_over", "carried_over"),
    (Minutes, "draft", "finalise", "final"),
    (Minutes, "final", "reopen", "draft"),
    (Decision, "recorded", "correct", "corrected"),
    (Decision, "recorded", "revoke", "revoked"),
    (Decision, "corrected", "correct", "corrected"),
    (Decision, "corrected", "revoke", "revoked"),
    (ActionItem, "open", "start", "in_progress"),
    (ActionItem, "open", "complete", "done"),
    (ActionItem, "open", "drop", "obsolete"),
    (ActionItem, "in_progress", "complete", "done"),
    (ActionItem, "in_progress", "drop", "obsolete"),
    (Attendance, "invited", "accept", "accepted"),
    (Attendance, "invited", "decline", "declined"),
    (Attendance, "invited", "attend", "present"),
    (Attendance, "accepted", "decline", "declined"),
    (Attendance, "accepted", "attend", "present"),
    (Attendance, "accepted", "ask_again", "invited"),
    (Attendance, "declined", "accept", "accepted"),
    (Attendance, "declined", "attend", "present"),
    (Attendance, "declined", "ask_again", "invited"),
    (Correction, "proposed", "adopt", "adopted"),
    (Correction, "proposed", "reject", "rejected"),
    (Idea, "submitted", "screen", "open"),
    (Idea, "submitted", "hide", "hidden"),
    (Idea, "submitted", "withdraw", "withdrawn"),
    (Idea, "open", "review", "under_review"),
    (Idea, "open", "withdraw", "withdrawn"),
    (Idea, "under_review", "answer", "answered"),
    (Idea, "under_review", "withdraw", "withdrawn"),
    (Measure, "idea", "decide", "decided"),
    (Measure, "idea", "drop", "dropped"),
    (Measure, "decided", "plan", "planned"),
    (Measure, "decided", "drop", "dropped"),
    (Measure, "planned", "start", "running"),
    (Measure, "planned", "drop", "dropped"),
    (Measure, "running", "pause", "paused"),
    (Measure, "running", "complete", "done"),
    (Measure, "running", "drop", "dropped"),
    (Measure, "paused", "resume", "running"),
    (Measure, "paused", "drop", "dropped"),
    (Measure, "done", "evaluate", "evaluated"),
    (Analysis, "commissioned", "start", "running"),
    (Analysis, "running", "present", "presented"),
]
"""Every allowed step; not read from ``TRANSITIONS``."""


def an_example(entity: type[Stateful], status: str) -> Any:
    """A row in that status."""
    return EXAMPLES[entity](next(one for one in entity.TRANSITIONS if one == status))
