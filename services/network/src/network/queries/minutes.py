"""Minutes, and whether a meeting has them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col

from network import access
from network.domain import Minutes, MinutesStatus
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing


def all_minutes(scope: Scope, *, meeting: UUID | None = None, status: MinutesStatus | None = None) -> Select[Any]:
    found: Select[Any] = select(Minutes).where(access.minutes(scope))
    if meeting is not None:
        found = found.where(col(Minutes.meeting_id) == meeting)
    if status is not None:
        found = found.where(col(Minutes.status) == status)
    return found


async def minutes(reading: Reading, scope: Scope, id: UUID) -> Minutes:
    """
    One set of minutes.

    Raises:
        Missing: there is none, or it is not the caller's to see.
    """
    found = await reading.entity(Minutes, all_minutes(scope).where(col(Minutes.id) == id))
    if found is None:
        raise Missing("there are no such minutes")
    return found


async def minutes_for_update(tx: Tx, scope: Scope, id: UUID) -> Minutes:
    """
    Load minutes and lock their row until the transaction ends; no decision is recorded on them meanwhile.

    Raises:
        Missing: there are none, or they are not the caller's to change.
    """
    mine = access.managed_minutes(scope)
    found = await tx.entity(Minutes, select(Minutes).where(col(Minutes.id) == id, mine).with_for_update())
    if found is None:
        raise Missing("there are no such minutes")
    return found


async def status_of(reading: Reading, meeting_id: UUID) -> MinutesStatus | None:
    """How far the minutes of a meeting are; None: there are none."""
    status: MinutesStatus | None = await reading.scalar(
        select(col(Minutes.status)).where(col(Minutes.meeting_id) == meeting_id)
    )
    return status
