"""Who may do what: one line per operation, and which rows a scope reaches."""

from network.access.base import insist
from network.access.ideas import ideas, managed_ideas, thread_events
from network.access.meetings import (
    agenda_items,
    answerable,
    attendances,
    decisions,
    managed_attendances,
    managed_decisions,
    managed_items,
    managed_meetings,
    managed_minutes,
    meetings,
    minutes,
    own_meetings,
    own_minutes,
)
from network.access.policy import POLICY
from network.access.towns import (
    action_items,
    analyses,
    indicators,
    managed_measures,
    managed_towns,
    measures,
    memberships,
    reminders,
)

__all__ = [
    "POLICY",
    "action_items",
    "agenda_items",
    "analyses",
    "answerable",
    "attendances",
    "decisions",
    "ideas",
    "indicators",
    "insist",
    "managed_attendances",
    "managed_decisions",
    "managed_ideas",
    "managed_items",
    "managed_measures",
    "managed_meetings",
    "managed_minutes",
    "managed_towns",
    "measures",
    "meetings",
    "memberships",
    "minutes",
    "own_meetings",
    "own_minutes",
    "reminders",
    "thread_events",
]
