"""Practice days and what is written about them and the placement: attendance, diary, assessment, visits, incidents."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from placement import queries
from placement.domain.base import local_day
from placement.domain.placements import Placement
from placement.domain.practice_days import DayStatus, PracticeDay, Recorder
from placement.domain.records import Assessment, Criterion, DiaryEntry, Incident, IncidentKind, Visit
from placement.domain.refusals import AgreementNotActive, DayNotAllowed, TooEarly
from placement.queries import placements as placed
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import expect


async def record(
    tx: Tx, scope: Scope, id: UUID, status: DayStatus, *, expected: int | None, at: datetime
) -> PracticeDay:
    """
    Say what became of a day; the caller is the company unless the scope reaches the school.

    Raises:
        TooEarly, TooLate: it is not the time for it.
        AgreementNotActive: no agreement was in force on the day.
        RequirementsNotAcknowledged: the pupil may not be there before knowing what is needed.
    """
    day = await placed.one_for_update(tx, scope, PracticeDay, id)
    expect(day, expected)
    by = Recorder.SCHOOL if day.school_key in scope.of("school") or scope.everything else Recorder.COMPANY
    day.record(status, by, at=at)
    if status is DayStatus.PRESENT:
        await _insist_on_start(tx, day)
    await tx.save(day)
    return day


async def correct(
    tx: Tx, scope: Scope, id: UUID, status: DayStatus, *, expected: int | None, at: datetime
) -> PracticeDay:
    """A teacher knows better; what stood there is kept."""
    day = await placed.one_for_update(tx, scope, PracticeDay, id)
    expect(day, expected)
    day.correct(status, at=at)
    if status is DayStatus.PRESENT:
        await _insist_on_start(tx, day)
    await tx.save(day)
    return day


async def write_diary(tx: Tx, scope: Scope, day_id: UUID, text: str, *, at: datetime) -> DiaryEntry:
    """
    Write about a day, or write it anew as long as the tutor has not initialled it.

    Raises:
        TooEarly: the day has not come.
    """
    day = await placed.one_for_update(tx, scope, PracticeDay, day_id)
    if local_day(at) < day.day:
        raise TooEarly(f"Practice day {day_id} is still to come.")
    entry = await placed.diary_entry(tx, day_id)
    if entry is None:
        entry = DiaryEntry(
            practice_day_id=day_id,
            pupil_id=day.pupil_id,
            school_key=day.school_key,
            company_id=day.company_id,
            text=text,
            written_at=at,
        )
        await tx.add(entry)
        return entry
    entry.write(text, at=at)
    await tx.save(entry)
    return entry


async def initial_diary(tx: Tx, scope: Scope, day_id: UUID, initials: str) -> DiaryEntry:
    entry = await placed.one_for_update(tx, scope, DiaryEntry, day_id)
    entry.initial(initials)
    await tx.save(entry)
    return entry


async def grade_diary(tx: Tx, scope: Scope, day_id: UUID, grade: int) -> DiaryEntry:
    entry = await placed.one_for_update(tx, scope, DiaryEntry, day_id)
    entry.give_grade(grade)
    await tx.save(entry)
    return entry


async def submit_assessment(
    tx: Tx, scope: Scope, placement_id: UUID, marks: Mapping[Criterion, int], remark: str | None
) -> Assessment:
    assessment = await placed.one_for_update(tx, scope, Assessment, placement_id)
    assessment.submit(marks, remark)
    await tx.save(assessment)
    return assessment


async def discuss_assessment(tx: Tx, scope: Scope, placement_id: UUID, comment: str | None) -> Assessment:
    assessment = await placed.one_for_update(tx, scope, Assessment, placement_id)
    assessment.discuss(comment)
    await tx.save(assessment)
    return assessment


async def grade_assessment(tx: Tx, scope: Scope, placement_id: UUID, grade: int) -> Assessment:
    assessment = await placed.one_for_update(tx, scope, Assessment, placement_id)
    assessment.give_grade(grade)
    await tx.save(assessment)
    return assessment


async def plan_visit(tx: Tx, scope: Scope, placement_id: UUID, day: date) -> Visit:
    """
    A teacher will come on a practice day.

    Raises:
        DayNotAllowed: the pupil is not there on that day.
    """
    placement = await placed.one_for_update(tx, scope, Placement, placement_id)
    if all(
        one.day != day or one.status is DayStatus.CANCELLED for one in await placed.days_for_update(tx, placement_id)
    ):
        raise DayNotAllowed("The pupil is not at the company on this day.", pointer="/day")
    visit = Visit(
        placement_id=placement_id,
        pupil_id=placement.pupil_id,
        school_key=placement.school_key,
        company_id=placement.company_id,
        day=day,
    )
    await tx.add(visit)
    return visit


async def finish_visit(tx: Tx, scope: Scope, id: UUID, note: str | None, *, at: datetime) -> Visit:
    visit = await placed.one_for_update(tx, scope, Visit, id)
    visit.finish(note, today=local_day(at))
    await tx.save(visit)
    return visit


async def cancel_visit(tx: Tx, scope: Scope, id: UUID) -> Visit:
    visit = await placed.one_for_update(tx, scope, Visit, id)
    visit.cancel()
    await tx.save(visit)
    return visit


async def report_incident(
    tx: Tx, scope: Scope, placement_id: UUID, kind: IncidentKind, day: date, description: str, *, at: datetime
) -> Incident:
    """
    Tell the school what happened.

    Raises:
        TooEarly: the day has not come.
    """
    placement = await placed.one_for_update(tx, scope, Placement, placement_id)
    if day > local_day(at):
        raise TooEarly("What happened did so today or before.")
    incident = Incident(
        placement_id=placement_id,
        pupil_id=placement.pupil_id,
        school_key=placement.school_key,
        company_id=placement.company_id,
        day=day,
        kind=kind,
        description=description,
    )
    await tx.add(incident)
    return incident


async def resolve_incident(tx: Tx, scope: Scope, id: UUID, resolution: str) -> Incident:
    incident = await placed.one_for_update(tx, scope, Incident, id)
    incident.resolve(resolution)
    await tx.save(incident)
    return incident


async def reopen_incident(tx: Tx, scope: Scope, id: UUID) -> Incident:
    incident = await placed.one_for_update(tx, scope, Incident, id)
    incident.reopen()
    await tx.save(incident)
    return incident


async def _insist_on_start(tx: Tx, day: PracticeDay) -> None:
    versions = await placed.versions_for_update(tx, day.placement_id)
    if not any(version.holds_on(day.day) for version in versions):
        raise AgreementNotActive(f"No agreement is in force for practice day {day.id}.")
    placement = await placed.one_for_update(tx, Scope.ALL, Placement, day.placement_id)
    offer = await queries.offer(tx, Scope.ALL, placement.offer_id)
    placement.insist_on_knowledge({*offer.offer.requirements, *offer.company.requirements})
