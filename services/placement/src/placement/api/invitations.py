"""Invitations and seat calls over HTTP: what the sister services lead to."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlmodel import col
from starlette.responses import Response

from placement import queries
from placement.api.inputs import Reason
from placement.commands import companies as commands
from placement.domain.invitations import Invitation, InvitationStatus
from placement.projections import SeatCall
from regio_chassis.web import (
    Body,
    IfMatch,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Search,
    Slug,
    Transaction,
    View,
    item,
    page,
    problems,
)
from regio_events.campaign import BusinessKind

router = Router(prefix="/invitations", tags=["Invitations"])
seat_calls = Router(prefix="/seat-calls", tags=["Seat calls"])


class InvitationView(View):
    """A business of the campaign that agreed to be asked for practice places."""

    business_id: UUID
    public_name: str = Field(examples=["Buchhandlung am Markt"])
    kind: BusinessKind
    branch: str = Field(examples=["Buchhandlung"])
    town_key: str = Field(examples=["leinefelde"])
    invited_at: datetime = Field(description="When the campaign last approved the business")
    status: InvitationStatus
    company_id: UUID | None = Field(description="The company it became; null: none yet")
    decided_at: datetime | None
    decline_reason: str | None
    closed: bool = Field(description="The business closed since")
    version: int


class AcceptBody(Body):
    """The company that the business is, if it is known already; without one a new company is registered."""

    company_id: UUID | None = None


AS_NEW_COMPANY = AcceptBody()


class DeclineBody(Body):
    """Why the business does not want to."""

    reason: Reason | None = None


WITHOUT_REASON = DeclineBody()


class SeatCallTownView(View):
    """A decision of the network to look for places, for one of its towns."""

    decision_id: UUID
    town_key: str = Field(examples=["leinefelde"])
    effective_on: date
    active: bool = Field(description="The decision stands")


class SeatCallView(View):
    """A decision of the network to look for places, with its towns."""

    decision_id: UUID
    town_keys: list[str]
    effective_on: date
    active: bool


@router.get(
    "",
    operation_id="invitation.list",
    summary="List invitations",
    response_model=Page[InvitationView],
    responses=problems(401, 403, 422),
)
async def list_invitations(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    town: Slug | None = None,
    status: InvitationStatus | None = None,
    q: Search | None = None,
) -> Response:
    """Businesses to ask for places, newest first; filter by town, status and part of the name."""
    return await page(
        reading,
        queries.invitations(scope, town=town, status=status, q=q),
        paging=paging,
        orderings={"-invited_at": [col(Invitation.invited_at)], "name": [col(Invitation.public_name)]},
        view=InvitationView.model_validate,
    )


@router.get(
    "/{business_id}",
    operation_id="invitation.get",
    summary="Get an invitation",
    response_model=InvitationView,
    responses=problems(401, 403, 404, 422),
)
async def get_invitation(reading: ReadingDep, scope: ScopeDep, business_id: UUID) -> Response:
    """The invitation of one business."""
    invitation = await queries.invitation(reading, scope, business_id)
    return item(InvitationView.model_validate(invitation), invitation.version)


@router.post(
    "/{business_id}/accept",
    operation_id="invitation.accept",
    summary="Accept an invitation",
    response_model=InvitationView,
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def accept_invitation(
    tx: Transaction,
    scope: ScopeDep,
    now: Now,
    business_id: UUID,
    version: IfMatch,
    body: AcceptBody = AS_NEW_COMPANY,
) -> Response:
    """The business offers places; the service centre confirms by this call which company it is."""
    invitation = await commands.accept_invitation(
        tx, scope, business_id, company_id=body.company_id, expected=version, at=now
    )
    return item(InvitationView.model_validate(invitation), invitation.version)


@router.post(
    "/{business_id}/decline",
    operation_id="invitation.decline",
    summary="Decline an invitation",
    response_model=InvitationView,
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def decline_invitation(
    tx: Transaction,
    scope: ScopeDep,
    now: Now,
    business_id: UUID,
    version: IfMatch,
    body: DeclineBody = WITHOUT_REASON,
) -> Response:
    """The business does not want to offer places; it may be accepted later."""
    invitation = await commands.decline_invitation(tx, scope, business_id, reason=body.reason, expected=version, at=now)
    return item(InvitationView.model_validate(invitation), invitation.version)


@seat_calls.get(
    "",
    operation_id="seat_call.list",
    summary="List seat calls",
    response_model=Page[SeatCallTownView],
    responses=problems(422),
)
async def list_seat_calls(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    town: Slug | None = None,
    active: Annotated[bool | None, Field(description="Whether the decision stands")] = None,
) -> Response:
    """Towns for which the network decided to look for places, newest decision first."""
    return await page(
        reading,
        queries.seat_calls(scope, town=town, active=active),
        paging=paging,
        orderings={"-effective_on": [col(SeatCall.effective_on)], "town": [col(SeatCall.town_key)]},
        view=SeatCallTownView.model_validate,
    )


@seat_calls.get(
    "/{decision_id}",
    operation_id="seat_call.get",
    summary="Get a seat call",
    response_model=SeatCallView,
    responses=problems(404, 422),
)
async def get_seat_call(reading: ReadingDep, scope: ScopeDep, decision_id: UUID) -> Response:
    """One decision with the towns it names now; all towns it ever named if it does not stand any longer."""
    rows = await queries.seat_call(reading, scope, decision_id)
    standing = [row for row in rows if row.active]
    view = SeatCallView(
        decision_id=decision_id,
        town_keys=[row.town_key for row in standing or rows],
        effective_on=rows[0].effective_on,
        active=bool(standing),
    )
    return item(view, max(row.version for row in rows))
