"""HTTP in: one route is one command or one query."""

from network.api import (
    action_items,
    agenda,
    attendances,
    corrections,
    decisions,
    groups,
    ideas,
    measure_steps,
    measures,
    meetings,
    memberships,
    minutes,
    reminders,
    threads,
    towns,
)

ROUTERS = (
    towns.router,
    towns.fields,
    groups.router,
    memberships.router,
    meetings.router,
    attendances.router,
    agenda.router,
    minutes.router,
    corrections.router,
    decisions.router,
    action_items.router,
    reminders.router,
    ideas.router,
    ideas.devices,
    measures.router,
    measure_steps.router,
    measures.milestones,
    threads.router,
)
"""All routes of this service; the chassis adds the feed, health and documents."""
