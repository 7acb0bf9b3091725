"""Towns, and how a town takes part in an edition."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from campaign.domain.base import Link, Row, german_day
from campaign.domain.editions import Edition
from campaign.domain.errors import WindowsFixed
from campaign.domain.windows import by_time, in_order, within
from regio_chassis.errors import Invalid
from regio_chassis.rows import Stateful, enum_field, json_field, new_id, status_field, utc_field
from regio_events import OfferDate, Window
from regio_events import campaign as events

_Stated = TypeVar("_Stated", events.TownDeclared, events.TownConfirmed, events.TownPublished, events.TownWithdrew)


class Town(Row, table=True):
    """
    A place of the campaign.

    ``key`` is the place, ``municipality`` the municipality it belongs to: Leinefelde and Worbis are two places of
    one. Decisions of the network name either.
    """

    __tablename__: ClassVar[str] = "town"

    key: str = Field(primary_key=True)
    version: int = 1
    name: str
    municipality: str = Field(index=True)
    municipality_key: str
    county: str
    catholic: bool = Field(description="Fronleichnam is a public holiday here")
    latitude: float
    longitude: float
    links: tuple[Link, ...] = json_field(tuple[Link, ...])
    source: str | None = None

    def answers_to(self, keys: Sequence[str]) -> bool:
        """Whether ``keys`` name this place or its municipality."""
        return self.key in keys or self.municipality in keys


class TownStatus(StrEnum):
    """How far a town's participation is."""

    INVITED = "invited"
    DECLARED = "declared"
    CONFIRMED = "confirmed"
    PUBLISHED = "published"
    ENDED = "ended"
    REPORTED = "reported"
    WITHDRAWN = "withdrawn"


class Attention(StrEnum):
    """Why the chamber should look at a participation that no event may change by itself any more."""

    DECISION_REVOKED = "decision_revoked"
    WINDOWS_DECIDED = "windows_decided"


TAKING_PART = frozenset({TownStatus.CONFIRMED, TownStatus.PUBLISHED})
"""The chamber has confirmed the town, and it is not over: its action windows count."""

REMIND_EVERY = timedelta(days=7)

UNCONFIRMED = frozenset({TownStatus.INVITED, TownStatus.DECLARED})
OPEN_WINDOWS = UNCONFIRMED | {TownStatus.CONFIRMED}


