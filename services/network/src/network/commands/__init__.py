"""What can be asked for: load, decide, tell. Whoever opened the transaction commits."""

from network.commands import (
    action_items,
    agenda,
    analyses,
    attendances,
    decisions,
    editions,
    ideas,
    measures,
    meetings,
    memberships,
    minutes,
    organisation,
    outcomes,
    reminders,
    threads,
    towns,
)

__all__ = [
    "action_items",
    "agenda",
    "analyses",
    "attendances",
    "decisions",
    "editions",
    "ideas",
    "measures",
    "meetings",
    "memberships",
    "minutes",
    "organisation",
    "outcomes",
    "reminders",
    "threads",
    "towns",
]
