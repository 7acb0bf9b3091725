"""The steps of an offer's life over HTTP."""

from uuid import UUID

from starlette.responses import Response

from placement.api.inputs import ReasonBody
from placement.api.offer_views import OfferFullView, view
from placement.commands import offers as commands
from placement.domain.base import local_day
from regio_chassis.web import Body, Day, IfMatch, Now, Router, ScopeDep, Transaction, item, problems

router = Router(prefix="/place-offers", tags=["Place offers"])


class PauseBody(Body):
    """Until when; without a day until somebody resumes it."""

    until: Day | None = None


NO_END = PauseBody()


@router.post(
    "/{id}/submit",
    operation_id="place_offer.submit",
    summary="Submit an offer",
    response_model=OfferFullView,
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def submit_offer(tx: Transaction, scope: ScopeDep, now: Now, id: UUID, version: IfMatch) -> Response:
    """Hand a draft in for review, checked by the rules of today."""
    loaded = await commands.submit(tx, scope, id, expected=version, on=local_day(now))
    return item(view(scope, loaded), loaded.offer.version)


@router.post(
    "/{id}/approve",
    operation_id="place_offer.approve",
    summary="Approve an offer",
    response_model=OfferFullView,
    responses=problems(401, 403, 404, 409, 412),
)
async def approve_offer(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Publish a submitted offer of an approved company."""
    loaded = await commands.approve(tx, scope, id, expected=version)
    return item(view(scope, loaded), loaded.offer.version)


@router.post(
    "/{id}/return",
    operation_id="place_offer.return",
    summary="Return an offer",
    response_model=OfferFullView,
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def return_offer(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch, body: ReasonBody) -> Response:
    """Give a submitted offer back to its company with a reason."""
    loaded = await commands.return_(tx, scope, id, reason=body.reason, expected=version)
    return item(view(scope, loaded), loaded.offer.version)


@router.post(
    "/{id}/pause",
    operation_id="place_offer.pause",
    summary="Pause an offer",
    response_model=OfferFullView,
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def pause_offer(
    tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch, body: PauseBody = NO_END
) -> Response:
    """Take no applications for the time being."""
    loaded = await commands.pause(tx, scope, id, until=body.until, expected=version)
    return item(view(scope, loaded), loaded.offer.version)


@router.post(
    "/{id}/resume",
    operation_id="place_offer.resume",
    summary="Resume an offer",
    response_model=OfferFullView,
    responses=problems(401, 403, 404, 409, 412),
)
async def resume_offer(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Take applications again."""
    loaded = await commands.resume(tx, scope, id, expected=version)
    return item(view(scope, loaded), loaded.offer.version)


@router.post(
    "/{id}/withdraw",
    operation_id="place_offer.withdraw",
    summary="Withdraw an offer",
    response_model=OfferFullView,
    responses=problems(401, 403, 404, 409, 412),
)
async def withdraw_offer(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Offer the places no longer."""
    loaded = await commands.withdraw(tx, scope, id, expected=version)
    return item(view(scope, loaded), loaded.offer.version)
