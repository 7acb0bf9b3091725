"""Placements, agreements, practice days and what is written about them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlmodel import col

from placement import access
from placement.access import AboutPlacement
from placement.domain.agreements import Agreement, AgreementStatus, Signature
from placement.domain.offers import Seats
from placement.domain.phases import Phase
from placement.domain.placements import Placement, PlacementStatus
from placement.domain.practice_days import DayStatus, PracticeDay
from placement.domain.records import Assessment, DiaryEntry, Incident, Visit
from placement.domain.schools import School
from placement.queries.applications import with_applicant
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import table_of

A = TypeVar("A", Placement, Agreement, PracticeDay, DiaryEntry, Assessment, Visit, Incident)


def listed(
    scope: Scope, model: type[AboutPlacement], *, placement: UUID | None = None, status: str | None = None
) -> Select[Any]:
    """Rows of one kind that the scope reaches, each with what a company may know of the pupil."""
    table = table_of(model)
    found = with_applicant(table).where(access.of_placement(scope, model))
    if placement is not None:
        found = found.where((table.c.id if model is Placement else table.c.placement_id) == placement)
    return found if status is None else found.where(table.c.status == status)


def practice_days(
    scope: Scope,
    *,
    day: date | None = None,
    from_day: date | None = None,
    to_day: date | None = None,
    placement: UUID | None = None,
    status: DayStatus | None = None,
) -> Select[Any]:
    """Practice days that the scope reaches."""
    found = listed(scope, PracticeDay, placement=placement, status=status)
    if day is not None:
        found = found.where(col(PracticeDay.day) == day)
    if from_day is not None:
        found = found.where(col(PracticeDay.day) >= from_day)
    return found if to_day is None else found.where(col(PracticeDay.day) <= to_day)


async def shown(reading: Reading, scope: Scope, model: type[AboutPlacement], id: UUID) -> dict[str, Any]:
    """
    One row with what a company may know of the pupil.

    Raises:
        Missing: there is none, or it is out of reach.
    """
    (key,) = table_of(model).primary_key
    statement = with_applicant(table_of(model)).where(key == id, access.of_placement(scope, model))
    found = (await reading.execute(statement)).mappings().one_or_none()
    if found is None:
        raise Missing(f"{model.__tablename__} {id} does not exist")
    return dict(found)


async def one_for_update(tx: Tx, scope: Scope, model: type[A], id: UUID) -> A:
    """
    One row, locked until the transaction ends.

    Raises:
        Missing: there is none, or it is out of reach.
    """
    (key,) = table_of(model).primary_key
    statement = select(model).where(key == id, access.of_placement(scope, model)).with_for_update()
    found = await tx.entity(model, statement)
    if found is None:
        raise Missing(f"{model.__tablename__} {id} does not exist")
    return found


async def placement_of(reading: Reading, pupil_id: UUID, phase_id: UUID) -> Placement | None:
    """A pupil's placement of a phase that did not break off."""
    statement = select(Placement).where(
        col(Placement.pupil_id) == pupil_id,
        col(Placement.phase_id) == phase_id,
        col(Placement.status) != PlacementStatus.TERMINATED,
    )
    return await reading.entity(Placement, statement)


async def last_terminated(reading: Reading, pupil_id: UUID, phase_id: UUID) -> UUID | None:
    """The placement of a phase that broke off last."""
    statement = (
        select(col(Placement.id))
        .where(
            col(Placement.pupil_id) == pupil_id,
            col(Placement.phase_id) == phase_id,
            col(Placement.status) == PlacementStatus.TERMINATED,
        )
        .order_by(col(Placement.ended_on).desc(), col(Placement.confirmed_at).desc())
        .limit(1)
    )
    found: UUID | None = await reading.scalar(statement)
    return found


async def placements_of_phase(reading: Reading, phase_id: UUID) -> Sequence[Placement]:
    """All placements of a phase, broken off ones too."""
    statement = select(Placement).where(col(Placement.phase_id) == phase_id).order_by(col(Placement.id))
    return await reading.entities(Placement, statement)


async def running_of_phase_for_update(tx: Tx, phase_id: UUID) -> Sequence[Placement]:
    """Placements of a phase that nobody ended, locked."""
    statement = (
        select(Placement)
        .where(col(Placement.phase_id) == phase_id, col(Placement.status) == PlacementStatus.CONFIRMED)
        .order_by(col(Placement.id))
    )
    return await tx.entities(Placement, statement.with_for_update())


