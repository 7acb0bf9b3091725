"""What the retention rules find due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import col

from placement.domain.companies import Company, CompanyStatus
from placement.domain.phases import Phase
from placement.domain.pupils import Cohort, Pupil, PupilStatus
from placement.domain.schools import School, SchoolYear
from regio_chassis.database import Reading


@dataclass(frozen=True, slots=True)
class Ended:
    """A class, and the day on which its year of practice days ended: that of its last phase, or of the school year."""

    cohort: Cohort
    ended_on: date


async def ended_cohorts(reading: Reading) -> Sequence[Ended]:
    """Every class that has pupils whose data is not erased."""
    last = (
        select(func.max(col(Phase.ends_on)))
        .join(School, col(School.id) == col(Phase.school_id))
        .where(col(School.key) == col(Cohort.school_key), col(Phase.school_year) == col(Cohort.school_year))
        .scalar_subquery()
    )
    there = select(col(Pupil.cohort_id)).where(col(Pupil.status) != PupilStatus.ERASED)
    cohorts = await reading.entities(
        Cohort, select(Cohort).where(col(Cohort.id).in_(there)).order_by(col(Cohort.school_year), col(Cohort.id))
    )
    found = select(col(Cohort.id), col(SchoolYear.ends_on), last.label("last"))
    days = await reading.execute(found.join(SchoolYear, col(SchoolYear.key) == col(Cohort.school_year)))
    ends = {row.id: max(row.ends_on, row.last or row.ends_on) for row in days}
    return [Ended(cohort, ends[cohort.id]) for cohort in cohorts]


async def companies_that_left(reading: Reading) -> Sequence[Company]:
    """Companies that take part no longer and still have a tutor's name."""
    left = select(Company).where(col(Company.status) == CompanyStatus.LEFT, col(Company.tutor).is_not(None))
    return await reading.entities(Company, left.with_for_update())
