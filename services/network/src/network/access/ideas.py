"""Ideas, and the threads that begin with them."""

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlmodel import col

from network.access.base import published, towns_of
from network.domain import Idea, Place
from network.projections import ThreadEvent
from regio_chassis.access import Scope


def ideas(scope: Scope) -> ColumnElement[bool]:
    """Screened ones; others for the town they are for, and for the groups that could deal with them."""
    if scope.everything:
        return true()
    towns = scope.of("town")
    # What does not concern the caller is left out: an OR would keep the database from reading in order.
    own_ones = col(Idea.town_key).in_(towns) if towns else false()
    return or_(published(scope, col(Idea.published)), managed_ideas(scope), own_ones)


def managed_ideas(scope: Scope) -> ColumnElement[bool]:
    """What a moderator answers: ideas for towns of the own groups, and those that are for no town."""
    if scope.everything:
        return true()
    groups = scope.of("group")
    return or_(col(Idea.town_key).in_(towns_of(groups)), col(Idea.town_key).is_(None)) if groups else false()


def thread_events(scope: Scope) -> ColumnElement[bool]:
    """What was stated in public; the rest for moderators, and for the town it names."""
    if scope.everything or scope.of("group"):
        return true()
    towns = scope.of("town")
    places = select(col(Place.key)).where(col(Place.town_key).in_(towns))
    own_ones = or_(col(ThreadEvent.town_key).in_(towns), col(ThreadEvent.town_key).in_(places)) if towns else false()
    return or_(published(scope, col(ThreadEvent.public)), own_ones)
