"""Codes of pupils and guardians."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from placement import access
from placement.domain.codes import AccessCode
from placement.domain.guardians import Guardian, GuardianPerson
from placement.domain.pupils import Pupil, PupilPerson
from regio_chassis.access import Scope
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


async def pupils_of_class(reading: Reading, scope: Scope, cohort_id: UUID) -> Mapping[UUID, PupilPerson]:
    """Who the pupils of a class are, by pupil."""
    found = select(PupilPerson).join(Pupil, col(Pupil.id) == col(PupilPerson.pupil_id))
    reached = found.where(col(Pupil.cohort_id) == cohort_id, access.pupils(scope))
    return {one.pupil_id: one for one in await reading.entities(PupilPerson, reached)}


async def guardians_of_class(reading: Reading, scope: Scope, cohort_id: UUID) -> Mapping[UUID, GuardianPerson]:
    """Who the guardians of a class's pupils are, by guardian."""
    found = (
        select(GuardianPerson)
        .join(Guardian, col(Guardian.id) == col(GuardianPerson.guardian_id))
        .join(Pupil, col(Pupil.id) == col(Guardian.pupil_id))
    )
    reached = found.where(col(Pupil.cohort_id) == cohort_id, access.pupils(scope))
    return {one.guardian_id: one for one in await reading.entities(GuardianPerson, reached)}
