"""Erasing a pupil: everything that belongs to it, by whatever table."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete

from placement import queries
from placement.commands import codes, placements
from placement.domain.pupils import Pupil, PupilStatus
from regio_chassis.access import Role, Scope
from regio_chassis.access.tables import GRANTS
from regio_chassis.database import Tx
from regio_chassis.erasures import Ledger
from regio_chassis.errors import Missing
from regio_chassis.rows import expect, table_of
from regio_chassis.subjects import delete_all
from regio_chassis.web.tables import IDEMPOTENCY


async def erase(tx: Tx, scope: Scope, id: UUID, *, ledger: Ledger, expected: int | None, at: datetime) -> Pupil:
    """
    Erase a pupil for good: what is left is an id, a class and the word erased.

    The ledger has it before the transaction is committed: an erasure that it knows of and the database does not is
    made up for at the next start, the other way round it would be lost with the next backup that comes back.
    """
    pupil = await queries.pupil(tx, scope, id, lock=True)
    expect(pupil, expected)
    await _erase(tx, pupil, at)
    ledger.add(id, at)
    return pupil


async def erase_again(tx: Tx, id: UUID, at: datetime) -> bool:
    """What the ledger asks for at a start: nothing, unless the pupil is there again."""
    try:
        pupil = await queries.pupil(tx, Scope.ALL, id, lock=True)
    except Missing:
        return False
    if pupil.status is PupilStatus.ERASED:
        return False
    await _erase(tx, pupil, at)
    return True


async def erase_due(tx: Tx, pupil: Pupil, at: datetime) -> None:
    """What a retention rule asks for; the rule itself runs again after a restore."""
    await _erase(tx, pupil, at)


async def _erase(tx: Tx, pupil: Pupil, at: datetime) -> None:
    pupil.erase(at)
    for code in await queries.codes_of(tx, pupil.id):
        await codes.forget(tx, code)
    await placements.give_back(tx, pupil.id, at=at)
    await delete_all(tx, table_of(Pupil), pupil.id, keep_root=True)
    # Whoever had a grant for this pupil by another way than a code.
    narrow = GRANTS.c.role.in_([Role.PUPIL.value, Role.GUARDIAN.value])
    await tx.execute(delete(GRANTS).where(narrow, GRANTS.c.key == str(pupil.id)))
    # Answers kept for repeated requests have names in them, and nobody can tell which.
    await tx.execute(delete(IDEMPOTENCY))
    await tx.save(pupil)
