"""Companies, and the invitations and businesses of the campaign they come from."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from placement import queries
from placement.commands import agreements
from placement.domain.companies import Company, CompanyStatus, DayConfirmation
from placement.domain.invitations import Invitation
from placement.domain.offers import OfferStatus
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import expect


async def register(tx: Tx, company: Company) -> Company:
    """
    A company is interested in offering places.

    Raises:
        TownUnknown: its town is not known.
    """
    await queries.known_town(tx, company.town_key, pointer="/town_key")
    company.index()
    tx.record(company.registered())
    await tx.add(company)
    return company


async def change(tx: Tx, scope: Scope, id: UUID, values: Mapping[str, object], *, expected: int | None) -> Company:
    """
    Change a company; what is public about it and its offers is stated anew.

    Raises:
        TownUnknown: the new town is not known.
        NeedsReview: only the chamber may change this.
    """
    company = await _load(tx, scope, id, expected)
    if "town_key" in values:
        await queries.known_town(tx, str(values["town_key"]), pointer="/town_key")
    event = company.change(values, by_chamber=scope.everything)
    await tx.save(company)
    if event is not None:
        tx.record(event)
        await _state_offers_anew(tx, company)
    if {"closed_days", "town_key"} & values.keys():
        await agreements.plan_again(tx, company_id=company.id, at=tx.at)
    return company


async def approve(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> Company:
    company = await _load(tx, scope, id, expected)
    tx.record(company.approve())
    await tx.save(company)
    return company


async def suspend(tx: Tx, scope: Scope, id: UUID, *, reason: str, expected: int | None) -> Company:
    """Its offers stay as they are, and are not shown while it is suspended."""
    company = await _load(tx, scope, id, expected)
    tx.record(company.suspend(reason))
    await tx.save(company)
    return company


async def reinstate(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> Company:
    """Approve it again; its published offers are stated anew, because they are shown again."""
    company = await _load(tx, scope, id, expected)
    tx.record(company.reinstate())
    await tx.save(company)
    await _state_offers_anew(tx, company)
    return company


async def leave(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> Company:
    """Take part no longer; its public offers are withdrawn."""
    company = await _load(tx, scope, id, expected)
    events = company.leave()
    for loaded in await queries.offers_of_company_for_update(tx, company, OfferStatus.PUBLISHED, OfferStatus.PAUSED):
        tx.record(loaded.offer.withdraw(company, loaded.seats))
        await tx.save(loaded.offer)
    for event in events:
        tx.record(event)
    await tx.save(company)
    return company


async def confirm_day(tx: Tx, scope: Scope, id: UUID, offer_id: UUID, day: date, *, at: datetime) -> None:
    """
    The tutor is there on a practice day although the company does something in the campaign then.

    Raises:
        Missing: nobody asked about this day, or it was confirmed before.
    """
    await queries.company_for_update(tx, scope, id)
    asked = {(note.offer_id, asked) for note in await queries.notes(tx, scope, id) for asked in note.days}
    if (offer_id, day) not in asked:
        raise Missing(f"company {id} was not asked about this day")
    await tx.add(DayConfirmation(company_id=id, offer_id=offer_id, day=day, confirmed_at=at))


async def accept_invitation(
    tx: Tx, scope: Scope, business_id: UUID, *, company_id: UUID | None, expected: int | None, at: datetime
) -> Invitation:
    """
    The invited business offers places: as the company named, or one linked to it already, or else as a new one.

    The chamber's call is the confirmation that both are the same.

    Raises:
        BusinessGone: it is closed, merged, or took its consent back.
        TownUnknown: its town is not known here.
        AlreadyLinked: the company is another business.
    """
    invitation = await queries.invitation_for_update(tx, scope, business_id)
    expect(invitation, expected)
    if company_id is not None:
        known = [await queries.company_for_update(tx, scope, company_id)]
    else:
        # A merge of businesses may have linked one already.
        known = list(await queries.companies_of_business_for_update(tx, scope, business_id))
    company = known[0] if known else invitation.as_company()
    invitation.accept(company, at=at)
    if not known:
        await register(tx, company)
    tx.record(company.link(business_id))
    await tx.save(company)
    await tx.save(invitation)
    await _state_offers_anew(tx, company)
    return invitation


async def decline_invitation(
    tx: Tx, scope: Scope, business_id: UUID, *, reason: str | None, expected: int | None, at: datetime
) -> Invitation:
    """The invited business does not want to offer places."""
    invitation = await queries.invitation_for_update(tx, scope, business_id)
    expect(invitation, expected)
    invitation.decline(reason, at=at)
    await tx.save(invitation)
    return invitation


async def follow_closure(tx: Tx, business_id: UUID) -> None:
    """
    A business of the campaign closed: the published offers of its company are paused until somebody resumes them.

    A closure that is told again pauses nothing again.
    """
    business = await queries.known_business_for_update(tx, Scope.ALL, business_id)
    if business is None or business.closed:
        return
    business.closed = True
    await tx.save(business)
    for company in await queries.companies_of_business_for_update(tx, Scope.ALL, business_id):
        for loaded in await queries.offers_of_company_for_update(tx, company, OfferStatus.PUBLISHED):
            tx.record(loaded.offer.pause(company, loaded.seats, until=None))
            await tx.save(loaded.offer)


async def follow_merge(tx: Tx, business_id: UUID, into_business_id: UUID) -> None:
    """A business of the campaign goes on under another id: its companies are linked to that one."""
    business = await queries.known_business_for_update(tx, Scope.ALL, business_id)
    if business is not None and business.merged_into != into_business_id:
        business.merged_into = into_business_id
        await tx.save(business)
    for company in await queries.companies_of_business_for_update(tx, Scope.ALL, business_id):
        tx.record(company.follow_merge(into_business_id))
        await tx.save(company)
        await _state_offers_anew(tx, company)


async def _load(tx: Tx, scope: Scope, id: UUID, expected: int | None) -> Company:
    company = await queries.company_for_update(tx, scope, id)
    expect(company, expected)
    return company


async def _state_offers_anew(tx: Tx, company: Company) -> None:
    if company.status is CompanyStatus.APPROVED:
        for loaded in await queries.offers_of_company_for_update(tx, company, OfferStatus.PUBLISHED):
            tx.record(loaded.offer.restated(company, loaded.seats))
