"""The service centre opens and closes its view of one pupil."""

from datetime import datetime
from uuid import UUID

from placement import queries
from placement.domain.break_glass import LASTS, BreakGlass, Reason
from placement.domain.errors import PupilErased
from placement.domain.pupils import PupilStatus
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import expect


async def open_(tx: Tx, pupil_id: UUID, *, by: str, reason: Reason, explanation: str, at: datetime) -> BreakGlass:
    """
    Look at one pupil for an hour; the school finds it in its list from now on.

    Raises:
        PupilErased: there is nothing to see any more.
    """
    pupil = await queries.pupil(tx, Scope.ALL, pupil_id, lock=True)
    if pupil.status is PupilStatus.ERASED:
        raise PupilErased
    look = BreakGlass(
        pupil_id=pupil.id,
        school_key=pupil.school_key,
        opened_by=by,
        reason=reason,
        explanation=explanation,
        opened_at=at,
        until=at + LASTS,
    )
    await tx.add(look)
    return look


async def close(tx: Tx, scope: Scope, id: UUID, *, by: str, expected: int | None, at: datetime) -> BreakGlass:
    """End one's own look before its hour is over."""
    look = await queries.look(tx, scope, id, lock=True)
    expect(look, expected)
    look.close(by, at)
    await tx.save(look)
    return look
