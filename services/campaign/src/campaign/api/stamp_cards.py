"""Single stamp cards over HTTP; codes travel in bodies only."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from campaign.api.parts import STEP
from campaign.commands import stamps as commands
from campaign.commands.stamps import SeenCard
from campaign.domain import StampStatus, WinStatus
from regio_chassis.web import Body, Line, Router, ScopeDep, Transaction, View, item, problems
from regio_chassis.web.ratelimit import limited

cards = Router(prefix="/stamp-cards", tags=["Stamp cards"])

Code = Annotated[
    str,
    Field(
        pattern=r"^[0-9A-Za-z -]{12,20}$",
        description="Twelve letters and digits, as printed",
        examples=["7K3M-Q9TX-2BVC"],
    ),
]


class CodeBody(Body):
    """A card."""

    code: Code


class StampBody(CodeBody):
    """A stamp of a business."""

    business_id: UUID = Field(strict=False)


class ClaimBody(CodeBody):
    """Who won; deleted when the prize is handed out."""

    name: Annotated[str, Line(120)]
    contact: Annotated[str, Line(200)] = Field(description="Phone or mail")


class CardView(View):
    """A card, for whoever holds it."""

    campaign_id: UUID
    town_key: str
    status: StampStatus
    stamps: int
    stamps_needed: int
    full: bool = Field(description="It takes part in the draw")
    prize: str | None
    prize_status: WinStatus | None


def _card(seen: SeenCard) -> Response:
    return item(
        CardView(
            campaign_id=seen.campaign.id,
            town_key=seen.campaign.town_key,
            status=seen.campaign.status,
            stamps=seen.stamps,
            stamps_needed=seen.campaign.stamps_needed,
            full=seen.full,
            prize=seen.win.prize if seen.win else None,
            prize_status=seen.win.status if seen.win else None,
        ),
        seen.stamps,
    )


@cards.post(
    "/look",
    operation_id="stamp_card.look",
    response_model=CardView,
    responses=STEP | problems(429),
    dependencies=[limited("stamp_card.look", burst=30, per=timedelta(hours=1))],
)
async def look_at_card(tx: Transaction, body: CodeBody) -> Response:
    """How many stamps a card has, and what it won."""
    return _card(await commands.look(tx, body.code))


@cards.post("/stamp", operation_id="stamp_card.stamp", response_model=CardView, responses=STEP)
async def stamp_card(tx: Transaction, scope: ScopeDep, body: StampBody) -> Response:
    """A business that takes part stamps a card, once."""
    return _card(await commands.stamp(tx, scope, body.code, business_id=body.business_id))


@cards.post(
    "/claim",
    operation_id="stamp_card.claim",
    response_model=CardView,
    responses=STEP | problems(429),
    dependencies=[limited("stamp_card.claim", burst=5, per=timedelta(hours=1))],
)
async def claim_prize(tx: Transaction, body: ClaimBody) -> Response:
    """The winner says who they are; the town deletes it when it hands out the prize."""
    return _card(await commands.claim(tx, body.code, name=body.name, contact=body.contact))
