"""What towns, businesses and card holders do with stamp cards."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from campaign.access import speaks_for_town
from campaign.domain import (
    NothingWon,
    StampCampaign,
    StampCampaignExists,
    StampCard,
    StampsNotOpen,
    StampStatus,
    StampWin,
)
from campaign.queries.businesses import business
from campaign.queries.editions import edition
from campaign.queries.participations import part_in_town
from campaign.queries.stamps import (
    card_for_update,
    claim_of,
    full_cards,
    stamp_campaign_for_update,
    stamp_campaign_held,
    stamp_campaigns,
    stamped_by,
    win_for_update,
    win_of_card,
)
from campaign.queries.towns import town_for_update
from regio_chassis.access import Scope
from regio_chassis.access.codes import new_code, read_code, written_code
from regio_chassis.database import Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import expect


@dataclass(frozen=True, slots=True)
class SeenCard:
    """A card as whoever holds it may see it."""

    campaign: StampCampaign
    stamps: int
    full: bool
    win: StampWin | None


async def create(tx: Tx, scope: Scope, facts: Mapping[str, Any]) -> StampCampaign:
    """
    Stamp cards for a town; a draft.

    Raises:
        Missing: there is no such edition or town, or the caller does not speak for it.
        StampCampaignExists: the town has some in this edition.
    """
    campaign = StampCampaign(**facts)
    if not speaks_for_town(scope, campaign.town_key):
        raise Missing("there is no such town")
    await edition(tx, Scope.PUBLIC, campaign.edition_id)
    # Locked: of two at once, one is told that there are some.
    await town_for_update(tx, Scope.PUBLIC, campaign.town_key)
    known = stamp_campaigns(Scope.ALL, edition=campaign.edition_id, town=campaign.town_key)
    if await tx.entity(StampCampaign, known) is not None:
        raise StampCampaignExists("the town already has stamp cards in this edition")
    await tx.add(campaign)
    return campaign


async def open_cards(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> StampCampaign:
    campaign = await _load(tx, scope, id, expected)
    campaign.open()
    await tx.save(campaign)
    return campaign


async def close_cards(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> StampCampaign:
    campaign = await _load(tx, scope, id, expected)
    campaign.close()
    await tx.save(campaign)
    return campaign


async def draw(tx: Tx, scope: Scope, id: UUID, *, seed: str | None, expected: int | None) -> StampCampaign:
    """Draw among the full cards; without a ``seed`` of the town's own (a lottery's figures, a dice roll) by chance."""
    campaign = await _load(tx, scope, id, expected)
    wins = campaign.draw(await full_cards(tx, id), seed=seed or secrets.token_hex(16), at=tx.at)
    await tx.save(campaign)
    await tx.add(*wins)
    return campaign


async def give_out(tx: Tx, scope: Scope, id: UUID, *, count: int) -> list[str]:
    """
    New cards; returns their codes, which are told this once.

    Raises:
        StampsNotOpen: the cards are closed or drawn.
    """
    campaign = await stamp_campaign_for_update(tx, scope, id)
    if campaign.status not in (StampStatus.DRAFT, StampStatus.OPEN):
        raise StampsNotOpen(f"the stamp cards are {campaign.status}")
    codes = [new_code() for _ in range(count)]
    await tx.add(*(StampCard(campaign_id=id, code_hash=_hash(code)) for code in codes))
    return [written_code(code) for code in codes]


async def look(tx: Tx, code: str) -> SeenCard:
    """
    The card with this code.

    Raises:
        Missing: there is none.
    """
    card = await _card(tx, code)
    campaign = await stamp_campaign_held(tx, card.campaign_id)
    return SeenCard(campaign, len(await stamped_by(tx, card.id)), card.full, await win_of_card(tx, card.id))


async def stamp(tx: Tx, scope: Scope, code: str, *, business_id: UUID) -> SeenCard:
    """
    A business stamps a card.

    Raises:
        Missing: there is no such card or business, or the caller does not speak for it.
        StampsNotOpen, NotTakingPart, AlreadyStamped: the card cannot have this stamp.
    """
    await business(tx, scope, business_id)
    card = await _card(tx, code)
    campaign = await stamp_campaign_held(tx, card.campaign_id)
    known = await stamped_by(tx, card.id)
    part = await part_in_town(tx, edition_id=campaign.edition_id, town_key=campaign.town_key, business_id=business_id)
    made = card.stamp(campaign, business_id, participation=part, stamped_by=known)
    await tx.add(made)
    await tx.save(card)
    return SeenCard(campaign, len(known) + 1, card.full, None)


async def claim(tx: Tx, code: str, *, name: str, contact: str) -> SeenCard:
    """
    A winner says who they are.

    Raises:
        Missing: there is no such card.
        NothingWon: it was not drawn.
        TransitionRefused: the prize was claimed already.
    """
    card = await _card(tx, code)
    campaign = await stamp_campaign_held(tx, card.campaign_id)
    win = await win_of_card(tx, card.id)
    if win is None:
        raise NothingWon("the card has not won anything")
    claimed = win.claim(name=name, contact=contact, at=tx.at)
    await tx.save(win)
    await tx.add(claimed)
    return SeenCard(campaign, len(await stamped_by(tx, card.id)), card.full, win)


async def hand_out(tx: Tx, scope: Scope, card_id: UUID, *, expected: int | None) -> StampWin:
    """The prize is handed out; who claimed it is deleted."""
    win = await win_for_update(tx, scope, card_id)
    expect(win, expected)
    win.hand_out()
    await tx.save(win)
    claimed = await claim_of(tx, card_id)
    if claimed is not None:
        await tx.remove(claimed)
    return win


async def _load(tx: Tx, scope: Scope, id: UUID, expected: int | None) -> StampCampaign:
    campaign = await stamp_campaign_for_update(tx, scope, id)
    expect(campaign, expected)
    return campaign


async def _card(tx: Tx, typed: str) -> StampCard:
    code = read_code(typed)
    if code is None:
        raise Missing("there is no such card")
    return await card_for_update(tx, _hash(code))


def _hash(code: str) -> str:
    """Without a secret: a code is 60 random bits, and what it opens is a stamp card."""
    return sha256(code.encode()).hexdigest()
