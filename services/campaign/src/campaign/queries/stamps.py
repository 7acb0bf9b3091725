"""Stamp cards, and what was drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from campaign.access import stamp_campaigns_in
from campaign.domain import Stamp, StampCampaign, StampCard, StampClaim, StampStatus, StampWin
from campaign.queries.base import EditionRef, of_edition, one, part
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import table_of

_campaigns = table_of(StampCampaign)
_cards = table_of(StampCard)
_stamps = table_of(Stamp)
_wins = table_of(StampWin)
_claims = table_of(StampClaim)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A prize and, between claim and handing out, who claimed it."""

    win: StampWin
    name: str | None
    contact: str | None


def stamp_campaigns(
    scope: Scope,
    *,
    edition: EditionRef | None = None,
    town: str | None = None,
    status: StampStatus | None = None,
) -> Select[Any]:
    """The list, to be paged."""
    statement = select(_campaigns).where(stamp_campaigns_in(scope))
    if edition is not None:
        statement = statement.where(of_edition(_campaigns.c.edition_id, edition))
    if town is not None:
        statement = statement.where(_campaigns.c.town_key == town)
    return statement if status is None else statement.where(_campaigns.c.status == status)


async def stamp_campaign(reading: Reading, scope: Scope, id: UUID) -> StampCampaign:
    """
    One town's stamp cards.

    Raises:
        Missing: there are none in this scope.
    """
    return _found(await reading.entity(StampCampaign, stamp_campaigns(scope).where(_campaigns.c.id == id)))


async def stamp_campaign_for_update(tx: Tx, scope: Scope, id: UUID) -> StampCampaign:
    """The same, its row locked until the transaction ends: nobody stamps meanwhile."""
    statement = stamp_campaigns(scope).where(_campaigns.c.id == id)
    return _found(await tx.entity(StampCampaign, statement.with_for_update()))


async def stamp_campaign_held(tx: Tx, id: UUID) -> StampCampaign:
    """The same for whoever has one of its cards; it does not change until the transaction ends."""
    statement = stamp_campaigns(Scope.PUBLIC).where(_campaigns.c.id == id)
    return _found(await tx.entity(StampCampaign, statement.with_for_update(read=True)))


async def card_for_update(tx: Tx, code_hash: str) -> StampCard:
    """
    The card with this code, its row locked until the transaction ends; knowing the code is the right to it.

    Raises:
        Missing: there is none.
    """
    found = await tx.entity(StampCard, select(_cards).where(_cards.c.code_hash == code_hash).with_for_update())
    if found is None:
        raise Missing("there is no such card")
    return found


async def stamped_by(reading: Reading, card_id: UUID) -> set[UUID]:
    """Businesses whose stamp the card has."""
    found = await reading.execute(select(_stamps.c.business_id).where(_stamps.c.card_id == card_id))
    return set(found.scalars())


async def full_cards(reading: Reading, campaign_id: UUID) -> list[UUID]:
    """Cards with all their stamps, in order of their ids."""
    statement = select(_cards.c.id).where(_cards.c.campaign_id == campaign_id, _cards.c.full)
    return sorted((await reading.execute(statement)).scalars())


async def cards_given_out(reading: Reading, campaign_id: UUID) -> int:
    """How many cards there are."""
    counted = select(func.count()).where(_cards.c.campaign_id == campaign_id)
    return int(await reading.scalar(counted) or 0)


async def wins_of(reading: Reading, campaign_id: UUID) -> list[StampWin]:
    """What was drawn, the first prize first."""
    return await reading.entities(
        StampWin, select(_wins).where(_wins.c.campaign_id == campaign_id).order_by(_wins.c.place)
    )


async def claims_of(reading: Reading, scope: Scope, campaign_id: UUID) -> Sequence[Claimed]:
    """The same with who claimed, for those who hand the prizes out."""
    rows = await reading.execute(
        select(_wins, _claims.c.name, _claims.c.contact)
        .join_from(_wins, _campaigns, _campaigns.c.id == _wins.c.campaign_id)
        .outerjoin(_claims, _claims.c.card_id == _wins.c.card_id)
        .where(_wins.c.campaign_id == campaign_id, stamp_campaigns_in(scope))
        .order_by(_wins.c.place)
    )
    return [Claimed(part(StampWin, row), row["name"], row["contact"]) for row in rows.mappings()]


async def win_for_update(tx: Tx, scope: Scope, card_id: UUID) -> StampWin:
    """
    A prize, locked until the transaction ends.

    Raises:
        Missing: there is none in this scope.
    """
    statement = (
        select(_wins)
        .join_from(_wins, _campaigns, _campaigns.c.id == _wins.c.campaign_id)
        .where(_wins.c.card_id == card_id, stamp_campaigns_in(scope))
    )
    row = (await tx.execute(statement.with_for_update(of=_wins))).mappings().one_or_none()
    return part(StampWin, one(row, "prize"))


async def win_of_card(reading: Reading, card_id: UUID) -> StampWin | None:
    """What the card won."""
    return await reading.entity(StampWin, select(_wins).where(_wins.c.card_id == card_id))


async def claim_of(reading: Reading, card_id: UUID) -> StampClaim | None:
    """Who claimed the prize of the card, until it is handed out."""
    return await reading.entity(StampClaim, select(_claims).where(_claims.c.card_id == card_id))


def _found(campaign: StampCampaign | None) -> StampCampaign:
    if campaign is None:
        raise Missing("there are no such stamp cards")
    return campaign
