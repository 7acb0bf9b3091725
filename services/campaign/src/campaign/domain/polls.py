"""On which windows the businesses of a town agree."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Constrained
from sqlmodel import Field

from campaign.domain.base import Row, german_day, local_day
from campaign.domain.errors import NotTakingPart, PollNotOpen
from campaign.domain.participations import ParticipationStatus
from regio_chassis.errors import Invalid
from regio_chassis.rows import Stateful, json_field, new_id, status_field
from regio_events import Window


class Proposal(BaseModel):
    """Windows to vote for."""

    model_config = ConfigDict(frozen=True)

    label: Annotated[str, Constrained(max_length=120)]
    windows: tuple[Window, ...]


class PollStatus(StrEnum):
    """How far a poll is."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class DatePoll(Row, Stateful, table=True):
    """
    A question to the businesses of a town that take part.

    ``votes`` and ``chosen`` are recorded when it closes: votes by proposal, and the one with most votes; None in a tie.
    """

    TRANSITIONS: ClassVar = {
        PollStatus.DRAFT: {"open": PollStatus.OPEN},
        PollStatus.OPEN: {"close": PollStatus.CLOSED},
        PollStatus.CLOSED: {},
    }

    __tablename__: ClassVar[str] = "date_poll"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    edition_id: UUID = Field(foreign_key="edition.id", index=True)
    town_key: str = Field(foreign_key="town.key", index=True)
    status: PollStatus = status_field(PollStatus, PollStatus.DRAFT)
    proposals: tuple[Proposal, ...] = json_field(tuple[Proposal, ...])
    closes_on: date | None = None
    votes: tuple[int, ...] | None = json_field(tuple[int, ...], nullable=True)
    chosen: int | None = None
    source: str | None = None

    def open(self) -> None:
        self._step("open")

    def close(self, votes: Mapping[int, int]) -> None:
        """Record the result; ``votes`` by proposal, counted from 0."""
        self._step("close")
        self.votes = tuple(votes.get(number, 0) for number in range(len(self.proposals)))
        most = max(self.votes)
        first = [number for number, count in enumerate(self.votes) if count == most]
        self.chosen = first[0] if most and len(first) == 1 else None

    def vote(
        self, business_id: UUID, proposal: int, *, participation: ParticipationStatus | None, at: datetime
    ) -> "DateVote":
        """
        The vote of a business; a later one replaces it.

        Raises:
            PollNotOpen: it has not begun, or is over.
            NotTakingPart: the business does not take part in the edition in this town.
            Invalid: there is no such proposal.
        """
        if self.status is not PollStatus.OPEN:
            raise PollNotOpen(f"the poll is {self.status}")
        if self.closes_on is not None and local_day(at) > self.closes_on:
            raise PollNotOpen(f"the poll ended on {german_day(self.closes_on)}")
        if participation is not ParticipationStatus.ACCEPTED:
            raise NotTakingPart("the business does not take part in this town's campaign")
        if proposal >= len(self.proposals):
            raise Invalid("there is no such proposal", pointer="/proposal")
        return DateVote(poll_id=self.id, business_id=business_id, proposal=proposal)


class DateVote(Row, table=True):
    """One vote a business."""

    __tablename__: ClassVar[str] = "date_vote"

    poll_id: UUID = Field(primary_key=True, foreign_key="date_poll.id")
    business_id: UUID = Field(primary_key=True, foreign_key="business.id", index=True)
    proposal: int
