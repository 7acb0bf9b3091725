"""Exceptions: a pupil comes to a known company or occupation again."""

from datetime import datetime
from uuid import UUID

from placement import queries
from placement.domain.applications import RepeatException
from placement.domain.errors import KeyTaken
from placement.queries import applications as found
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.errors import Missing


async def grant(
    tx: Tx, scope: Scope, pupil_id: UUID, phase_id: UUID, offer_id: UUID, *, reason: str, at: datetime
) -> RepeatException:
    """
    Let a pupil come to a company or occupation again.

    Raises:
        Missing: the pupil is out of reach.
        KeyTaken: that was granted before.
    """
    pupil = await queries.pupil(tx, scope, pupil_id, lock=True)
    if await found.is_excepted(tx, pupil_id, phase_id, offer_id):
        raise KeyTaken("This exception was granted before.")
    await queries.offer(tx, Scope.ALL, offer_id)
    if phase_id not in await queries.phases_by_id(tx, [phase_id]):
        raise Missing(f"phase {phase_id} does not exist")
    exception = RepeatException(
        pupil_id=pupil_id,
        phase_id=phase_id,
        offer_id=offer_id,
        school_key=pupil.school_key,
        reason=reason,
        granted_at=at,
    )
    await tx.add(exception)
    return exception
