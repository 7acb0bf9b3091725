"""What happens because a day has come: pauses end, phases end."""

from datetime import datetime, timedelta
from uuid import UUID

from placement import queries
from placement.commands import placements
from placement.domain.base import local_day
from placement.domain.figures import completed
from placement.domain.offers import OfferStatus
from placement.domain.phases import Phase
from placement.domain.placements import Placement, PlacementStatus
from placement.queries import ending
from placement.queries import placements as placed
from regio_chassis.access import Scope
from regio_chassis.database import Tx

GRACE = timedelta(days=14)
"""After the last day of a phase, in which companies may still say whether they would take a pupil for training."""
BATCH = 20
NO_AGREEMENT = "Die Phase endete ohne gültige Vereinbarung."


async def resume_paused_offers(tx: Tx, at: datetime) -> None:
    """Offers whose pause ended yesterday or before take applications again."""
    for id in await ending.paused_until(tx, local_day(at), limit=BATCH):
        loaded = await queries.offer_for_update(tx, Scope.ALL, id)
        if loaded.offer.status is OfferStatus.PAUSED:
            tx.record(loaded.offer.resume(loaded.company, loaded.seats))
            await tx.save(loaded.offer)


async def complete_phases(tx: Tx, at: datetime) -> None:
    """
    Phases that are over: what nobody ended is completed, and the result is stated, once.

    A phase in which nobody had a place has no result.
    """
    for id in await ending.phases_over(tx, local_day(at) - GRACE, limit=BATCH):
        phase = await queries.phase_for_update(tx, Scope.ALL, id)
        if phase.completed_at is not None:
            continue
        for placement in await placed.running_of_phase_for_update(tx, id):
            await _end(tx, placement, at)
        await _state(tx, phase)
        phase.completed_at = at
        await tx.save(phase)


async def _end(tx: Tx, placement: Placement, at: datetime) -> None:
    if await placed.active_version(tx, placement.id) is None:
        await placements.terminate(tx, Scope.ALL, placement.id, reason=NO_AGREEMENT, expected=None, at=at)
    else:
        await placements.complete(tx, Scope.ALL, placement.id, training_offered=None, expected=None, at=at)


async def _state(tx: Tx, phase: Phase) -> None:
    all_ = await placed.placements_of_phase(tx, phase.id)
    if not all_:
        return
    lasted = [one for one in all_ if one.status is PlacementStatus.COMPLETED]
    companies: set[UUID] = {one.company_id for one in lasted}
    school = await queries.school(tx, Scope.ALL, phase.school_id)
    tx.record(
        completed(
            phase,
            school.town_key,
            companies=len(companies),
            placements=len(lasted),
            training=sum(one.training_offered is True for one in lasted),
            days=await placed.day_statuses(tx, phase.id),
        )
    )
