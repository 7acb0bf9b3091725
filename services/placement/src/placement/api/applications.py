"""Applications over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlmodel import col
from starlette.responses import Response

from placement.api.about_pupils import ForCompany, ForSchool, Found, shaped
from placement.api.inputs import ReasonBody
from placement.commands import applications as commands
from placement.commands.applications import Wanted
from placement.domain.applications import Application, ApplicationStatus
from placement.queries import applications as queries
from regio_chassis.access import Scope
from regio_chassis.database import Reading
from regio_chassis.web import (
    Body,
    IfMatch,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Transaction,
    Verbs,
    created,
    item,
    page,
    problems,
)

router = Router(prefix="/applications", tags=["Applications"])

Rank = Annotated[int, Field(ge=1, le=20, description="1 is wanted most", examples=[1])]


class ApplicationView(ForSchool):
    """A wish as school, pupil and guardians see it."""

    id: UUID
    phase_id: UUID
    offer_id: UUID
    company_id: UUID
    rank: int
    status: ApplicationStatus
    submitted_at: datetime | None
    released_at: datetime | None = Field(description="Since when the company knows of it")
    due_at: datetime | None = Field(description="Until when the company, then the pupil, has to answer")
    decline_reason: str | None
    placement_id: UUID | None = Field(default=None, description="What a confirmation led to")
    version: int


class ApplicantView(ForCompany):
    """A released application as the company sees it."""

    id: UUID
    phase_id: UUID
    offer_id: UUID
    status: ApplicationStatus
    released_at: datetime
    due_at: datetime | None
    decline_reason: str | None
    version: int


class WishBody(Body):
    """A pupil's wish."""

    pupil_id: UUID
    phase_id: UUID
    offer_id: UUID
    rank: Rank


class RankBody(Body):
    """Want it more or less."""

    rank: Rank


Either = ApplicationView | ApplicantView


def _view(scope: Scope, row: Found, **more: Any) -> Either:
    return shaped(scope, row, ApplicationView, ApplicantView, **more)


async def _answer(reading: Reading, scope: Scope, id: UUID, **more: Any) -> Response:
    row = await queries.application(reading, scope, id)
    return item(_view(scope, row, **more), row["version"])


@router.get(
    "",
    operation_id="application.list",
    summary="List applications",
    response_model=Page[Either],
    responses=problems(401, 403, 422),
)
async def list_applications(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    phase: UUID | None = None,
    pupil: UUID | None = None,
    offer: UUID | None = None,
    status: ApplicationStatus | None = None,
) -> Response:
    """Wishes of the own pupils, or one's own; for companies those released to them, without what is not theirs."""
    return await page(
        reading,
        queries.applications(scope, phase=phase, pupil=pupil, offer=offer, status=status),
        paging=paging,
        orderings={"due": [col(Application.due_at)], "status": [col(Application.status)]},
        view=lambda row: _view(scope, row),
    )


@router.get(
    "/{id}",
    operation_id="application.get",
    summary="Get an application",
    response_model=Either,
    responses=problems(401, 403, 404, 422),
)
async def get_application(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One wish, with the deadline of whoever has to answer."""
    return await _answer(reading, scope, id)


@router.post(
    "",
    operation_id="application.create",
    summary="Wish for a place",
    status_code=201,
    response_model=ApplicationView,
    responses=problems(401, 403, 404, 409, 422),
)
async def create_application(tx: Transaction, scope: ScopeDep, body: WishBody) -> Response:
    """A draft; a pupil has several, in an order."""
    (made,) = await commands.wish(tx, scope, body.phase_id, Wanted(body.pupil_id, body.offer_id, body.rank))
    row = await queries.application(tx, scope, made.id)
    return created(_view(scope, row), made.version, f"/api/v1/applications/{made.id}")


@router.patch(
    "/{id}",
    operation_id="application.change",
    summary="Change the rank of a wish",
    response_model=ApplicationView,
    responses=problems(401, 403, 404, 409, 412, 422, 428),
)
async def change_application(tx: Transaction, scope: ScopeDep, id: UUID, body: RankBody, version: IfMatch) -> Response:
    """Only a draft has another rank."""
    await commands.rerank(tx, scope, id, body.rank, expected=version)
    return await _answer(tx, scope, id)


verb = Verbs(router, "application", ApplicationView)


@verb("submit", "Send a wish")
async def submit_application(tx: Transaction, scope: ScopeDep, now: Now, id: UUID, version: IfMatch) -> Response:
    """The school is asked to release it; then the company has 14 days."""
    await commands.submit(tx, scope, id, expected=version, at=now)
    return await _answer(tx, scope, id)


@verb("release", "Let the company know who applies")
async def release_application(tx: Transaction, scope: ScopeDep, now: Now, id: UUID, version: IfMatch) -> Response:
    """The company sees first name and initial, school, dates and the school's telephone number."""
    await commands.release(tx, scope, id, expected=version, at=now)
    return await _answer(tx, scope, id)


@verb("open", "Look at an application", view=ApplicantView)
async def open_application(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """The pupil sees that the company looked at it."""
    await commands.open_(tx, scope, id, expected=version)
    return await _answer(tx, scope, id)


@verb("accept", "Offer the place", view=ApplicantView)
async def accept_application(tx: Transaction, scope: ScopeDep, now: Now, id: UUID, version: IfMatch) -> Response:
    """The pupil has seven days to confirm."""
    await commands.accept(tx, scope, id, expected=version, at=now)
    return await _answer(tx, scope, id)


@verb("decline", "Decline an application", view=ApplicantView)
async def decline_application(
    tx: Transaction, scope: ScopeDep, now: Now, id: UUID, body: ReasonBody, version: IfMatch
) -> Response:
    """With a reason for pupil and school; the pupil's next wish moves up."""
    await commands.decline(tx, scope, id, reason=body.reason, expected=version, at=now)
    return await _answer(tx, scope, id)


@verb("confirm", "Take the place")
async def confirm_application(tx: Transaction, scope: ScopeDep, now: Now, id: UUID, version: IfMatch) -> Response:
    """The seat is taken, and the other wishes of the phase are withdrawn; `place-full` if somebody was faster."""
    _, placement = await commands.confirm(tx, scope, id, expected=version, at=now)
    return await _answer(tx, scope, id, placement_id=placement.id)


@verb("withdraw", "Withdraw a wish")
async def withdraw_application(tx: Transaction, scope: ScopeDep, now: Now, id: UUID, version: IfMatch) -> Response:
    """If it was on its way, the next wish moves up."""
    await commands.withdraw(tx, scope, id, expected=version, at=now)
    return await _answer(tx, scope, id)