class TownParticipation(Row, Stateful, table=True):
    """
    One town in one edition.

    ``decision_id`` is the decision of the network by which the town takes part; ``windows_decision_id`` and
    ``windows_decision_version`` name the decision that the windows were last taken from, so that reading it
    again changes nothing.
    """

    TRANSITIONS: ClassVar = {
        TownStatus.INVITED: {"declare": TownStatus.DECLARED, "withdraw": TownStatus.WITHDRAWN},
        TownStatus.DECLARED: {"confirm": TownStatus.CONFIRMED, "withdraw": TownStatus.WITHDRAWN},
        TownStatus.CONFIRMED: {"publish": TownStatus.PUBLISHED, "withdraw": TownStatus.WITHDRAWN},
        TownStatus.PUBLISHED: {"end": TownStatus.ENDED, "withdraw": TownStatus.WITHDRAWN},
        TownStatus.ENDED: {"report": TownStatus.REPORTED},
        TownStatus.REPORTED: {},
        TownStatus.WITHDRAWN: {},
    }

    __tablename__: ClassVar[str] = "town_participation"
    __table_args__ = (
        Index(
            "uq_town_participation_edition_id_town_key",
            "edition_id",
            "town_key",
            unique=True,
            sqlite_where=text("status <> 'withdrawn'"),
            postgresql_where=text("status <> 'withdrawn'"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    edition_id: UUID = Field(foreign_key="edition.id")
    town_key: str = Field(foreign_key="town.key", index=True)
    municipality_key: str
    status: TownStatus = status_field(TownStatus, TownStatus.INVITED)
    windows: tuple[Window, ...] = json_field(tuple[Window, ...], default=())
    lead_organisation: str | None = None
    contact: str | None = Field(default=None, description="How to reach the lead organisation; public")
    decision_id: UUID | None = Field(default=None, index=True)
    windows_decision_id: UUID | None = None
    windows_decision_version: int | None = None
    attention: Attention | None = enum_field(Attention, nullable=True)
    reminders: int = Field(default=0, description="How often it was reminded of its report")
    reminded_at: datetime | None = utc_field(nullable=True)
    reason: str | None = None
    source: str | None = None

    def declare(self) -> events.TownDeclared:
        self._step("declare")
        return self._state(events.TownDeclared)

    def confirm(self) -> events.TownConfirmed:
        """Clears the mark for the chamber: who confirms has looked."""
        self._step("confirm")
        self.attention = None
        return self._state(events.TownConfirmed)

    def publish(self, edition: Edition) -> events.TownPublished:
        """
        Make the programme public and fix the windows.

        Raises:
            Invalid: there is no action window yet and the edition is not year-round.
            EditionNotOpen: the edition is over or cancelled.
        """
        self._insist_on("publish")
        edition.insist_on_towns()
        if not self.windows and not edition.year_round:
            raise Invalid("a town publishes its programme with at least one action window", pointer="/windows")
        self._step("publish")
        return self._state(events.TownPublished)

    def end(self) -> None:
        self._step("end")

    def report(self) -> None:
        self._step("report")

    def remind(self, *, at: datetime) -> bool:
        """Remind of the report; whether it was: not within a week of the last time, and not once it is in."""
        if self.status is not TownStatus.ENDED:
            return False
        if self.reminded_at is not None and at - self.reminded_at < REMIND_EVERY:
            return False
        self.reminders += 1
        self.reminded_at = at
        return True

    def withdraw(self, *, reason: str) -> events.TownWithdrew:
        self._step("withdraw")
        self.reason = reason
        return self._state(events.TownWithdrew)

    def set_windows(self, windows: Sequence[Window], *, year: int, held: Sequence[OfferDate] = ()) -> None:
        """
        Replace the action windows; ``year`` is that of the edition, ``held`` are dates published in the old ones.

        Raises:
            WindowsFixed: the programme is public, or a published date would lie outside, or the participation is over.
            Invalid: a window is not in ``year``, or two overlap.
        """
        if self.status not in OPEN_WINDOWS:
            raise WindowsFixed(f"the participation is {self.status}, its action windows do not change any more")
        ordered = in_order(windows, year=year)
        for published in held:
            if not within(published, ordered):
                raise WindowsFixed(f"a published offer takes place on {german_day(published.day)}, outside of these")
        self.windows = ordered

    def follow_windows(
        self, windows: Sequence[Window], *, decision_id: UUID, version: int, held: Sequence[OfferDate] = ()
    ) -> bool:
        """
        Take over windows that the network decided; flagged for the chamber once the programme is public.

        Public is also what has been published (``held``) and would lie outside of them.

        Returns whether anything changed: the same version of a decision counts once, so that windows which
        people changed afterwards stay.
        """
        followed = (self.windows_decision_id, self.windows_decision_version) == (decision_id, version)
        if followed or self.status not in OPEN_WINDOWS | TAKING_PART:
            return False
        self.windows_decision_id, self.windows_decision_version = decision_id, version
        if self.status in OPEN_WINDOWS and all(within(published, windows) for published in held):
            self.windows = tuple(sorted(windows, key=by_time))
        elif self.windows != tuple(windows):
            self.attention = Attention.WINDOWS_DECIDED
        return True

    def lose_decision(self) -> events.TownWithdrew | None:
        """The decision behind it holds no longer: withdrawn if unconfirmed, else flagged for the chamber."""
        if self.status in UNCONFIRMED:
            return self.withdraw(reason="Der Beschluss des Netzwerks gilt nicht mehr.")
        if self.status in TAKING_PART:
            self.attention = Attention.DECISION_REVOKED
        return None

    def _state(self, fact: type[_Stated]) -> _Stated:
        return fact(
            participation_id=self.id,
            edition_id=self.edition_id,
            town_key=self.town_key,
            municipality_key=self.municipality_key,
            windows=self.windows,
            decision_id=self.decision_id,
        )
