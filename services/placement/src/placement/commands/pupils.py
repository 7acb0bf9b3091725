"""Classes, pupils and their guardians, as their school keeps them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from placement import access, queries
from placement.commands import codes
from placement.domain.errors import CohortUnknown, KeyTaken, PupilErased, SchoolYearNotAllowed
from placement.domain.guardians import Guardian, GuardianPerson, Relation
from placement.domain.pupils import Cohort, Pupil, PupilPerson, PupilStatus
from placement.queries.pupils import Known, KnownGuardian
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import expect, table_of
from regio_chassis.search import searchable
from regio_chassis.subjects import delete_all


async def create_cohort(tx: Tx, scope: Scope, cohort: Cohort) -> Cohort:
    """
    A school has a class.

    Raises:
        Missing: the school is out of reach.
        SchoolYearNotAllowed: the year is not known.
        KeyTaken: the school has a class of this name in that year.
    """
    await _insist_on_own(tx, scope, cohort.school_key)
    if not await queries.school_year_exists(tx, cohort.school_year):
        raise SchoolYearNotAllowed("There is no such school year.", pointer="/school_year")
    await _insist_on_free_name(tx, cohort)
    await tx.add(cohort)
    return cohort


async def change_cohort(tx: Tx, scope: Scope, id: UUID, name: str, *, expected: int | None) -> Cohort:
    """
    Give a class another name.

    Raises:
        KeyTaken: the school has a class of this name in that year.
    """
    cohort = await queries.cohort(tx, scope, id, lock=True)
    expect(cohort, expected)
    cohort.name = name
    await _insist_on_free_name(tx, cohort)
    await tx.save(cohort)
    return cohort


async def enroll(tx: Tx, scope: Scope, cohort_id: UUID, person: Mapping[str, Any]) -> Known:
    """
    A pupil takes part.

    Raises:
        CohortUnknown: the caller's school has no such class.
    """
    cohort = await _cohort(tx, scope, cohort_id)
    pupil = Pupil(cohort_id=cohort.id, school_key=cohort.school_key)
    known = folded(PupilPerson(**person, pupil_id=pupil.id))
    await tx.add(pupil)
    await tx.add(known)
    return Known(pupil, known, cohort)


async def change_pupil(
    tx: Tx, scope: Scope, id: UUID, person: Mapping[str, Any], *, cohort_id: UUID | None, expected: int | None
) -> Known:
    """
    Correct what is stored about a pupil, or move it to another class of its school.

    Raises:
        PupilErased: nothing is stored any more.
        CohortUnknown: the pupil's school has no such class.
    """
    known = await queries.known_pupil(tx, scope, id, lock=True)
    expect(known.pupil, expected)
    if known.person is None:
        raise PupilErased
    cohort = known.cohort
    if cohort_id is not None:
        cohort = await _cohort(tx, scope, cohort_id)
        if cohort.school_key != known.pupil.school_key:
            raise CohortUnknown("Choose a class of the pupil's school.", pointer="/cohort_id")
        known.pupil.cohort_id = cohort.id
    for name, value in person.items():
        setattr(known.person, name, value)
    await tx.save(known.pupil)
    await tx.save(folded(known.person))
    return Known(known.pupil, known.person, cohort)


async def leave(tx: Tx, scope: Scope, id: UUID, *, expected: int | None, on: date) -> Known:
    """A pupil takes part no longer."""
    known = await queries.known_pupil(tx, scope, id, lock=True)
    expect(known.pupil, expected)
    known.pupil.leave(on)
    await tx.save(known.pupil)
    return known


async def return_(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> Known:
    """A pupil takes part again."""
    known = await queries.known_pupil(tx, scope, id, lock=True)
    expect(known.pupil, expected)
    known.pupil.return_()
    await tx.save(known.pupil)
    return known


async def add_guardian(
    tx: Tx, scope: Scope, pupil_id: UUID, relation: Relation, person: Mapping[str, Any]
) -> KnownGuardian:
    """
    Somebody has custody of a pupil.

    Raises:
        PupilErased: nothing is stored about this pupil any more.
    """
    pupil = await queries.pupil(tx, scope, pupil_id, lock=True)
    if pupil.status is PupilStatus.ERASED:
        raise PupilErased
    guardian = Guardian(pupil_id=pupil_id, relation=relation)
    known = GuardianPerson(**person, guardian_id=guardian.id)
    await tx.add(guardian)
    await tx.add(known)
    return KnownGuardian(guardian, known)


async def change_guardian(
    tx: Tx, scope: Scope, pupil_id: UUID, id: UUID, values: Mapping[str, Any], *, expected: int | None
) -> KnownGuardian:
    """Correct what is stored about a guardian."""
    known = await queries.guardian_for_update(tx, scope, pupil_id, id)
    expect(known.guardian, expected)
    for name, value in values.items():
        setattr(known.guardian if name == "relation" else known.person, name, value)
    await tx.save(known.guardian)
    await tx.save(known.person)
    return known


async def remove_guardian(tx: Tx, scope: Scope, pupil_id: UUID, id: UUID, *, expected: int | None) -> None:
    """Somebody has custody no longer: what is stored about them goes, their codes included."""
    known = await queries.guardian_for_update(tx, scope, pupil_id, id)
    expect(known.guardian, expected)
    await drop_guardian(tx, known.guardian)


async def drop_guardian(tx: Tx, guardian: Guardian) -> None:
    """All that is stored about a guardian goes, and who came in by their codes is out."""
    for code in await queries.codes_of(tx, guardian.pupil_id):
        if code.guardian_id == guardian.id:
            await codes.forget(tx, code)
    await delete_all(tx, table_of(Guardian), guardian.id)


def folded(person: PupilPerson) -> PupilPerson:
    """The same person, found by its present name."""
    person.folded = searchable(person.given_name, person.family_name)
    return person


async def _cohort(tx: Tx, scope: Scope, id: UUID) -> Cohort:
    try:
        return await queries.cohort(tx, scope, id)
    except Missing:
        raise CohortUnknown("Choose a class of the own school.", pointer="/cohort_id") from None


async def _insist_on_own(tx: Tx, scope: Scope, school_key: str) -> None:
    if not access.sees_pupil_in_full(scope, school_key) or not await queries.school_key_taken(tx, school_key):
        raise Missing("This school does not exist.")


async def _insist_on_free_name(tx: Tx, cohort: Cohort) -> None:
    others = await queries.cohorts_of(tx, cohort.school_key, cohort.school_year)
    if any(other.name == cohort.name and other.id != cohort.id for other in others):
        raise KeyTaken("The school has a class of this name in that year.")
