"""Agreements: completed, signed by role, put into force, changed as a new version; practice days follow what holds."""

from datetime import date, datetime
from uuid import UUID

from placement import queries
from placement.domain.agreements import Agreement, Method, Signature, Signer, Terms, newest
from placement.domain.base import local_day
from placement.domain.placements import Placement
from placement.domain.practice_days import DayStatus, PracticeDay
from placement.queries import placements as placed
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.errors import TransitionRefused
from regio_chassis.rows import expect


def first_version(placement: Placement, terms: Terms, rule_set: str) -> Agreement:
    """The draft that the company completes."""
    return Agreement(
        placement_id=placement.id,
        pupil_id=placement.pupil_id,
        school_key=placement.school_key,
        company_id=placement.company_id,
        number=1,
        terms=terms,
        rule_set=rule_set,
    )


async def complete(tx: Tx, scope: Scope, id: UUID, terms: Terms, *, expected: int | None, at: datetime) -> Agreement:
    """
    The company says what is agreed.

    Raises:
        TermsNotAllowed, HoursNotAllowed: a rule does not allow it.
    """
    agreement, placement = await _load(tx, scope, id, expected)
    phase = (await queries.phases_by_id(tx, [placement.phase_id]))[placement.phase_id]
    agreement.complete(terms, phase, on=local_day(at))
    await tx.save(agreement)
    return agreement


async def amend(tx: Tx, scope: Scope, id: UUID, terms: Terms, *, expected: int | None, at: datetime) -> Agreement:
    """
    Make a new version of the newest one.

    Raises:
        TransitionRefused: there is a newer one, or it has ended.
        NothingChanged, TermsNotAllowed, HoursNotAllowed: a rule does not allow it.
    """
    agreement, placement = await _load(tx, scope, id, expected)
    phase = (await queries.phases_by_id(tx, [placement.phase_id]))[placement.phase_id]
    last = newest(await placed.versions_for_update(tx, placement.id))
    if last.id != agreement.id:
        raise TransitionRefused("Agreement", id, agreement.status, "amend")
    before = agreement.status
    made = agreement.amended(terms, phase, number=last.number + 1, on=local_day(at))
    if agreement.status is not before:
        await tx.save(agreement)
    await tx.add(made)
    return made


async def sign(tx: Tx, scope: Scope, id: UUID, role: Signer, *, expected: int | None, at: datetime) -> Agreement:
    """
    Sign here; ``scope`` is what the caller reaches as the role that signs.

    Raises:
        AlreadySigned, SignatureNotNeeded: the role has signed, or need not.
    """
    return await _sign(tx, scope, id, role, Method.ELECTRONIC, local_day(at), expected=expected, at=at)


async def record_paper(
    tx: Tx, scope: Scope, id: UUID, role: Signer, signed_on: date, *, expected: int | None, at: datetime
) -> Agreement:
    """
    The school has the signature on paper.

    Raises:
        AlreadySigned, SignatureNotNeeded: the role has signed, or need not.
        TooEarly: the paper bears a day that is still to come.
    """
    return await _sign(tx, scope, id, role, Method.PAPER, signed_on, expected=expected, at=at)


async def countersign(tx: Tx, scope: Scope, id: UUID, *, expected: int | None, at: datetime) -> Agreement:
    """Put it into force; the version before ends, and the practice days are those of this one."""
    agreement, placement = await _load(tx, scope, id, expected)
    today = local_day(at)
    agreement.countersign(on=today)
    before = await placed.active_version(tx, placement.id)
    if before is not None:
        before.supersede(on=today)
        await tx.save(before)
    await tx.save(agreement)
    await plan_days(tx, placement, agreement, at=at)
    return agreement


async def plan_days(tx: Tx, placement: Placement, agreement: Agreement, *, at: datetime) -> None:
    """
    Make the practice days those that phase, holidays, closed days and agreement allow; what was recorded stays.

    Raises:
        CalendarNotCovered: the school holidays of that time are not known.
    """
    company = await queries.company(tx, Scope.ALL, placement.company_id)
    town = await queries.known_town(tx, company.town_key, pointer="/town_key")
    phase = (await queries.phases_by_id(tx, [placement.phase_id]))[placement.phase_id]
    school = await queries.school(tx, Scope.ALL, phase.school_id)
    home = await queries.known_town(tx, school.town_key, pointer="/town_key")
    possible = phase.practice_days(school.place(home), company.place(town), weekday=placement.weekday)
    begin = agreement.active_from or agreement.terms.first_day
    wanted = {day for day in possible.days if begin <= day <= agreement.terms.last_day}
    hours = agreement.terms.hours
    for known in await placed.days_for_update(tx, placement.id):
        before = (known.sequence, known.status)
        if known.status is DayStatus.PLANNED and known.day >= local_day(at):
            if known.day in wanted:
                known.move(hours.starts, hours.ends, at=at)
            else:
                known.cancel(at=at)
        elif known.status is DayStatus.CANCELLED and known.day in wanted:
            known.plan(at=at)
        wanted.discard(known.day)
        if (known.sequence, known.status) != before:
            await tx.save(known)
    if wanted:
        await tx.add(*(_day(placement, day, agreement, at) for day in sorted(wanted)))


async def plan_again(tx: Tx, *, school_id: UUID | None = None, company_id: UUID | None = None, at: datetime) -> None:
    """The calendar of a school or the closed days of a company changed: so do the days to come of their placements."""
    for placement in await placed.placements_to_plan_again(tx, school_id=school_id, company_id=company_id):
        agreement = await placed.active_version(tx, placement.id)
        if agreement is not None:
            await plan_days(tx, placement, agreement, at=at)


def _day(placement: Placement, day: date, agreement: Agreement, at: datetime) -> PracticeDay:
    return PracticeDay(
        placement_id=placement.id,
        pupil_id=placement.pupil_id,
        school_key=placement.school_key,
        company_id=placement.company_id,
        day=day,
        starts=agreement.terms.hours.starts,
        ends=agreement.terms.hours.ends,
        changed_at=at,
    )


async def _sign(
    tx: Tx,
    scope: Scope,
    id: UUID,
    role: Signer,
    method: Method,
    signed_on: date,
    *,
    expected: int | None,
    at: datetime,
) -> Agreement:
    agreement, _ = await _load(tx, scope, id, expected)
    before: list[Signature] = list(await placed.signatures_of(tx, id))
    signed = [one.role for one in before]
    signature = agreement.sign(role, method, signed, signed_on=signed_on, at=at, today=local_day(at))
    await tx.add(signature)
    await tx.save(agreement)
    return agreement


async def _load(tx: Tx, scope: Scope, id: UUID, expected: int | None) -> tuple[Agreement, Placement]:
    agreement = await placed.one_for_update(tx, scope, Agreement, id)
    expect(agreement, expected)
    return agreement, await placed.one_for_update(tx, Scope.ALL, Placement, agreement.placement_id)
