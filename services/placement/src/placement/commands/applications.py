"""Applications: pupils wish, schools release, companies answer, pupils confirm; time ends what nobody answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from placement import queries
from placement.commands import placements
from placement.domain.applications import Application, ApplicationStatus
from placement.domain.base import local_day
from placement.domain.companies import CompanyStatus
from placement.domain.offers import OfferStatus
from placement.domain.placements import Origin, Placement, insist_on_something_new
from placement.domain.refusals import AlreadyPlaced, NotOffered, RankTaken, Repeated
from placement.queries import applications as found
from placement.queries import placements as placed
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import expect

BATCH = 200
"""Applications that one round of the chore ends; the rest is for the next."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place that a pupil wants; 1 is the most wanted."""

    pupil_id: UUID
    offer_id: UUID
    rank: int


async def wish(tx: Tx, scope: Scope, phase_id: UUID, *wanted: Wanted) -> Sequence[Application]:
    """
    Drafts of applications for one phase, in the order they were given; all of them or none.

    Raises:
        Missing: a pupil or the phase is out of reach.
        NotOffered: an offer has no seats in the phase.
        RankTaken: the pupil has a wish of this rank, or for this offer.
    """
    pupils = await queries.pupils_for_update(tx, scope, {one.pupil_id for one in wanted})
    phase = (await queries.phases_by_id(tx, [phase_id])).get(phase_id)
    school = None if phase is None else await queries.school(tx, Scope.PUBLIC, phase.school_id)
    if school is None or any(pupil.school_key != school.key for pupil in pupils.values()):
        raise Missing(f"phase {phase_id} does not exist")
    offers = await queries.offers_by_id(tx, Scope.PUBLIC, {one.offer_id for one in wanted})
    wishes: dict[UUID, list[Application]] = {pupil: [] for pupil in pupils}
    for other in await found.wishes_for_update(tx, phase_id, *pupils):
        wishes[other.pupil_id].append(other)
    made = []
    for one in wanted:
        loaded = offers[one.offer_id]
        if all(seats.phase_id != phase_id for seats in loaded.seats):
            raise NotOffered(f"Offer {one.offer_id} has no seats in phase {phase_id}.")
        for other in wishes[one.pupil_id]:
            waiting = other.status is ApplicationStatus.DRAFT or other.is_open
            if other.offer_id == one.offer_id or (other.rank == one.rank and waiting):
                raise RankTaken(f"Application {other.id} has this rank or offer.")
        application = Application(
            pupil_id=one.pupil_id,
            school_key=school.key,
            phase_id=phase_id,
            offer_id=one.offer_id,
            company_id=loaded.company.id,
            rank=one.rank,
        )
        wishes[one.pupil_id].append(application)
        made.append(application)
    await tx.add(*made)
    return made


async def rerank(tx: Tx, scope: Scope, id: UUID, rank: int, *, expected: int | None) -> Application:
    """
    Want a draft more or less than before.

    Raises:
        RankTaken: another wish has this rank.
    """
    application = await _load(tx, scope, id, expected)
    application.insist_on_draft()
    for other in await found.wishes_for_update(tx, application.phase_id, application.pupil_id):
        waiting = other.status is ApplicationStatus.DRAFT or other.is_open
        if other.id != id and other.rank == rank and waiting:
            raise RankTaken(f"Application {other.id} has this rank.")
    application.rank = rank
    await tx.save(application)
    return application


async def submit(tx: Tx, scope: Scope, id: UUID, *, expected: int | None, at: datetime) -> Application:
    """
    Send it.

    Raises:
        NotOffered, AlreadyPlaced, Repeated: it cannot become a placement.
    """
    application = await _load(tx, scope, id, expected)
    application.submit(at=at)
    await _insist_on_possible(tx, application, at)
    await tx.save(application)
    return application


async def release(tx: Tx, scope: Scope, id: UUID, *, expected: int | None, at: datetime) -> Application:
    application = await _load(tx, scope, id, expected)
    application.release(at=at)
    await tx.save(application)
    return application


