"""Stamp cards: anonymous, filled by different businesses, drawn with a seed that anybody can check."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, ClassVar
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Constrained
from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from campaign.domain.base import Row
from campaign.domain.errors import AlreadyStamped, NotTakingPart, StampsNotOpen
from campaign.domain.participations import ParticipationStatus
from regio_chassis.rows import Stateful, json_field, new_id, status_field, utc_field


class Prize(BaseModel):
    """What can be won, ``count`` times; the first prize first."""

    model_config = ConfigDict(frozen=True)

    title: Annotated[str, Constrained(max_length=120)]
    count: Annotated[int, Constrained(ge=1, le=1000)]


class StampStatus(StrEnum):
    """How far it is."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    DRAWN = "drawn"


class StampCampaign(Row, Stateful, table=True):
    """
    The stamp cards of a town in an edition: ``stamps_needed`` stamps of as many businesses take part in the draw.

    ``seed`` and ``drawn_from``, the number of cards in the draw, are recorded with it.
    """

    TRANSITIONS: ClassVar = {
        StampStatus.DRAFT: {"open": StampStatus.OPEN},
        StampStatus.OPEN: {"close": StampStatus.CLOSED},
        StampStatus.CLOSED: {"draw": StampStatus.DRAWN},
        StampStatus.DRAWN: {},
    }

    __tablename__: ClassVar[str] = "stamp_campaign"
    __table_args__ = (UniqueConstraint("edition_id", "town_key"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    edition_id: UUID = Field(foreign_key="edition.id")
    town_key: str = Field(foreign_key="town.key", index=True)
    status: StampStatus = status_field(StampStatus, StampStatus.DRAFT)
    stamps_needed: int
    prizes: tuple[Prize, ...] = json_field(tuple[Prize, ...])
    seed: str | None = None
    drawn_from: int | None = None
    drawn_at: datetime | None = utc_field(nullable=True)
    source: str | None = None

    def open(self) -> None:
        self._step("open")

    def close(self) -> None:
        self._step("close")

    def draw(self, cards: Collection[UUID], *, seed: str, at: datetime) -> "list[StampWin]":
        """Draw among ``cards``, the full ones, once."""
        self._step("draw")
        self.seed, self.drawn_from, self.drawn_at = seed, len(cards), at
        return [
            StampWin(card_id=card, campaign_id=self.id, place=place, prize=prize)
            for place, (card, prize) in enumerate(drawn(seed, cards, self.prizes), start=1)
        ]

    def insist_on_open(self) -> None:
        """
        Insist that cards are being stamped.

        Raises:
            StampsNotOpen: not yet, or not any more.
        """
        if self.status is not StampStatus.OPEN:
            raise StampsNotOpen(f"the stamp cards are {self.status}")


class StampCard(Row, table=True):
    """A card; nothing is known of who carries it. Its id is random, its code is stored as a hash only."""

    __tablename__: ClassVar[str] = "stamp_card"
    __table_args__ = (Index("ix_stamp_card_campaign_id_full", "campaign_id", "full"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    campaign_id: UUID = Field(foreign_key="stamp_campaign.id")
    code_hash: str = Field(unique=True)
    full: bool = False

    def stamp(
        self,
        campaign: StampCampaign,
        business_id: UUID,
        *,
        participation: ParticipationStatus | None,
        stamped_by: Collection[UUID],
    ) -> "Stamp":
        """
        Take the stamp of a business; ``stamped_by`` are those whose stamp it has.

        Raises:
            StampsNotOpen: cards are not stamped now.
            NotTakingPart: the business does not take part in the edition in this town.
            AlreadyStamped: it has the stamp of this business.
        """
        campaign.insist_on_open()
        if participation is not ParticipationStatus.ACCEPTED:
            raise NotTakingPart("the business does not take part in this town's campaign")
        if business_id in stamped_by:
            raise AlreadyStamped("the card has the stamp of this business")
        self.full = len(stamped_by) + 1 >= campaign.stamps_needed
        return Stamp(card_id=self.id, business_id=business_id)


class Stamp(Row, table=True):
    """A business's stamp on a card; without a time, so that nobody's walk can be followed."""

    __tablename__: ClassVar[str] = "stamp"

    card_id: UUID = Field(primary_key=True, foreign_key="stamp_card.id")
    business_id: UUID = Field(primary_key=True, foreign_key="business.id", index=True)


class WinStatus(StrEnum):
    """What became of a prize."""

    DRAWN = "drawn"
    CLAIMED = "claimed"
    HANDED_OUT = "handed_out"


class StampWin(Row, Stateful, table=True):
    """A card that was drawn; ``place`` counts from 1."""

    TRANSITIONS: ClassVar = {
        WinStatus.DRAWN: {"claim": WinStatus.CLAIMED},
        WinStatus.CLAIMED: {"hand_out": WinStatus.HANDED_OUT},
        WinStatus.HANDED_OUT: {},
    }

    __tablename__: ClassVar[str] = "stamp_win"

    card_id: UUID = Field(primary_key=True, foreign_key="stamp_card.id")
    version: int = 1
    campaign_id: UUID = Field(foreign_key="stamp_campaign.id", index=True)
    place: int
    prize: str
    status: WinStatus = status_field(WinStatus, WinStatus.DRAWN)

    @property
    def id(self) -> UUID:
        """The card is the key."""
        return self.card_id

    def claim(self, *, name: str, contact: str, at: datetime) -> "StampClaim":
        """The winner says who they are: the only personal data of the cards, until the prize is handed out."""
        self._step("claim")
        return StampClaim(card_id=self.card_id, name=name, contact=contact, claimed_at=at)

    def hand_out(self) -> None:
        """The claim is to be deleted with it."""
        self._step("hand_out")


class StampClaim(Row, table=True):
    """Who won; deleted when the prize is handed out."""

    __tablename__: ClassVar[str] = "stamp_claim"

    card_id: UUID = Field(primary_key=True, foreign_key="stamp_win.card_id")
    name: str
    contact: str
    claimed_at: datetime = utc_field()


def drawn(seed: str, cards: Collection[UUID], prizes: Sequence[Prize]) -> list[tuple[UUID, str]]:
    """
    Cards and what they win, the first prize first.

    Cards are ordered by the SHA-256 of ``seed:card`` and take the prizes in order: whoever knows the seed and the
    cards finds the same, with any tool.
    """
    order = sorted(cards, key=lambda card: sha256(f"{seed}:{card}".encode()).hexdigest())
    titles = [prize.title for prize in prizes for _ in range(prize.count)]
    return list(zip(order, titles, strict=False))
