"""One year of the campaign."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, TypeVar
from uuid import UUID

from sqlmodel import Field

from campaign.domain.base import Link, Row, german_day, local_day
from campaign.domain.errors import EditionNotOpen, ReportsMissing
from regio_chassis.errors import Invalid
from regio_chassis.rows import Stateful, json_field, new_id, status_field
from regio_events import campaign as events

_Stated = TypeVar(
    "_Stated",
    events.EditionAnnounced,
    events.EditionOpened,
    events.EditionClosed,
    events.EditionStarted,
    events.EditionEnded,
    events.EditionCancelled,
)


class EditionStatus(StrEnum):
    """How far an edition is."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    REGISTRATION_OPEN = "registration_open"
    REGISTRATION_CLOSED = "registration_closed"
    RUNNING = "running"
    ENDED = "ended"
    EVALUATED = "evaluated"
    CANCELLED = "cancelled"


TAKES_TOWNS = frozenset(
    {
        EditionStatus.ANNOUNCED,
        EditionStatus.REGISTRATION_OPEN,
        EditionStatus.REGISTRATION_CLOSED,
        EditionStatus.RUNNING,
    }
)
"""Towns may join as soon as the edition is announced, late ones also while it runs."""

TAKES_OFFERS = TAKES_TOWNS - {EditionStatus.ANNOUNCED}
"""Offers may be handed in and reviewed from the opening of registration to the end."""


class Edition(Row, Stateful, table=True):
    """One year of the campaign. ``year_round``: offers need not lie in the towns' action windows."""

    TRANSITIONS: ClassVar = {
        EditionStatus.DRAFT: {"announce": EditionStatus.ANNOUNCED, "cancel": EditionStatus.CANCELLED},
        EditionStatus.ANNOUNCED: {"open": EditionStatus.REGISTRATION_OPEN, "cancel": EditionStatus.CANCELLED},
        EditionStatus.REGISTRATION_OPEN: {
            "close": EditionStatus.REGISTRATION_CLOSED,
            "cancel": EditionStatus.CANCELLED,
        },
        EditionStatus.REGISTRATION_CLOSED: {"start": EditionStatus.RUNNING, "cancel": EditionStatus.CANCELLED},
        EditionStatus.RUNNING: {"end": EditionStatus.ENDED, "cancel": EditionStatus.CANCELLED},
        EditionStatus.ENDED: {"evaluate": EditionStatus.EVALUATED},
        EditionStatus.EVALUATED: {},
        EditionStatus.CANCELLED: {},
    }

    __tablename__: ClassVar[str] = "edition"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    year: int = Field(unique=True)
    motto: str
    kickoff_days: tuple[date, ...] = json_field(tuple[date, ...])
    register_until: date | None = None
    order_until: date | None = None
    year_round: bool = False
    status: EditionStatus = status_field(EditionStatus, EditionStatus.DRAFT)
    cancel_reason: str | None = None
    links: tuple[Link, ...] = json_field(tuple[Link, ...], default=())
    source: str | None = None

    def announce(self) -> events.EditionAnnounced:
        self._insist_on("announce")
        self.check()
        self._step("announce")
        return self._state(events.EditionAnnounced)

    def open(self, *, at: datetime) -> events.EditionOpened:
        """
        Let businesses register.

        Raises:
            Invalid: the last day to register has already passed.
        """
        self._insist_on("open")
        if self.register_until is not None and self.register_until < local_day(at):
            raise Invalid(
                f"the last day to register, {german_day(self.register_until)}, has passed", pointer="/register_until"
            )
        self._step("open")
        return self._state(events.EditionOpened)

    def close(self) -> events.EditionClosed:
        self._step("close")
        return self._state(events.EditionClosed)

    def start(self) -> events.EditionStarted:
        self._step("start")
        return self._state(events.EditionStarted)

    def end(self) -> events.EditionEnded:
        self._step("end")
        return self._state(events.EditionEnded)

    def evaluate(self, *, missing: int = 0) -> None:
        """
        What came of it is known; ``missing`` is the number of towns whose report is still wanted.

        Raises:
            ReportsMissing: there are some.
        """
        self._insist_on("evaluate")
        if missing:
            raise ReportsMissing(f"{missing} of the towns of edition {self.year} have not reported")
        self._step("evaluate")

    def cancel(self, *, reason: str) -> events.EditionCancelled:
        self._step("cancel")
        self.cancel_reason = reason
        return self._state(events.EditionCancelled)

    def check(self) -> None:
        """
        Insist that the dates fit together.

        Raises:
            Invalid: a day lies outside the year or after the kick-off it prepares.
        """
        if not self.kickoff_days:
            raise Invalid("an edition has at least one kick-off day", pointer="/kickoff_days")
        for index, day in enumerate(self.kickoff_days):
            if day.year != self.year:
                raise Invalid(f"a kick-off day lies in {self.year}", pointer=f"/kickoff_days/{index}")
        if list(self.kickoff_days) != sorted(set(self.kickoff_days)):
            raise Invalid("kick-off days are named once each and in order", pointer="/kickoff_days")
        for name, last in (("register_until", self.register_until), ("order_until", self.order_until)):
            if last is not None and last > self.kickoff_days[-1] and not self.year_round:
                raise Invalid("the last day lies before the end of the kick-off", pointer=f"/{name}")

    def insist_on_towns(self) -> None:
        """
        Insist that towns may join.

        Raises:
            EditionNotOpen: the edition is not announced yet, over or cancelled.
        """
        if self.status not in TAKES_TOWNS:
            raise EditionNotOpen(f"edition {self.year} is {self.status}, towns cannot join it")

    def insist_on_taking_place(self) -> None:
        """
        Insist that it was not cancelled.

        Raises:
            EditionNotOpen: it was.
        """
        if self.status is EditionStatus.CANCELLED:
            raise EditionNotOpen(f"edition {self.year} is {self.status}")

    def registers_on(self, day: date) -> bool:
        """Whether a business may register on ``day``."""
        return self.status is EditionStatus.REGISTRATION_OPEN and (
            self.register_until is None or day <= self.register_until
        )

    def _state(self, fact: type[_Stated]) -> _Stated:
        return fact(
            edition_id=self.id,
            year=self.year,
            kickoff_days=self.kickoff_days,
            register_until=self.register_until,
            order_until=self.order_until,
        )