async def open_(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> Application:
    application = await _load(tx, scope, id, expected)
    application.open()
    await tx.save(application)
    return application


async def accept(tx: Tx, scope: Scope, id: UUID, *, expected: int | None, at: datetime) -> Application:
    application = await _load(tx, scope, id, expected)
    application.accept(at=at)
    await tx.save(application)
    return application


async def decline(tx: Tx, scope: Scope, id: UUID, *, reason: str, expected: int | None, at: datetime) -> Application:
    """The company does not want to; the pupil's next wish moves up."""
    application = await _load(tx, scope, id, expected)
    application.decline(reason, at=at)
    await tx.save(application)
    await _next_wish(tx, application, at)
    return application


async def withdraw(tx: Tx, scope: Scope, id: UUID, *, expected: int | None, at: datetime) -> Application:
    """Want it no longer; if it was on its way, the next wish moves up."""
    application = await _load(tx, scope, id, expected)
    was_open = application.is_open
    application.withdraw()
    await tx.save(application)
    if was_open:
        await _next_wish(tx, application, at)
    return application


async def confirm(
    tx: Tx, scope: Scope, id: UUID, *, expected: int | None, at: datetime
) -> tuple[Application, Placement]:
    """
    The pupil takes the place; the other wishes of the phase are withdrawn.

    Raises:
        PlaceFull: somebody was faster.
        AlreadyPlaced, Repeated, NotOffered: it cannot become a placement.
    """
    application = await _load(tx, scope, id, expected)
    application.confirm(at=at)
    await tx.save(application)
    placement = await placements.place(
        tx, application.pupil_id, application.phase_id, application.offer_id, origin=Origin.CONFIRMED, at=at
    )
    return application, placement


async def end_what_is_due(tx: Tx, at: datetime) -> None:
    """What a company did not answer in 14 days expires, what a pupil did not confirm in 7 lapses; the next moves up."""
    for id in await found.due(tx, at, limit=BATCH):
        application = await found.application_for_update(tx, Scope.ALL, id)
        # Somebody else may have ended it while we waited for the row.
        if application.due_at is None or application.due_at > at:
            continue
        if application.status is ApplicationStatus.OFFERED:
            application.lapse(at=at)
        else:
            application.expire(at=at)
        await tx.save(application)
        await _next_wish(tx, application, at)


async def _load(tx: Tx, scope: Scope, id: UUID, expected: int | None) -> Application:
    application = await found.application_for_update(tx, scope, id)
    expect(application, expected)
    return application


async def _next_wish(tx: Tx, ended: Application, at: datetime) -> None:
    """Send the most wanted draft that is possible, unless another wish of the phase is on its way."""
    wishes = await found.wishes_for_update(tx, ended.phase_id, ended.pupil_id)
    if any(wish.is_open for wish in wishes):
        return
    for wish in wishes:
        if wish.status is not ApplicationStatus.DRAFT:
            continue
        try:
            await _insist_on_possible(tx, wish, at, with_free_seat=True)
        except (NotOffered, Repeated):
            continue
        except AlreadyPlaced:
            return
        wish.submit(at=at)
        if ended.released_at is not None and wish.released_at is None:
            # The school let the pupil apply in this phase; it need not say so for each wish.
            wish.release(at=at)
        await tx.save(wish)
        return


async def _insist_on_possible(tx: Tx, wish: Application, at: datetime, *, with_free_seat: bool = False) -> None:
    loaded = await queries.offer(tx, Scope.ALL, wish.offer_id)
    phase = (await queries.phases_by_id(tx, [wish.phase_id]))[wish.phase_id]
    seats = [one for one in loaded.seats if one.phase_id == wish.phase_id and one.weekday == phase.weekday]
    public = loaded.offer.status is OfferStatus.PUBLISHED and loaded.company.status is CompanyStatus.APPROVED
    if not seats or not public or phase.ends_on < local_day(at):
        raise NotOffered(f"Offer {wish.offer_id} takes no applications for phase {wish.phase_id}.")
    if with_free_seat and all(one.taken >= one.seats for one in seats):
        raise NotOffered(f"Offer {wish.offer_id} has no free seat in phase {wish.phase_id}.")
    if await placed.placement_of(tx, wish.pupil_id, wish.phase_id) is not None:
        raise AlreadyPlaced(f"The pupil of application {wish.id} has a place in this phase.")
    insist_on_something_new(
        loaded.offer,
        await found.others_of(tx, wish.pupil_id, wish.phase_id),
        excepted=await found.is_excepted(tx, wish.pupil_id, wish.phase_id, wish.offer_id),
    )
