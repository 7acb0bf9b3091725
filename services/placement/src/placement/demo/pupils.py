"""150 invented pupils over the three schools, each with an invented guardian, and all of them marked as such."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from placement.demo.facts import PUPILS, SCHOOLS, stable_id
from placement.demo.invented import INVENTED
from placement.domain.guardians import Guardian, GuardianPerson
from placement.domain.pupils import Cohort, Pupil, PupilPerson

GIVEN = (
    "Ada", "Ben", "Clara", "David", "Ella", "Finn", "Greta", "Hannes", "Ida", "Jonas", "Karla", "Leo", "Mila", "Nils",
    "Oda", "Paul", "Rika", "Samir", "Tilda", "Yusuf",
)  # fmt: skip
FAMILY = (
    "Ackerwiese", "Bachstelz", "Dornbusch", "Eschental", "Federstrich", "Grünspecht", "Hainbuche", "Igelberg", "Kiesel",
    "Lindenast", "Moosgrün", "Nordlicht", "Quellmann", "Rosenhag", "Steinbeißer",
)  # fmt: skip
"""Names that were made up; no list of real persons was used."""
CLASSES = ("8a", "8b")


class InventedPupil(NamedTuple):
    """One pupil with who it is, and a guardian."""

    pupil: Pupil
    person: PupilPerson
    guardian: Guardian
    guardian_person: GuardianPerson


def cohorts(school_year: str) -> list[Cohort]:
    """Two classes at each school."""
    return [
        Cohort(id=_cohort_id(school.key, school_year, name), school_key=school.key, school_year=school_year, name=name)
        for school in SCHOOLS
        for name in CLASSES
    ]


def pupils(school_year: str) -> Iterator[InventedPupil]:
    """As many as the page of the programme says, a third at each school: no source gives the split."""
    first = date(int(school_year[:4]) - 14, 8, 1)
    for number in range(PUPILS):
        school = SCHOOLS[number % len(SCHOOLS)]
        cohort = CLASSES[number // len(SCHOOLS) % len(CLASSES)]
        given, family = GIVEN[number % len(GIVEN)], FAMILY[number // 10 % len(FAMILY)]
        pupil = Pupil(
            id=stable_id("pupil", school_year, number),
            cohort_id=_cohort_id(school.key, school_year, cohort),
            school_key=school.key,
        )
        person = PupilPerson(
            pupil_id=pupil.id,
            given_name=given,
            family_name=family,
            born_on=first + timedelta(days=number * 2),
            source=INVENTED,
        )
        guardian = Guardian(id=stable_id("guardian", school_year, number), pupil_id=pupil.id)
        parent = GuardianPerson(
            guardian_id=guardian.id,
            given_name=GIVEN[(number + 7) % len(GIVEN)],
            family_name=family,
            phone=f"03631 000{number:03d}",
            source=INVENTED,
        )
        yield InventedPupil(pupil, person, guardian, parent)


def _cohort_id(school_key: str, school_year: str, name: str) -> UUID:
    return stable_id("cohort", school_key, school_year, name)
