"""The steps of an offer's life over HTTP."""

from uuid import UUID

from starlette.responses import Response

from placement.api.inputs import ReasonBody
from placement.api.offer_views import OfferFullView, view
from placement.commands import offers as commands
from placement.domain.base import local_day
from regio_chassis.web import Body, Day, IfMatch, Now, Router, ScopeDep, Transaction, Verbs, item

router = Router(prefix="/place-offers", tags=["Place offers"])


class PauseBody(Body):
    """Until when; without a day until somebody resumes it."""

    until: Day | None = None


NO_END = PauseBody()


verb = Verbs(router, "place_offer", OfferFullView)


@verb("submit", "Submit an offer")
async def submit_offer(tx: Transaction, scope: ScopeDep, now: Now, id: UUID, version: IfMatch) -> Response:
    """Hand a draft in for review, checked by the rules of today."""
    loaded = await commands.submit(tx, scope, id, expected=version, on=local_day(now))
    return item(view(scope, loaded), loaded.offer.version)


@verb("approve", "Approve an offer")
async def approve_offer(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Publish a submitted offer of an approved company."""
    loaded = await commands.approve(tx, scope, id, expected=version)
    return item(view(scope, loaded), loaded.offer.version)


@verb("return", "Return an offer")
async def return_offer(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch, body: ReasonBody) -> Response:
    """Give a submitted offer back to its company with a reason."""
    loaded = await commands.return_(tx, scope, id, reason=body.reason, expected=version)
    return item(view(scope, loaded), loaded.offer.version)


@verb("pause", "Pause an offer")
async def pause_offer(
    tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch, body: PauseBody = NO_END
) -> Response:
    """Take no applications for the time being."""
    loaded = await commands.pause(tx, scope, id, until=body.until, expected=version)
    return item(view(scope, loaded), loaded.offer.version)


@verb("resume", "Resume an offer")
async def resume_offer(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Take applications again."""
    loaded = await commands.resume(tx, scope, id, expected=version)
    return item(view(scope, loaded), loaded.offer.version)


@verb("withdraw", "Withdraw an offer")
async def withdraw_offer(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Offer the places no longer."""
    loaded = await commands.withdraw(tx, scope, id, expected=version)
    return item(view(scope, loaded), loaded.offer.version)
