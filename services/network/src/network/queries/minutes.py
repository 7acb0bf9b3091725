"""Minutes, and whether a meeting has them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import col

from network import access
from network.domain import Correction, CorrectionStatus, Minutes, MinutesStatus, MinutesText
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


def texts(scope: Scope, minutes_id: UUID) -> Select[Any]:
    """What the minutes said each time they became final."""
    seen = select(col(Minutes.id)).where(access.minutes(scope), col(Minutes.id) == minutes_id)
    return select(MinutesText).where(col(MinutesText.minutes_id).in_(seen))


async def unanswered(reading: Reading, minutes_id: UUID) -> int:
    """How many corrections of the minutes are neither adopted nor rejected."""
    found = select(func.count()).where(
        col(Correction.minutes_id) == minutes_id, col(Correction.status) == CorrectionStatus.PROPOSED
    )
    return int(await reading.scalar(found))


async def minutes_to_correct(tx: Tx, scope: Scope, id: UUID) -> Minutes:
    """
    Load minutes of a meeting that the caller takes part in, and lock them, so that they do not become final meanwhile.

    Raises:
        Missing: there are none, or the caller does not take part.
    """
    mine = access.own_minutes(scope)
    found = await tx.entity(Minutes, select(Minutes).where(col(Minutes.id) == id, mine).with_for_update())
    if found is None:
        raise Missing("there are no such minutes")
    return found


def corrections(
    scope: Scope, *, minutes: UUID | None = None, town: str | None = None, status: CorrectionStatus | None = None
) -> Select[Any]:
    """Corrections of minutes of meetings that one takes part in."""
    mine = select(col(Minutes.id)).where(access.own_minutes(scope))
    found: Select[Any] = select(Correction).where(col(Correction.minutes_id).in_(mine))
    for column, value in (
        (col(Correction.minutes_id), minutes),
        (col(Correction.town_key), town),
        (col(Correction.status), status),
    ):
        if value is not None:
            found = found.where(column == value)
    return found


async def correction(reading: Reading, scope: Scope, id: UUID) -> Correction:
    """
    One correction.

    Raises:
        Missing: there is none, or it is not the caller's to see.
    """
    found = await reading.entity(Correction, corrections(scope).where(col(Correction.id) == id))
    if found is None:
        raise Missing("there is no such correction")
    return found


async def correction_for_update(tx: Tx, scope: Scope, id: UUID) -> Correction:
    """
    Load a correction of minutes that the caller may change, and lock its row until the transaction ends.

    Raises:
        Missing: there is none, or it is not the caller's to answer.
    """
    mine = select(col(Minutes.id)).where(access.managed_minutes(scope))
    wanted = select(Correction).where(col(Correction.id) == id, col(Correction.minutes_id).in_(mine))
    found = await tx.entity(Correction, wanted.with_for_update())
    if found is None:
        raise Missing("there is no such correction")
    return found
