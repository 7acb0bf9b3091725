"""Codes of pupils and guardians."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from placement.domain.codes import AccessCode
from regio_chassis.database import Reading, Tx


async def code_for_update(tx: Tx, code_hash: str) -> AccessCode | None:
    """The code with this hash, locked until the transaction ends: who comes second finds it used."""
    return await tx.entity(
        AccessCode, select(AccessCode).where(col(AccessCode.code_hash) == code_hash).with_for_update()
    )


async def unused_codes(tx: Tx, pupil_id: UUID, guardian_id: UUID | None) -> Sequence[AccessCode]:
    """Codes of one person that nobody used."""
    found = select(AccessCode).where(col(AccessCode.pupil_id) == pupil_id, col(AccessCode.used_at).is_(None))
    return await tx.entities(AccessCode, found.where(col(AccessCode.guardian_id) == guardian_id))


async def expired_codes(reading: Reading, at: datetime) -> Sequence[AccessCode]:
    """Codes whose time is over, used or not."""
    return await reading.entities(AccessCode, select(AccessCode).where(col(AccessCode.expires_at) <= at))


async def codes_of(tx: Tx, pupil_id: UUID) -> Sequence[AccessCode]:
    """All codes of a pupil and the pupil's guardians."""
    return await tx.entities(AccessCode, select(AccessCode).where(col(AccessCode.pupil_id) == pupil_id))
