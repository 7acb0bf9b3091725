"""The live figures of the start page."""

from sqlalchemy import func, select
from sqlmodel import col

from network.domain import (
    AHEAD,
    STANDING,
    UNDONE,
    ActionItem,
    AgendaItem,
    Decision,
    Idea,
    ItemStatus,
    Measure,
    Meeting,
    Membership,
)
from regio_chassis.database import Reading
from regio_events.network import MeasureStatus, MembershipStatus


async def counts(reading: Reading) -> dict[str, int]:
    """How much there is, by German label; one statement."""
    towns = select(func.count(col(Membership.town_key).distinct())).where(
        col(Membership.status) == MembershipStatus.ACTIVE
    )
    ahead = select(func.count()).select_from(Meeting).where(col(Meeting.status).in_(AHEAD))
    proposed = select(func.count()).select_from(AgendaItem).where(col(AgendaItem.status) == ItemStatus.PROPOSED)
    decisions = select(func.count()).select_from(Decision).where(col(Decision.status).in_(STANDING))
    undone = select(func.count()).select_from(ActionItem).where(col(ActionItem.status).in_(UNDONE))
    ideas = select(func.count()).select_from(Idea).where(col(Idea.published))
    running = select(func.count()).select_from(Measure).where(col(Measure.status) == MeasureStatus.RUNNING)
    figures = {
        "Städte im Netzwerk": towns,
        "anstehende Sitzungen": ahead,
        "vorgeschlagene Tagesordnungspunkte": proposed,
        "gültige Beschlüsse": decisions,
        "offene Aufgaben": undone,
        "öffentliche Ideen": ideas,
        "laufende Maßnahmen": running,
    }
    found = (await reading.execute(select(*(figure.scalar_subquery() for figure in figures.values())))).one()
    return {label: int(number) for label, number in zip(figures, found, strict=True)}
