"""Classes, pupils and guardians: by the school, the pupil, the guardians."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col

from placement import access
from placement.domain.guardians import Guardian, GuardianPerson
from placement.domain.pupils import Cohort, Pupil, PupilPerson, PupilStatus
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import table_of
from regio_chassis.search import matches


@dataclass(frozen=True, slots=True)
class Known:
    """A pupil and who it is; of an erased one nobody knows."""

    pupil: Pupil
    person: PupilPerson | None
    cohort: Cohort


@dataclass(frozen=True, slots=True)
class KnownGuardian:
    """A guardian and who it is."""

    guardian: Guardian
    person: GuardianPerson


def cohorts(scope: Scope, *, school: str | None = None, school_year: str | None = None) -> Select[Cohort]:
    """Classes of the schools that the scope reaches."""
    found = select(Cohort).where(access.cohorts(scope))
    if school is not None:
        found = found.where(col(Cohort.school_key) == school)
    return found if school_year is None else found.where(col(Cohort.school_year) == school_year)


async def cohort(reading: Reading, scope: Scope, id: UUID, *, lock: bool = False) -> Cohort:
    """
    One class; locked until the transaction ends if asked for.

    Raises:
        Missing: there is none, or it is out of reach.
    """
    statement = select(Cohort).where(col(Cohort.id) == id, access.cohorts(scope))
    found = await reading.entity(Cohort, statement.with_for_update() if lock else statement)
    if found is None:
        raise Missing(f"cohort {id} does not exist")
    return found


async def cohorts_of(reading: Reading, school_key: str, school_year: str) -> Sequence[Cohort]:
    """The classes of a school in a year, by name."""
    found = select(Cohort).where(col(Cohort.school_key) == school_key, col(Cohort.school_year) == school_year)
    return await reading.entities(Cohort, found.order_by(col(Cohort.name)))


def pupils(
    scope: Scope,
    *,
    school: str | None = None,
    cohort: UUID | None = None,
    status: PupilStatus | None = None,
    q: str | None = None,
) -> Select[tuple[object, ...]]:
    """Pupils with their names and classes; erased ones have none and are not listed."""
    known = table_of(PupilPerson)
    named = [column for column in known.c if column.key not in {"pupil_id", "folded"}]
    found = (
        select(table_of(Pupil), *named, col(Cohort.name).label("cohort"), col(Cohort.school_year))
        .join_from(table_of(Pupil), known, known.c.pupil_id == col(Pupil.id))
        .join(table_of(Cohort), col(Cohort.id) == col(Pupil.cohort_id))
        .where(access.pupils(scope))
    )
    if school is not None:
        found = found.where(col(Pupil.school_key) == school)
    if cohort is not None:
        found = found.where(col(Pupil.cohort_id) == cohort)
    if status is not None:
        found = found.where(col(Pupil.status) == status)
    return found if q is None else found.where(matches(col(PupilPerson.folded), q))


async def pupil(reading: Reading, scope: Scope, id: UUID, *, lock: bool = False) -> Pupil:
    """
    One pupil without a name; locked until the transaction ends if asked for.

    Raises:
        Missing: there is none, or it is out of reach.
    """
    statement = select(Pupil).where(col(Pupil.id) == id, access.pupils(scope))
    found = await reading.entity(Pupil, statement.with_for_update() if lock else statement)
    if found is None:
        raise Missing(f"pupil {id} does not exist")
    return found


async def pupils_for_update(tx: Tx, scope: Scope, ids: Collection[UUID]) -> dict[UUID, Pupil]:
    """
    Some pupils without their names, locked until the transaction ends.

    Raises:
        Missing: there is one of them not, or it is out of reach.
    """
    statement = select(Pupil).where(col(Pupil.id).in_(ids), access.pupils(scope)).order_by(col(Pupil.id))
    found = {one.id: one for one in await tx.entities(Pupil, statement.with_for_update())}
    for id in ids:
        if id not in found:
            raise Missing(f"pupil {id} does not exist")
    return found


async def known_pupil(reading: Reading, scope: Scope, id: UUID, *, lock: bool = False) -> Known:
    """
    One pupil, and who it is.

    Raises:
        Missing: there is none, or it is out of reach.
    """
    found = await pupil(reading, scope, id, lock=lock)
    person = await reading.entity(PupilPerson, select(PupilPerson).where(col(PupilPerson.pupil_id) == id))
    return Known(found, person, await cohort(reading, Scope.ALL, found.cohort_id))


async def identities(reading: Reading, school_key: str) -> dict[tuple[str, str, object], UUID]:
    """Who is a pupil of this school already, by name and birth date; for an import."""
    known = select(PupilPerson).join(Pupil, col(Pupil.id) == col(PupilPerson.pupil_id))
    found = await reading.entities(PupilPerson, known.where(col(Pupil.school_key) == school_key))
    return {person.identity: person.pupil_id for person in found}


async def pupils_in(reading: Reading, cohort_id: UUID, *statuses: PupilStatus, lock: bool = False) -> Sequence[Pupil]:
    """The pupils of a class in one of the statuses, in a fixed order; locked if asked for."""
    found = select(Pupil).where(col(Pupil.cohort_id) == cohort_id, col(Pupil.status).in_(statuses))
    found = found.order_by(col(Pupil.id))
    return await reading.entities(Pupil, found.with_for_update() if lock else found)


async def guardians_of(reading: Reading, scope: Scope, pupil_id: UUID) -> Sequence[KnownGuardian]:
    """
    A pupil's guardians, in the order in which they were added.

    Raises:
        Missing: there is no such pupil, or it is out of reach.
    """
    await pupil(reading, scope, pupil_id)
    guardians = await reading.entities(
        Guardian, select(Guardian).where(col(Guardian.pupil_id) == pupil_id).order_by(col(Guardian.id))
    )
    ids = [guardian.id for guardian in guardians]
    persons = await reading.entities(
        GuardianPerson, select(GuardianPerson).where(col(GuardianPerson.guardian_id).in_(ids))
    )
    by_id = {person.guardian_id: person for person in persons}
    return [KnownGuardian(guardian, by_id[guardian.id]) for guardian in guardians]


async def guardian_for_update(tx: Tx, scope: Scope, pupil_id: UUID, id: UUID) -> KnownGuardian:
    """
    One guardian of a pupil, locked until the transaction ends.

    Raises:
        Missing: there is none, or it is out of reach.
    """
    await pupil(tx, scope, pupil_id)
    guardian = await tx.entity(
        Guardian, select(Guardian).where(col(Guardian.id) == id, col(Guardian.pupil_id) == pupil_id).with_for_update()
    )
    person = await tx.entity(GuardianPerson, select(GuardianPerson).where(col(GuardianPerson.guardian_id) == id))
    if guardian is None or person is None:
        raise Missing(f"guardian {id} does not exist")
    return KnownGuardian(guardian, person)
