"""Applications: by pupil and school, and by the company once they are released."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlmodel import col

from placement import access
from placement.domain.applications import OPEN, Application, ApplicationStatus, RepeatException
from placement.domain.companies import Company
from placement.domain.placements import Other, Placement, PlacementStatus
from placement.domain.pupils import PupilPerson
from placement.domain.schools import School
from regio_chassis.access import Scope, scoped
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import table_of

ANSWERED = (
    ApplicationStatus.OFFERED,
    ApplicationStatus.DECLINED,
    ApplicationStatus.LAPSED,
    ApplicationStatus.CONFIRMED,
)


def applications(
    scope: Scope,
    *,
    phase: UUID | None = None,
    pupil: UUID | None = None,
    offer: UUID | None = None,
    status: ApplicationStatus | None = None,
) -> Select[Any]:
    """Applications that the scope reaches, each with what a company may know of the applicant."""
    found = with_applicant(table_of(Application)).where(access.applications(scope))
    if phase is not None:
        found = found.where(col(Application.phase_id) == phase)
    if pupil is not None:
        found = found.where(col(Application.pupil_id) == pupil)
    if offer is not None:
        found = found.where(col(Application.offer_id) == offer)
    return found if status is None else found.where(col(Application.status) == status)


def with_applicant(table: Any) -> Select[Any]:
    """Rows about a pupil with first name and initial, school, its telephone number, and the company's name."""
    person, school, company = table_of(PupilPerson), table_of(School), table_of(Company)
    return (
        select(
            table,
            person.c.given_name,
            func.substr(person.c.family_name, 1, 1).label("initial"),
            school.c.name.label("school_name"),
            school.c.contact_phone.label("school_phone"),
            company.c.name.label("company_name"),
        )
        .join_from(table, person, person.c.pupil_id == table.c.pupil_id)
        .join(school, school.c.key == table.c.school_key)
        .join(company, company.c.id == table.c.company_id)
    )


async def application(reading: Reading, scope: Scope, id: UUID) -> dict[str, Any]:
    """
    One application with what a company may know of the applicant.

    Raises:
        Missing: there is none, or it is out of reach.
    """
    statement = with_applicant(table_of(Application)).where(col(Application.id) == id, access.applications(scope))
    found = (await reading.execute(statement)).mappings().one_or_none()
    if found is None:
        raise Missing(f"application {id} does not exist")
    return dict(found)


async def application_for_update(tx: Tx, scope: Scope, id: UUID) -> Application:
    """One application, locked until the transaction ends."""
    statement = select(Application).where(col(Application.id) == id, access.applications(scope)).with_for_update()
    found = await tx.entity(Application, statement)
    if found is None:
        raise Missing(f"application {id} does not exist")
    return found


async def wishes_for_update(tx: Tx, phase_id: UUID, *pupils: UUID) -> Sequence[Application]:
    """All applications of a phase that some pupils have, most wanted first, locked."""
    statement = (
        select(Application)
        .where(col(Application.pupil_id).in_(pupils), col(Application.phase_id) == phase_id)
        .order_by(col(Application.rank), col(Application.id))
    )
    return await tx.entities(Application, statement.with_for_update())


async def wishes_of_phase(reading: Reading, phase_id: UUID) -> Sequence[Application]:
    """All applications of a phase by pupil, most wanted first."""
    statement = select(Application).where(col(Application.phase_id) == phase_id)
    ordered = statement.order_by(col(Application.pupil_id), col(Application.rank), col(Application.id))
    return await reading.entities(Application, ordered)


async def due(reading: Reading, at: datetime, *, limit: int) -> Sequence[UUID]:
    """Applications whose time is over, the oldest first."""
    statement = (
        select(col(Application.id))
        .where(col(Application.due_at) <= at, col(Application.status).in_(OPEN))
        .order_by(col(Application.due_at))
        .limit(limit)
    )
    return [row.id for row in await reading.execute(statement)]


async def others_of(reading: Reading, pupil_id: UUID, phase_id: UUID) -> Sequence[Other]:
    """Placements of a pupil in other phases that did not break off."""
    statement = select(col(Placement.phase_id), col(Placement.company_id), col(Placement.kldb)).where(
        col(Placement.pupil_id) == pupil_id,
        col(Placement.phase_id) != phase_id,
        col(Placement.status) != PlacementStatus.TERMINATED,
    )
    return [Other(row.phase_id, row.company_id, row.kldb) for row in await reading.execute(statement)]


async def is_excepted(reading: Reading, pupil_id: UUID, phase_id: UUID, offer_id: UUID) -> bool:
    """Whether the school lets the pupil come to a known company or occupation again."""
    which = (
        col(RepeatException.pupil_id) == pupil_id,
        col(RepeatException.phase_id) == phase_id,
        col(RepeatException.offer_id) == offer_id,
    )
    return bool(await reading.scalar(select(func.count()).select_from(RepeatException).where(*which)))


def exceptions(scope: Scope, *, phase: UUID | None = None) -> Select[RepeatException]:
    """Exceptions of the own school."""
    found = select(RepeatException).where(scoped(scope, school=col(RepeatException.school_key)))
    return found if phase is None else found.where(col(RepeatException.phase_id) == phase)


async def exceptions_of(reading: Reading, phase_id: UUID) -> Sequence[RepeatException]:
    """All exceptions of a phase."""
    return await reading.entities(
        RepeatException, select(RepeatException).where(col(RepeatException.phase_id) == phase_id)
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """How a company answered the applications that the schools released to it."""

    company_id: UUID
    name: str
    town_key: str
    asked: int
    answered: int
    waiting: int


async def answers(reading: Reading, scope: Scope) -> Sequence[Answers]:
    """By company, those that were asked, by name; an application it may still answer is waiting."""
    status = col(Application.status)
    done, silent = status.in_(ANSWERED), status == ApplicationStatus.EXPIRED
    waiting = status.in_((ApplicationStatus.SUBMITTED, ApplicationStatus.SEEN))
    counts = [func.sum(case((which, 1), else_=0)) for which in (done, silent, waiting)]
    statement = (
        select(
            col(Company.id),
            col(Company.name),
            col(Company.town_key),
            *(count.label(name) for count, name in zip(counts, ("answered", "silent", "waiting"), strict=True)),
        )
        .join(Application, col(Application.company_id) == col(Company.id))
        .where(col(Application.released_at).is_not(None), scoped(scope))
        .group_by(col(Company.id), col(Company.name), col(Company.town_key))
        .order_by(col(Company.name), col(Company.id))
    )
    return [
        Answers(row.id, row.name, row.town_key, row.answered + row.silent, row.answered, row.waiting)
        for row in await reading.execute(statement)
    ]
