"""Placements: taking a seat, and giving it back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from placement import queries
from placement.commands import agreements
from placement.domain.agreements import Agreement, Terms
from placement.domain.applications import ApplicationStatus
from placement.domain.base import local_day
from placement.domain.companies import CompanyStatus
from placement.domain.offers import OfferStatus
from placement.domain.phases import Phase
from placement.domain.placements import Origin, Placement, insist_on_something_new, take_seat
from placement.domain.practice_days import DayStatus
from placement.domain.records import Assessment
from placement.domain.refusals import AgreementNotActive, AlreadyPlaced, NotOffered, PlaceFull, TooEarly
from placement.domain.requirements import Requirement
from placement.queries import Loaded
from placement.queries import applications as found
from placement.queries import placements as placed
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import expect


async def place(tx: Tx, pupil_id: UUID, phase_id: UUID, offer_id: UUID, *, origin: Origin, at: datetime) -> Placement:
    """
    Take a seat for a pupil, with the draft of an agreement; the pupil's other wishes of the phase are withdrawn.

    Raises:
        PlaceFull: no seat is free, also when somebody takes the last one at the same time.
        AlreadyPlaced: the pupil has a place in the phase.
        Repeated: company or occupation are known from another phase.
        NotOffered: offer or company are withdrawn.
    """
    pupil = await queries.pupil(tx, Scope.ALL, pupil_id, lock=True)
    # The offer's row is what everybody waits for who wants one of its seats; what is read after it is up to date.
    loaded = await queries.offer_for_update(tx, Scope.ALL, offer_id)
    phase = (await queries.phases_by_id(tx, [phase_id]))[phase_id]
    if await placed.placement_of(tx, pupil_id, phase_id) is not None:
        raise AlreadyPlaced(f"The pupil has a place in phase {phase_id}.")
    insist_on_something_new(
        loaded.offer,
        await found.others_of(tx, pupil_id, phase_id),
        excepted=await found.is_excepted(tx, pupil_id, phase_id, offer_id),
    )
    await _take_seat(tx, loaded, phase)
    placement = Placement(
        pupil_id=pupil_id,
        school_key=pupil.school_key,
        phase_id=phase_id,
        offer_id=offer_id,
        company_id=loaded.company.id,
        kldb=loaded.offer.kldb,
        weekday=phase.weekday or 1,
        origin=origin,
        confirmed_at=at,
        replaces=await placed.last_terminated(tx, pupil_id, phase_id),
    )
    await tx.add(placement)
    await tx.add(_draft(placement, loaded, phase, at))
    await tx.add(
        Assessment(
            placement_id=placement.id,
            pupil_id=pupil_id,
            school_key=placement.school_key,
            company_id=placement.company_id,
        )
    )
    for wish in await found.wishes_for_update(tx, phase_id, pupil_id):
        if wish.is_open or wish.status is ApplicationStatus.DRAFT:
            wish.withdraw()
            await tx.save(wish)
    tx.record(placement.confirmed())
    return placement


async def acknowledge(
    tx: Tx, scope: Scope, id: UUID, requirements: Collection[Requirement], *, expected: int | None, at: datetime
) -> Placement:
    """The pupil knows what is needed on the first day."""
    placement = await _load(tx, scope, id, expected)
    placement.acknowledge(requirements, at=at)
    await tx.save(placement)
    return placement


async def terminate(tx: Tx, scope: Scope, id: UUID, *, reason: str, expected: int | None, at: datetime) -> Placement:
    """End it before its time: agreement and days to come end with it, the seat is free again."""
    placement = await _load(tx, scope, id, expected)
    today = local_day(at)
    event = placement.terminate(reason, on=today)
    for version in await placed.versions_for_update(tx, id):
        if "terminate" in Agreement.TRANSITIONS[version.status]:
            version.terminate(reason, on=today)
            await tx.save(version)
    for day in await placed.days_for_update(tx, id):
        if day.status is DayStatus.PLANNED and day.day >= today:
            day.cancel(at=at)
            await tx.save(day)
    await placed.free_seat(tx, placement.offer_id, placement.phase_id, placement.weekday)
    tx.record(event)
    await tx.save(placement)
    return placement


async def give_back(tx: Tx, pupil_id: UUID, *, at: datetime) -> None:
    """The seats of a pupil whose records are about to be deleted are free again."""
    for placement in await placed.running_of_pupil_for_update(tx, pupil_id):
        tx.record(placement.terminate("", on=local_day(at)))
        await placed.free_seat(tx, placement.offer_id, placement.phase_id, placement.weekday)


async def complete(
    tx: Tx, scope: Scope, id: UUID, *, training_offered: bool | None, expected: int | None, at: datetime
) -> Placement:
    """
    It lasted to the last agreed day.

    Raises:
        AgreementNotActive: nothing was in force.
        TooEarly: the last day has not come.
    """
    placement = await _load(tx, scope, id, expected)
    today = local_day(at)
    event = placement.complete(training_offered=training_offered, on=today)
    agreement = await placed.active_version(tx, id)
    if agreement is None:
        raise AgreementNotActive(f"Placement {id} has no agreement in force.")
    if today < agreement.terms.last_day:
        raise TooEarly(f"Placement {id} lasts until {agreement.terms.last_day}.")
    agreement.finish(on=agreement.terms.last_day)
    await tx.save(agreement)
    await tx.save(placement)
    tx.record(event)
    return placement


async def _load(tx: Tx, scope: Scope, id: UUID, expected: int | None) -> Placement:
    placement = await placed.one_for_update(tx, scope, Placement, id)
    expect(placement, expected)
    return placement


async def _take_seat(tx: Tx, loaded: Loaded, phase: Phase) -> None:
    offered = loaded.offer.status in {OfferStatus.PUBLISHED, OfferStatus.PAUSED}
    seats = next((one for one in loaded.seats if (one.phase_id, one.weekday) == (phase.id, phase.weekday)), None)
    if seats is None or not offered or loaded.company.status is not CompanyStatus.APPROVED:
        raise NotOffered(f"Offer {loaded.offer.id} has no seats in phase {phase.id}.")
    limit = loaded.offer.tutor_limit
    beside = 0 if limit is None else await placed.taken_at_tutor(tx, loaded.offer.id, phase)
    take_seat(seats, tutor_limit=limit, beside_tutor=beside)
    if not await placed.take_seat(tx, seats):
        raise PlaceFull("All seats of this phase are taken.")


def _draft(placement: Placement, loaded: Loaded, phase: Phase, at: datetime) -> Agreement:
    terms = Terms(
        tutor=loaded.company.tutor or "",
        tasks=loaded.offer.tasks,
        hours=loaded.offer.hours,
        first_day=min(max(phase.starts_on, local_day(at)), phase.ends_on),
        last_day=phase.ends_on,
    )
    return agreements.first_version(placement, terms, loaded.offer.rule_set)
