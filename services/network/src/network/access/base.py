"""What the predicates share."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, false, select
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from network.domain import Membership
from regio_chassis.access import Scope
from regio_chassis.errors import Missing
from regio_events.network import MembershipStatus


def insist(scope: Scope, kind: str, keys: Iterable[str]) -> None:
    """
    For what is about to be created, so that there is no row yet whose scope could be asked.

    Raises:
        Missing: one of ``keys`` is not the caller's own.
    """
    if not scope.everything and not set(keys) <= scope.of(kind):
        raise Missing(f"there is no such {kind} among yours")


def published(scope: Scope, seen: SQLCoreOperations[bool]) -> ColumnElement[bool]:
    return and_(seen) if scope.published else false()


def towns_of(groups: Iterable[str]) -> Select[str]:
    active = col(Membership.status) == MembershipStatus.ACTIVE
    return select(col(Membership.town_key)).where(col(Membership.group_key).in_(groups), active)
