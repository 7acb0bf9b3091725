"""What stands behind the entries of ``oparl``: rows as anybody may see them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, select
from sqlmodel import col

from network import access
from network.domain import AgendaItem, Decision, Meeting, Membership, Minutes, Town, TownBody, TownRole, WorkingGroup
from regio_chassis.access import Scope
from regio_chassis.database import Reading


async def towns(reading: Reading, keys: Sequence[str] | None = None) -> list[Town]:
    """These towns, or all; the oldest first."""
    found = select(Town).order_by(col(Town.created_at), col(Town.key))
    return await reading.entities(Town, found if keys is None else found.where(col(Town.key).in_(keys)))


async def groups(reading: Reading, keys: Sequence[str]) -> list[WorkingGroup]:
    return await reading.entities(WorkingGroup, select(WorkingGroup).where(col(WorkingGroup.key).in_(keys)))


async def offices(reading: Reading, ids: Sequence[UUID]) -> list[TownBody]:
    return await reading.entities(TownBody, select(TownBody).where(col(TownBody.id).in_(ids)))


async def roles(reading: Reading, ids: Sequence[UUID]) -> list[TownRole]:
    """Roles whose names are released."""
    public = and_(col(TownRole.released), col(TownRole.person_name).is_not(None))
    return await reading.entities(TownRole, select(TownRole).where(col(TownRole.id).in_(ids), public))


async def members(
    reading: Reading, *, ids: Sequence[UUID] | None = None, group_keys: Sequence[str] | None = None
) -> list[Membership]:
    found = select(Membership).where(access.memberships(Scope.PUBLIC))
    if ids is not None:
        found = found.where(col(Membership.id).in_(ids))
    if group_keys is not None:
        found = found.where(col(Membership.group_key).in_(group_keys))
    return await reading.entities(Membership, found.order_by(col(Membership.created_at), col(Membership.id)))


async def meetings(reading: Reading, ids: Sequence[UUID]) -> list[Meeting]:
    found = select(Meeting).where(col(Meeting.id).in_(ids), access.meetings(Scope.PUBLIC))
    return await reading.entities(Meeting, found)


async def items(
    reading: Reading, *, ids: Sequence[UUID] | None = None, meeting_ids: Sequence[UUID] | None = None
) -> list[AgendaItem]:
    found = select(AgendaItem).where(access.agenda_items(Scope.PUBLIC))
    if ids is not None:
        found = found.where(col(AgendaItem.id).in_(ids))
    if meeting_ids is not None:
        found = found.where(col(AgendaItem.meeting_id).in_(meeting_ids))
    return await reading.entities(AgendaItem, found.order_by(col(AgendaItem.number), col(AgendaItem.id)))


async def minutes(
    reading: Reading, *, ids: Sequence[UUID] | None = None, meeting_ids: Sequence[UUID] | None = None
) -> list[Minutes]:
    found = select(Minutes).where(access.minutes(Scope.PUBLIC))
    if ids is not None:
        found = found.where(col(Minutes.id).in_(ids))
    if meeting_ids is not None:
        found = found.where(col(Minutes.meeting_id).in_(meeting_ids))
    return await reading.entities(Minutes, found)


async def decisions(
    reading: Reading, *, ids: Sequence[UUID] | None = None, item_ids: Sequence[UUID] | None = None
) -> list[Decision]:
    """Decisions in the order in which they were recorded."""
    found = select(Decision).where(access.decisions(Scope.PUBLIC))
    if ids is not None:
        found = found.where(col(Decision.id).in_(ids))
    if item_ids is not None:
        found = found.where(col(Decision.item_id).in_(item_ids))
    return await reading.entities(Decision, found.order_by(col(Decision.id)))
