"""Who belongs to which group, and who did on a day."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Date, Select, and_, bindparam, func, or_, select
from sqlmodel import col

from network import access
from network.domain import Meeting, Membership
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_events.network import MeetingKind, MembershipStatus


def memberships(
    scope: Scope,
    *,
    town: str | None = None,
    group: str | None = None,
    status: MembershipStatus | None = None,
    on: date | None = None,
) -> Select[Any]:
    """Memberships, also former ones; with ``on`` those that were active on that day."""
    found: Select[Any] = select(Membership).where(access.memberships(scope))
    if town is not None:
        found = found.where(col(Membership.town_key) == town)
    if group is not None:
        found = found.where(col(Membership.group_key) == group)
    if status is not None:
        found = found.where(col(Membership.status) == status)
    if on is not None:
        found = found.where(_covers(on))
    return found


async def membership(reading: Reading, scope: Scope, id: UUID) -> Membership:
    """
    One membership.

    Raises:
        Missing: there is none, or it is not the caller's to see.
    """
    found = await reading.entity(Membership, memberships(scope).where(col(Membership.id) == id))
    if found is None:
        raise Missing("there is no such membership")
    return found


async def membership_for_update(tx: Tx, scope: Scope, id: UUID) -> Membership:
    """
    Load a membership and lock its row until the transaction ends.

    Raises:
        Missing: there is none, or it is not the caller's to change.
    """
    found = await tx.entity(Membership, memberships(scope).where(col(Membership.id) == id).with_for_update())
    if found is None:
        raise Missing("there is no such membership")
    return found


async def of_town_in_group(reading: Reading, town: str, group: str) -> list[Membership]:
    """All memberships of the town in the group, the first one first."""
    found = select(Membership).where(col(Membership.town_key) == town, col(Membership.group_key) == group)
    return await reading.entities(Membership, found.order_by(col(Membership.created_at)))


def active_on(
    day: date | BindParameter[date] | None, *, groups: Collection[str] | BindParameter[Any] | None = None
) -> Select[str]:
    """Keys of the towns that were active members of one of ``groups`` (None: of any) on ``day`` (None: ever)."""
    found = select(col(Membership.town_key)).where(col(Membership.status) != MembershipStatus.CANDIDATE)
    if day is not None:
        found = found.where(_covers(day))
    if groups is not None:
        found = found.where(col(Membership.group_key).in_(groups))
    return found


async def members_on(reading: Reading, day: date, groups: Collection[str]) -> list[str]:
    """Active members of one of ``groups`` on ``day``, by key."""
    found = active_on(day, groups=groups).distinct().order_by(col(Membership.town_key))
    return list((await reading.execute(found)).scalars())


async def groups_on(reading: Reading, day: date) -> list[tuple[str, str]]:
    """Active members on ``day`` with their group; of a town in several groups the first."""
    first = func.min(col(Membership.group_key)).label("group_key")
    found = select(col(Membership.town_key), first).where(_covers(day)).group_by(col(Membership.town_key))
    rows = await reading.execute(found.order_by(col(Membership.town_key)))
    return [(row.town_key, row.group_key) for row in rows]


async def voters(reading: Reading, meeting: Meeting) -> frozenset[str]:
    """The towns that have a vote: active members, on the meeting's day, of the groups that meet or of any."""
    if meeting.kind is MeetingKind.DISCUSSION_ROUND:
        found = await reading.execute(_VOTERS_OF_ROUND, {"day": meeting.day, "towns": meeting.town_keys})
    else:
        found = await reading.execute(_VOTERS_OF_GROUPS, {"day": meeting.day, "groups": meeting.group_keys})
    return frozenset(found.scalars())


def _covers(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """The same as ``Membership.covers``, in SQL."""
    return and_(
        col(Membership.status) != MembershipStatus.CANDIDATE,
        or_(col(Membership.since).is_(None), col(Membership.since) <= day),
        or_(col(Membership.until).is_(None), col(Membership.until) >= day),
    )


_VOTERS_OF_GROUPS = active_on(bindparam("day", type_=Date), groups=bindparam("groups", expanding=True))
_VOTERS_OF_ROUND = active_on(bindparam("day", type_=Date)).where(
    col(Membership.town_key).in_(bindparam("towns", expanding=True))
)
