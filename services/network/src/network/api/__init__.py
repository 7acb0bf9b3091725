"""HTTP in: one route is one command or one query."""

from network.api import action_items, agenda, decisions, groups, meetings, memberships, minutes, towns

ROUTERS = (
    towns.router,
    towns.fields,
    groups.router,
    memberships.router,
    meetings.router,
    agenda.router,
    minutes.router,
    decisions.router,
    action_items.router,
)
"""All routes of this service; the chassis adds the feed, health and documents."""
