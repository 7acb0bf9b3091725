"""What can be asked for: load, decide, tell. Whoever opened the transaction commits."""

from network.commands import (
    action_items,
    agenda,
    attendances,
    decisions,
    meetings,
    memberships,
    minutes,
    reminders,
    towns,
)

__all__ = [
    "action_items",
    "agenda",
    "attendances",
    "decisions",
    "meetings",
    "memberships",
    "minutes",
    "reminders",
    "towns",
]
