"""Offers of places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from placement import queries
from placement.domain.companies import CompanyStatus
from placement.domain.errors import CompanyNotApproved
from placement.domain.offers import PlaceOffer, Seats, insist_on_seats
from placement.domain.requirements import Requirement
from placement.domain.working_hours import DayHours
from placement.queries import Loaded
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import expect


@dataclass(frozen=True, slots=True)
class SeatsWanted:
    """Seats in a phase on a weekday, as somebody asks for them."""

    phase_id: UUID
    weekday: int
    seats: int


async def create(
    tx: Tx,
    scope: Scope,
    company_id: UUID,
    *,
    kldb: str,
    tasks: str,
    hours: DayHours,
    requirements: Sequence[Requirement],
    seats: Sequence[SeatsWanted],
    on: date,
    tutor_limit: int | None = None,
    source: str | None = None,
) -> Loaded:
    """
    A draft of an offer; ``source`` says where it is known from, if not from the company.

    Raises:
        CompanyNotApproved: its company left.
        OccupationUnknown, HoursNotAllowed, SeatsNotAllowed: a rule does not allow it.
    """
    company = await queries.company(tx, scope, company_id)
    if company.status is CompanyStatus.LEFT:
        raise CompanyNotApproved(f"Company {company.id} left.")
    offer = PlaceOffer.draft(company, kldb=kldb, tasks=tasks, hours=hours, requirements=requirements, on=on)
    offer.source, offer.tutor_limit = source, tutor_limit
    await tx.add(offer)
    return Loaded(offer, company, await _seat(tx, offer, seats, on=on))


async def change(
    tx: Tx,
    scope: Scope,
    id: UUID,
    *,
    kldb: str | None,
    tasks: str | None,
    hours: DayHours | None,
    requirements: Sequence[Requirement] | None,
    seats: Sequence[SeatsWanted] | None,
    expected: int | None,
    on: date,
    tutor_limit: int | None = None,
    limits_tutor: bool = False,
) -> Loaded:
    """
    Change a draft; None leaves a value as it is, ``tutor_limit`` is taken over if ``limits_tutor``.

    Raises:
        OfferNotEditable: it is no draft.
        OccupationUnknown, HoursNotAllowed, SeatsNotAllowed: a rule does not allow it.
    """
    loaded = await _load(tx, scope, id, expected)
    loaded.offer.change(kldb=kldb, tasks=tasks, hours=hours, requirements=requirements, on=on)
    if limits_tutor:
        loaded.offer.tutor_limit = tutor_limit
    await tx.save(loaded.offer)
    if seats is None:
        return loaded
    await tx.execute(delete(Seats).where(col(Seats.offer_id) == id))
    return Loaded(loaded.offer, loaded.company, await _seat(tx, loaded.offer, seats, on=on))


async def submit(tx: Tx, scope: Scope, id: UUID, *, expected: int | None, on: date) -> Loaded:
    loaded = await _load(tx, scope, id, expected)
    loaded.offer.submit(loaded.seats, on=on)
    await tx.save(loaded.offer)
    return loaded


async def approve(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> Loaded:
    loaded = await _load(tx, scope, id, expected)
    tx.record(loaded.offer.approve(loaded.company, loaded.seats))
    await tx.save(loaded.offer)
    return loaded


async def return_(tx: Tx, scope: Scope, id: UUID, *, reason: str, expected: int | None) -> Loaded:
    loaded = await _load(tx, scope, id, expected)
    loaded.offer.return_(reason)
    await tx.save(loaded.offer)
    return loaded


async def pause(tx: Tx, scope: Scope, id: UUID, *, until: date | None, expected: int | None) -> Loaded:
    loaded = await _load(tx, scope, id, expected)
    tx.record(loaded.offer.pause(loaded.company, loaded.seats, until=until))
    await tx.save(loaded.offer)
    return loaded


async def resume(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> Loaded:
    loaded = await _load(tx, scope, id, expected)
    tx.record(loaded.offer.resume(loaded.company, loaded.seats))
    await tx.save(loaded.offer)
    return loaded


async def withdraw(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> Loaded:
    loaded = await _load(tx, scope, id, expected)
    tx.record(loaded.offer.withdraw(loaded.company, loaded.seats))
    await tx.save(loaded.offer)
    return loaded


async def _load(tx: Tx, scope: Scope, id: UUID, expected: int | None) -> Loaded:
    loaded = await queries.offer_for_update(tx, scope, id)
    expect(loaded.offer, expected)
    return loaded


async def _seat(tx: Tx, offer: PlaceOffer, wanted: Sequence[SeatsWanted], *, on: date) -> Sequence[Seats]:
    seats = [Seats(offer_id=offer.id, phase_id=one.phase_id, weekday=one.weekday, seats=one.seats) for one in wanted]
    insist_on_seats(seats, await queries.phases_by_id(tx, [one.phase_id for one in seats]), on=on)
    if seats:
        await tx.add(*seats)
    return seats
