"""A school brings its pupils as a table: looked at first, then taken over as a whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from placement import access, queries
from placement.commands.pupils import folded
from placement.domain.errors import SchoolYearNotAllowed
from placement.domain.guardians import Guardian, GuardianPerson
from placement.domain.pupils import Cohort, Pupil, PupilPerson
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing


@dataclass(frozen=True, slots=True)
class Draft:
    """One line of the table, each cell of it valid."""

    line: int
    cohort: str
    person: Mapping[str, Any]
    guardians: Sequence[Mapping[str, Any]]

    @property
    def identity(self) -> tuple[str, str, object]:
        """What makes two lines the same pupil, as ``PupilPerson.identity``."""
        return (self.person["family_name"].casefold(), self.person["given_name"].casefold(), self.person["born_on"])


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A line that says what another line, or a pupil of the school, says already."""

    line: int
    same_as_line: int | None
    pupil_id: UUID | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do."""

    school_key: str
    school_year: str
    new: Sequence[Draft]
    duplicates: Sequence[Duplicate]
    new_cohorts: Sequence[str]


async def plan(reading: Reading, scope: Scope, school_key: str, school_year: str, drafts: Sequence[Draft]) -> Plan:
    """
    Compare the lines with each other and with the pupils of the school.

    Raises:
        Missing: the school is out of reach.
        SchoolYearNotAllowed: the year is not known.
    """
    if not access.sees_pupil_in_full(scope, school_key) or not await queries.school_key_taken(reading, school_key):
        raise Missing("This school does not exist.")
    if not await queries.school_year_exists(reading, school_year):
        raise SchoolYearNotAllowed("There is no such school year.", pointer="/school_year")
    known = await queries.identities(reading, school_key)
    seen: dict[tuple[str, str, object], int] = {}
    new: list[Draft] = []
    duplicates: list[Duplicate] = []
    for draft in drafts:
        if draft.identity in known:
            duplicates.append(Duplicate(draft.line, None, known[draft.identity]))
        elif draft.identity in seen:
            duplicates.append(Duplicate(draft.line, seen[draft.identity], None))
        else:
            seen[draft.identity] = draft.line
            new.append(draft)
    there = {cohort.name for cohort in await queries.cohorts_of(reading, school_key, school_year)}
    missing = sorted({draft.cohort for draft in new} - there)
    return Plan(school_key, school_year, new, duplicates, missing)


async def carry_out(tx: Tx, plan: Plan) -> None:
    """Take over what is new, with the classes that are missing."""
    await tx.add(
        *(Cohort(school_key=plan.school_key, school_year=plan.school_year, name=name) for name in plan.new_cohorts)
    )
    cohorts = {one.name: one for one in await queries.cohorts_of(tx, plan.school_key, plan.school_year)}
    pupils = [Pupil(cohort_id=cohorts[draft.cohort].id, school_key=plan.school_key) for draft in plan.new]
    await tx.add(*pupils)
    pairs = list(zip(plan.new, pupils, strict=True))
    await tx.add(*(folded(PupilPerson(**draft.person, pupil_id=pupil.id)) for draft, pupil in pairs))
    guardians = [(person, Guardian(pupil_id=pupil.id)) for draft, pupil in pairs for person in draft.guardians]
    await tx.add(*(guardian for _, guardian in guardians))
    await tx.add(*(GuardianPerson(**person, guardian_id=guardian.id) for person, guardian in guardians))
