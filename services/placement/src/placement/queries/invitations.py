"""What the sister services lead to: businesses that may be asked for places, and decisions to look for places."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col

from placement import access
from placement.domain.invitations import Invitation, InvitationStatus
from placement.domain.towns import Town
from placement.projections import SeatCall
from regio_chassis.access import Scope, scoped
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.search import matches

STILL_THERE = (col(Invitation.consent) & ~col(Invitation.closed) & col(Invitation.merged_into).is_(None)) | (
    col(Invitation.status) == InvitationStatus.ACCEPTED
)
"""Businesses to show in the service centre's list: those that may be asked, and those that were won."""


def invitations(
    scope: Scope, *, town: str | None = None, status: InvitationStatus | None = None, q: str | None = None
) -> Select[Invitation]:
    """Businesses that may be asked for places, or were; one that is gone is shown only if it was won."""
    found = select(Invitation).where(scoped(scope), STILL_THERE)
    if town is not None:
        found = found.where(col(Invitation.town_key) == town)
    if status is not None:
        found = found.where(col(Invitation.status) == status)
    if q is not None:
        found = found.where(matches(col(Invitation.search), q))
    return found


async def invitation(reading: Reading, scope: Scope, business_id: UUID) -> Invitation:
    """
    The invitation of a business.

    Raises:
        Missing: there is none.
    """
    statement = select(Invitation).where(col(Invitation.business_id) == business_id, scoped(scope), STILL_THERE)
    found = await reading.entity(Invitation, statement)
    if found is None:
        raise Missing(f"invitation {business_id} does not exist")
    return found


async def invitation_for_update(tx: Tx, scope: Scope, business_id: UUID) -> Invitation:
    """The same, also of a business that is gone, locked until the transaction ends."""
    found = await known_business_for_update(tx, scope, business_id)
    if found is None:
        raise Missing(f"invitation {business_id} does not exist")
    return found


async def known_business_for_update(tx: Tx, scope: Scope, business_id: UUID) -> Invitation | None:
    """The row of a business, or None if the campaign never approved it; locked."""
    statement = select(Invitation).where(col(Invitation.business_id) == business_id, scoped(scope))
    return await tx.entity(Invitation, statement.with_for_update())


def seat_calls(scope: Scope, *, town: str | None = None, active: bool | None = None) -> Select[SeatCall]:
    """Seat calls of the network, one row for each town; ``town`` is a town here or a municipality there."""
    found = select(SeatCall).where(access.anybody(scope))
    if town is not None:
        # The network names municipalities: Heilbad Heiligenstadt, Leinefelde-Worbis.
        around = select(col(Town.municipality)).where(col(Town.key) == town)
        within = select(col(Town.key)).where(col(Town.municipality) == town)
        found = found.where(
            (col(SeatCall.town_key) == town) | col(SeatCall.town_key).in_(around) | col(SeatCall.town_key).in_(within)
        )
    if active is not None:
        found = found.where(col(SeatCall.active) == active)
    return found


async def seat_call(reading: Reading, scope: Scope, decision_id: UUID) -> Sequence[SeatCall]:
    """
    The rows of one decision, by town.

    Raises:
        Missing: it called for no seats.
    """
    statement = select(SeatCall).where(col(SeatCall.decision_id) == decision_id, access.anybody(scope))
    found = await reading.entities(SeatCall, statement.order_by(col(SeatCall.town_key)))
    if not found:
        raise Missing(f"seat call {decision_id} does not exist")
    return found
