"""The stamp cards of towns, and what was drawn, over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from campaign.api.parts import CREATE, LIST, READ, STEP, EditionQuery, listed, shown
from campaign.commands import stamps as commands
from campaign.domain import Prize, StampCampaign, StampStatus, WinStatus
from campaign.queries import stamps as queries
from regio_chassis.rows import table_of
from regio_chassis.web import (
    Body,
    IfMatch,
    Line,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Slug,
    Transaction,
    Verbs,
    View,
    created,
    item,
    page,
    problems,
)

campaigns = Router(prefix="/stamp-campaigns", tags=["Stamp cards"])
wins = Router(prefix="/stamp-wins", tags=["Stamp cards"])

_c = table_of(StampCampaign).c
ORDERINGS = {"town": [_c.town_key], "status": [_c.status]}
METHOD = "Cards in the order of the SHA-256 (hexadecimal) of 'seed:card' take the prizes in order."

Title = Annotated[str, Line(120)]


class PrizeBody(Body):
    """What can be won."""

    title: Title = Field(examples=["Einkaufsgutschein über 50 Euro"])
    count: Annotated[int, Field(strict=True, ge=1, le=1000)] = 1


class StampCampaignBody(Body):
    """The stamp cards of a town in an edition."""

    edition_id: UUID = Field(strict=False)
    town_key: Slug
    stamps_needed: Annotated[int, Field(strict=True, ge=1, le=20)] = Field(
        description="Stamps of as many different businesses", examples=[3]
    )
    prizes: Annotated[tuple[PrizeBody, ...], Field(min_length=1, max_length=20)] = Field(
        description="The first prize first"
    )


class DrawBody(Body):
    """A seed that nobody could choose freely, such as a lottery's figures of the day."""

    seed: Annotated[str, Line(100)] | None = Field(default=None, description="Without one, by chance")


class GiveOutBody(Body):
    """How many cards."""

    count: Annotated[int, Field(strict=True, ge=1, le=5000)] = Field(examples=[500])


class StampCampaignView(View):
    """The stamp cards of a town in an edition."""

    id: UUID
    version: int
    edition_id: UUID
    town_key: str
    status: StampStatus
    stamps_needed: int
    prizes: tuple[Prize, ...]
    seed: str | None
    drawn_from: int | None = Field(description="Full cards in the draw")
    drawn_at: datetime | None
    source: str | None


class CodesView(View):
    """New cards; their codes are told this once."""

    codes: tuple[str, ...]


class WinView(View):
    """A card that was drawn."""

    place: int
    card_id: UUID
    prize: str
    status: WinStatus


class ResultView(View):
    """All that is needed to draw again and find the same."""

    seed: str | None
    method: str
    cards: tuple[UUID, ...] = Field(description="The full cards")
    wins: tuple[WinView, ...]


class ClaimView(WinView):
    """A prize and who claimed it; both are null before, and again once it is handed out."""

    version: int
    name: str | None
    contact: str | None


class ClaimsView(View):
    """All prizes of a draw."""

    items: tuple[ClaimView, ...]


def _item(campaign: StampCampaign) -> Response:
    return item(shown(StampCampaignView, campaign), campaign.version)


@campaigns.get("", operation_id="stamp_campaign.list", response_model=Page[StampCampaignView], responses=LIST)
async def list_stamp_campaigns(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    edition: EditionQuery = None,
    town: Slug | None = None,
    status: StampStatus | None = None,
) -> Response:
    """Stamp cards of towns; drafts are for the town and the chamber."""
    statement = queries.stamp_campaigns(scope, edition=edition, town=town, status=status)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=listed(StampCampaignView))


@campaigns.get("/{id}", operation_id="stamp_campaign.get", response_model=StampCampaignView, responses=READ)
async def get_stamp_campaign(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """The stamp cards of one town."""
    return _item(await queries.stamp_campaign(reading, scope, id))


@campaigns.get("/{id}/result", operation_id="stamp_campaign.result", response_model=ResultView, responses=READ)
async def get_result(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """Seed, cards and what they won: whoever draws again finds the same."""
    campaign = await queries.stamp_campaign(reading, scope, id)
    found = await queries.wins_of(reading, id)
    entered = await queries.full_cards(reading, id) if campaign.status is StampStatus.DRAWN else []
    view = ResultView(
        seed=campaign.seed,
        method=METHOD,
        cards=tuple(entered),
        wins=tuple(WinView.model_validate(win) for win in found),
    )
    return item(view, campaign.version)


@campaigns.post(
    "", operation_id="stamp_campaign.create", status_code=201, response_model=StampCampaignView, responses=CREATE
)
async def create_stamp_campaign(tx: Transaction, scope: ScopeDep, body: StampCampaignBody) -> Response:
    """Stamp cards for a town; a draft, one for each edition."""
    facts = body.model_dump(exclude={"prizes"})
    prizes = tuple(Prize(title=prize.title, count=prize.count) for prize in body.prizes)
    campaign = await commands.create(tx, scope, {**facts, "prizes": prizes})
    return created(shown(StampCampaignView, campaign), campaign.version, f"/api/v1/stamp-campaigns/{campaign.id}")


verb = Verbs(campaigns, "stamp_campaign", StampCampaignView)


@verb("open")
async def open_stamp_campaign(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """From now on cards are stamped."""
    return _item(await commands.open_cards(tx, scope, id, expected=version))


@verb("close")
async def close_stamp_campaign(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """From now on cards are not stamped any more."""
    return _item(await commands.close_cards(tx, scope, id, expected=version))


@verb("draw")
async def draw_stamp_campaign(
    tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch, body: DrawBody | None = None
) -> Response:
    """Draw among the full cards, once; seed and result are recorded and can be checked."""
    seed = body.seed if body else None
    return _item(await commands.draw(tx, scope, id, seed=seed, expected=version))


@campaigns.post("/{id}/cards", operation_id="stamp_campaign.give_out", response_model=CodesView, responses=STEP)
async def give_out_cards(tx: Transaction, scope: ScopeDep, id: UUID, body: GiveOutBody) -> Response:
    """New cards to print; only hashes of their codes are stored."""
    return item(CodesView(codes=tuple(await commands.give_out(tx, scope, id, count=body.count))), 1)


@campaigns.get(
    "/{id}/claims",
    operation_id="stamp_campaign.claims",
    response_model=ClaimsView,
    responses=READ | problems(401, 403),
)
async def list_claims(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """Prizes and who claimed them, for those who hand them out."""
    campaign = await queries.stamp_campaign(reading, scope, id)
    found = await queries.claims_of(reading, scope, id)
    views = (ClaimView(**one.win.model_dump(), name=one.name, contact=one.contact) for one in found)
    return item(ClaimsView(items=tuple(views)), campaign.version)


@wins.post("/{id}/hand_out", operation_id="stamp_win.hand_out", response_model=WinView, responses=STEP)
async def hand_out_prize(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """The prize of this card is handed out; who claimed it is deleted."""
    win = await commands.hand_out(tx, scope, id, expected=version)
    return item(WinView.model_validate(win), win.version)
