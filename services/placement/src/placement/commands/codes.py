"""Codes: made by the school, used once by a pupil or a guardian."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from placement import queries
from placement.domain.codes import VALID, AccessCode
from placement.domain.errors import CodeNotValid, PupilErased
from placement.domain.pupils import PupilStatus
from regio_chassis.access import Role, Scope, add_grant, remove_grant
from regio_chassis.access.codes import code_hash, new_code, read_code
from regio_chassis.access.sessions import close_sessions
from regio_chassis.access.tokens import Identity
from regio_chassis.database import Tx

ISSUER = "code"
"""The issuer of who comes in by a code; the subject is the code's id."""


class Audience(StrEnum):
    """Whom a school makes codes for."""

    PUPILS = "pupils"
    GUARDIANS = "guardians"


@dataclass(frozen=True, slots=True)
class MadeCode:
    """A new code; ``code`` is shown this once."""

    row: AccessCode
    code: str


async def make(
    tx: Tx, scope: Scope, pupil_id: UUID, guardian_id: UUID | None, *, secret: bytes, at: datetime
) -> MadeCode:
    """
    A code for a pupil, or for one of the pupil's guardians; an earlier one that nobody used no longer holds.

    Raises:
        PupilErased: there is nothing to see any more.
    """
    pupil = await queries.pupil(tx, scope, pupil_id, lock=True)
    if pupil.status is PupilStatus.ERASED:
        raise PupilErased
    if guardian_id is not None:
        await queries.guardian_for_update(tx, scope, pupil_id, guardian_id)
    for unused in await queries.unused_codes(tx, pupil_id, guardian_id):
        await tx.remove(unused)
    code = new_code()
    row = AccessCode(
        pupil_id=pupil_id,
        guardian_id=guardian_id,
        code_hash=code_hash(code, secret),
        made_at=at,
        expires_at=at + VALID,
    )
    await tx.add(row)
    return MadeCode(row, code)


async def make_for_cohort(
    tx: Tx, scope: Scope, cohort_id: UUID, audience: Audience, *, secret: bytes, at: datetime
) -> Sequence[MadeCode]:
    """A code for every enrolled pupil of a class, or for each of their guardians."""
    cohort = await queries.cohort(tx, scope, cohort_id)
    made = []
    for pupil in await queries.pupils_in(tx, cohort.id, PupilStatus.ENROLLED):
        holders: Sequence[UUID | None] = [None]
        if audience is Audience.GUARDIANS:
            holders = [known.guardian.id for known in await queries.guardians_of(tx, scope, pupil.id)]
        made += [await make(tx, scope, pupil.id, holder, secret=secret, at=at) for holder in holders]
    return made


async def use(tx: Tx, typed: str, *, secret: bytes, at: datetime) -> AccessCode:
    """
    Use a code up; whoever typed it is, from now on, the pupil or guardian it was made for.

    Raises:
        CodeNotValid: it is none, was used before, or its time is over; the refusal does not say which.
    """
    code = read_code(typed)
    row = None if code is None else await queries.code_for_update(tx, code_hash(code, secret))
    if row is None:
        raise CodeNotValid
    row.use(at)
    await tx.save(row)
    who = identity(row)
    await add_grant(tx, who.issuer, who.subject, role(row), str(row.pupil_id))
    return row


def identity(row: AccessCode) -> Identity:
    """Who a code makes somebody."""
    return Identity(ISSUER, str(row.id))


def role(row: AccessCode) -> Role:
    """What a code makes somebody."""
    return Role.PUPIL if row.guardian_id is None else Role.GUARDIAN


async def forget(tx: Tx, row: AccessCode) -> None:
    """A code goes, and with it whom it made somebody, and their sessions."""
    who = identity(row)
    await close_sessions(tx, who)
    await remove_grant(tx, who.issuer, who.subject, role(row), str(row.pupil_id))
    await tx.remove(row)