async def running_of_pupil_for_update(tx: Tx, pupil_id: UUID) -> Sequence[Placement]:
    """A pupil's placements that nobody ended, locked."""
    statement = (
        select(Placement)
        .where(col(Placement.pupil_id) == pupil_id, col(Placement.status) == PlacementStatus.CONFIRMED)
        .order_by(col(Placement.id))
    )
    return await tx.entities(Placement, statement.with_for_update())


async def taken_at_tutor(reading: Reading, offer_id: UUID, phase: Phase) -> int:
    """How many pupils the tutor of an offer has in the phases of this number and year, whatever their school."""
    same = select(col(Phase.id)).where(col(Phase.school_year) == phase.school_year, col(Phase.number) == phase.number)
    taken = select(func.coalesce(func.sum(col(Seats.taken)), 0)).where(
        col(Seats.offer_id) == offer_id, col(Seats.phase_id).in_(same)
    )
    return int(await reading.scalar(taken))


async def take_seat(tx: Tx, seats: Seats) -> bool:
    """Count one seat more as taken, unless none is free; one statement, whoever else asks at the same time."""
    which = _these(seats)
    taking = update(Seats).where(*which, col(Seats.taken) < col(Seats.seats))
    return (await tx.execute(taking.values(taken=col(Seats.taken) + 1))).rowcount == 1


async def free_seat(tx: Tx, offer_id: UUID, phase_id: UUID, weekday: int) -> None:
    """Count one seat less as taken."""
    which = _these(Seats(offer_id=offer_id, phase_id=phase_id, weekday=weekday, seats=0))
    await tx.execute(update(Seats).where(*which, col(Seats.taken) > 0).values(taken=col(Seats.taken) - 1))


def _these(seats: Seats) -> tuple[Any, ...]:
    return (
        col(Seats.offer_id) == seats.offer_id,
        col(Seats.phase_id) == seats.phase_id,
        col(Seats.weekday) == seats.weekday,
    )


async def versions_for_update(tx: Tx, placement_id: UUID) -> Sequence[Agreement]:
    """All versions of the agreement about a placement, the oldest first, locked."""
    statement = select(Agreement).where(col(Agreement.placement_id) == placement_id).order_by(col(Agreement.number))
    return await tx.entities(Agreement, statement.with_for_update())


async def active_version(reading: Reading, placement_id: UUID) -> Agreement | None:
    """The version in force."""
    statement = select(Agreement).where(
        col(Agreement.placement_id) == placement_id, col(Agreement.status) == AgreementStatus.ACTIVE
    )
    return await reading.entity(Agreement, statement)


async def signatures_of(reading: Reading, agreement_id: UUID) -> Sequence[Signature]:
    """The signatures under one version."""
    statement = select(Signature).where(col(Signature.agreement_id) == agreement_id)
    return await reading.entities(Signature, statement.order_by(col(Signature.role)))


async def days_for_update(tx: Tx, placement_id: UUID) -> Sequence[PracticeDay]:
    """All practice days of a placement in order, locked."""
    statement = select(PracticeDay).where(col(PracticeDay.placement_id) == placement_id).order_by(col(PracticeDay.day))
    return await tx.entities(PracticeDay, statement.with_for_update())


async def day_statuses(reading: Reading, phase_id: UUID) -> Sequence[DayStatus]:
    """What became of all practice days of a phase."""
    statement = select(col(PracticeDay.status)).join(Placement, col(Placement.id) == col(PracticeDay.placement_id))
    return [row.status for row in await reading.execute(statement.where(col(Placement.phase_id) == phase_id))]


async def placements_to_plan_again(
    reading: Reading, *, school_id: UUID | None = None, company_id: UUID | None = None
) -> Sequence[Placement]:
    """Running placements with an agreement in force, of a school or with a company."""
    active = select(col(Agreement.placement_id)).where(col(Agreement.status) == AgreementStatus.ACTIVE)
    found = select(Placement).where(col(Placement.status) == PlacementStatus.CONFIRMED, col(Placement.id).in_(active))
    if school_id is not None:
        found = found.where(
            col(Placement.school_key) == select(col(School.key)).where(col(School.id) == school_id).scalar_subquery()
        )
    if company_id is not None:
        found = found.where(col(Placement.company_id) == company_id)
    return await reading.entities(Placement, found.order_by(col(Placement.id)))


async def diary_entry(tx: Tx, practice_day_id: UUID) -> DiaryEntry | None:
    """What was written about a day, locked."""
    statement = select(DiaryEntry).where(col(DiaryEntry.practice_day_id) == practice_day_id)
    return await tx.entity(DiaryEntry, statement.with_for_update())
