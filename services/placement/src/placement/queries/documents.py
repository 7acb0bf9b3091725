"""What stands on paper and in calendars: the facts of one agreement, the pupils of one day, practice days."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.engine import RowMapping
from sqlmodel import col

from placement import access
from placement.domain.agreements import Agreement
from placement.domain.companies import Company
from placement.domain.offers import PlaceOffer
from placement.domain.phases import Phase
from placement.domain.placements import Placement
from placement.domain.practice_days import DayStatus, PracticeDay
from placement.domain.pupils import PupilPerson
from placement.domain.schools import School
from placement.domain.towns import Town
from regio_chassis.access import Scope
from regio_chassis.database import Reading
from regio_chassis.errors import Missing
from regio_chassis.rows import table_of


async def agreement_facts(reading: Reading, scope: Scope, id: UUID) -> RowMapping:
    """
    One version with the names of everybody it is about.

    Raises:
        Missing: there is none, or it is out of reach.
    """
    placement, offer, phase = table_of(Placement), table_of(PlaceOffer), table_of(Phase)
    statement = (
        _named(table_of(Agreement))
        .add_columns(
            offer.c.occupation,
            offer.c.kldb,
            offer.c.requirements,
            table_of(Company).c.requirements.label("company_requirements"),
            placement.c.weekday,
            phase.c.number.label("phase_number"),
            phase.c.school_year,
        )
        .join(placement, placement.c.id == col(Agreement.placement_id))
        .join(offer, offer.c.id == placement.c.offer_id)
        .join(phase, phase.c.id == placement.c.phase_id)
        .where(col(Agreement.id) == id, access.of_placement(scope, Agreement))
    )
    found = (await reading.execute(statement)).mappings().one_or_none()
    if found is None:
        raise Missing(f"agreement {id} does not exist")
    return found


async def days(
    reading: Reading,
    scope: Scope,
    *,
    day: date | None = None,
    from_day: date | None = None,
    with_cancelled: bool = True,
) -> Sequence[RowMapping]:
    """Practice days in reach, of one day or from one on, by day, company and name."""
    person, company = table_of(PupilPerson), table_of(Company)
    statement = _named(table_of(PracticeDay)).where(access.of_placement(scope, PracticeDay))
    if day is not None:
        statement = statement.where(col(PracticeDay.day) == day)
    if from_day is not None:
        statement = statement.where(col(PracticeDay.day) >= from_day)
    if not with_cancelled:
        statement = statement.where(col(PracticeDay.status) != DayStatus.CANCELLED)
    ordered = statement.order_by(
        col(PracticeDay.day), company.c.name, person.c.family_name, person.c.given_name, col(PracticeDay.id)
    )
    return (await reading.execute(ordered)).mappings().all()


def _named(table: Any) -> Select[Any]:
    person, school, company, town = table_of(PupilPerson), table_of(School), table_of(Company), table_of(Town)
    return (
        select(
            table,
            person.c.given_name,
            person.c.family_name,
            school.c.name.label("school_name"),
            school.c.contact_phone.label("school_phone"),
            company.c.name.label("company_name"),
            company.c.street,
            company.c.postcode,
            company.c.phone.label("company_phone"),
            company.c.tutor.label("company_tutor"),
            town.c.name.label("town"),
        )
        .join_from(table, person, person.c.pupil_id == table.c.pupil_id)
        .join(school, school.c.key == table.c.school_key)
        .join(company, company.c.id == table.c.company_id)
        .join(town, town.c.key == company.c.town_key)
    )
