"""What can be asked for: load, decide, tell. Whoever opened the transaction commits."""

from network.commands import (
    action_items,
    agenda,
    attendances,
    decisions,
    editions,
    ideas,
    measures,
    meetings,
    memberships,
    minutes,
    reminders,
    threads,
    towns,
)

__all__ = [
    "action_items",
    "agenda",
    "attendances",
    "decisions",
    "editions",
    "ideas",
    "measures",
    "meetings",
    "memberships",
    "minutes",
    "reminders",
    "threads",
    "towns",
]
