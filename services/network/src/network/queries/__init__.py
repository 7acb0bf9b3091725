"""Every SELECT of this service. Lists are given as statements, so that the edge can page them."""

from network.queries import (
    action_items,
    agenda,
    analyses,
    attendances,
    counts,
    decisions,
    ideas,
    measures,
    meetings,
    memberships,
    minutes,
    organisation,
    picture,
    reminders,
    threads,
    towns,
)

__all__ = [
    "action_items",
    "agenda",
    "analyses",
    "attendances",
    "counts",
    "decisions",
    "ideas",
    "measures",
    "meetings",
    "memberships",
    "minutes",
    "organisation",
    "picture",
    "reminders",
    "threads",
    "towns",
]
