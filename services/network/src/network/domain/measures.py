"""Measures: what a town does about a weakness or with an idea, from the first thought to the evaluation."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Self
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from network.domain.base import Row
from network.domain.decisions import Decision, insist_on_carrying
from network.domain.errors import ChildrenOpen, NotRunning, ProgressDerived
from network.domain.measure_parts import UNFINISHED, Share, mean
from network.domain.milestones import MeasureTown, insist_on_order
from regio_chassis.rows import Stateful, enum_field, json_field, new_id, status_field, utc_field
from regio_chassis.search import searchable
from regio_events.network import (
    MeasureChanged,
    MeasureCompleted,
    MeasureStarted,
    MeasureStatus,
    MeasureTransferred,
)

EVENTS_FIELD = "aktionen-events"
"""The field of action "Aktionen und Events", in which a town takes part in the campaign."""


class Participation(StrEnum):
    """How citizens take part. Source: IAP2 Spectrum of Public Participation."""

    NONE = "none"
    INFORM = "inform"
    CONSULT = "consult"
    INVOLVE = "involve"
    COLLABORATE = "collaborate"
    EMPOWER = "empower"


class Measure(Row, Stateful, table=True):
    """
    One measure of one or several towns. With parts (measures whose ``parent_id`` it is) its progress follows theirs.

    ``thread_id`` is the correlation of its events. ``edition_id`` is set on a town's taking part in an edition of the
    campaign; ``told_at`` is the time of the last event of the campaign that moved it. ``searchable`` is title and text
    as searching compares them.
    """

    __tablename__ = "measure"
    __table_args__ = (Index("ix_measure_created", "created_at", "id"),)

    TRANSITIONS: ClassVar[Mapping[MeasureStatus, Mapping[str, MeasureStatus]]] = {
        MeasureStatus.IDEA: {"decide": MeasureStatus.DECIDED, "drop": MeasureStatus.DROPPED},
        MeasureStatus.DECIDED: {"plan": MeasureStatus.PLANNED, "drop": MeasureStatus.DROPPED},
        MeasureStatus.PLANNED: {"start": MeasureStatus.RUNNING, "drop": MeasureStatus.DROPPED},
        MeasureStatus.RUNNING: {
            "pause": MeasureStatus.PAUSED,
            "complete": MeasureStatus.DONE,
            "drop": MeasureStatus.DROPPED,
        },
        MeasureStatus.PAUSED: {"resume": MeasureStatus.RUNNING, "drop": MeasureStatus.DROPPED},
        MeasureStatus.DONE: {"evaluate": MeasureStatus.EVALUATED},
        MeasureStatus.EVALUATED: {},
        MeasureStatus.DROPPED: {},
    }

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    thread_id: UUID
    title: str = Field(max_length=200)
    text: str | None = Field(default=None, max_length=4000)
    searchable: str = Field(max_length=6500)
    field_key: str = Field(foreign_key="field_of_action.key", index=True, max_length=60)
    town_keys: list[str] = json_field(list[str])
    status: MeasureStatus = status_field(MeasureStatus, MeasureStatus.IDEA)
    progress: int = 0
    weight: int = 1
    parent_id: UUID | None = Field(default=None, foreign_key="measure.id", index=True)
    responsible: str | None = Field(default=None, max_length=120)
    participation: Participation = enum_field(Participation, default=Participation.NONE)
    starts_on: date | None = None
    ends_on: date | None = None
    affects_access: bool = False
    decision_id: UUID | None = Field(default=None, foreign_key="decision.id", index=True)
    origin_measure_id: UUID | None = Field(default=None, foreign_key="measure.id", index=True)
    edition_id: UUID | None = Field(default=None, index=True)
    told_at: datetime | None = utc_field(nullable=True)
    reason: str | None = Field(default=None, max_length=500)
    evaluation: str | None = Field(default=None, max_length=4000)
    source: str | None = Field(default=None, max_length=500)
    created_at: datetime = utc_field()

    @classmethod
    def propose(
        cls,
        *,
        decided: bool,
        title: str,
        text: str | None,
        town_keys: Collection[str],
        thread_id: UUID,
        at: datetime,
        **values: Any,
    ) -> tuple[Self, MeasureChanged]:
        """A new measure: a thought, or ``decided`` already."""
        status = MeasureStatus.DECIDED if decided else MeasureStatus.IDEA
        towns = sorted(set(town_keys))
        measure = cls(
            status=status,
            title=title,
            text=text,
            searchable=searchable(title, text),
            town_keys=towns,
            thread_id=thread_id,
            created_at=at,
            **values,
        )
        return measure, measure._changed(None)

    def transfer(
        self, *, town_keys: Collection[str], thread_id: UUID, at: datetime, source: str | None = None
    ) -> tuple[Self, MeasureTransferred]:
        """The same measure as another town begins it, which keeps where it came from."""
        taken = type(self)(
            title=self.title,
            text=self.text,
            searchable=self.searchable,
            field_key=self.field_key,
            participation=self.participation,
            town_keys=sorted(set(town_keys)),
            origin_measure_id=self.id,
            thread_id=thread_id,
            source=source,
            created_at=at,
        )
        return taken, MeasureTransferred(**taken._facts(None))

    def decide(self, decision: Decision) -> MeasureChanged:
        """
        Towns decided that it is to be done.

        Raises:
            NoDecision: the decision does not stand, was not adopted, or is of another kind.
        """
        before = self.status
        self._insist_on("decide")
        insist_on_carrying(decision)
        self._step("decide")
        self.decision_id = decision.id
        return self._changed(before)

    def plan(self, *, starts_on: date, ends_on: date, affects_access: bool) -> MeasureChanged:
        """
        Fix when it is done, and whether streets, parking or entrances are affected.

        Raises:
            DatesReversed: it ends before it starts.
        """
        before = self.status
        self._insist_on("plan")
        insist_on_order(starts_on, ends_on)
        self._step("plan")
        self.starts_on, self.ends_on, self.affects_access = starts_on, ends_on, affects_access
        return self._changed(before)

    def start(self) -> MeasureStarted:
        """Work begins."""
        before = self.status
        self._step("start")
        return MeasureStarted(**self._facts(before))

    def pause(self, *, reason: str) -> MeasureChanged:
        """Work rests."""
        before = self.status
        self._step("pause")
        self.reason = reason
        return self._changed(before)

    def resume(self) -> MeasureChanged:
        """Work goes on."""
        before = self.status
        self._step("resume")
        self.reason = None
        return self._changed(before)

    def complete(self, parts: Iterable[Share] = ()) -> MeasureCompleted:
        """
        It is done.

        Raises:
            ChildrenOpen: one of its parts is not.
        """
        before = self.status
        self._insist_on("complete")
        if any(part.status in UNFINISHED for part in parts):
            raise ChildrenOpen("a measure is done when its parts are")
        self._step("complete")
        self.progress = 100
        return MeasureCompleted(**self._facts(before))

    def evaluate(self, text: str) -> MeasureChanged:
        """Say what came of it."""
        before = self.status
        self._step("evaluate")
        self.evaluation = text
        return self._changed(before)

    def drop(self, *, reason: str) -> MeasureChanged:
        """It is not done."""
        before = self.status
        self._step("drop")
        self.reason = reason
        return self._changed(before)

    def advance(self, progress: int, *, has_parts: bool) -> MeasureChanged:
        """
        State how far it is, in percent.

        Raises:
            NotRunning: nobody works on it.
            ProgressDerived: it follows from its parts.
        """
        if self.status not in (MeasureStatus.RUNNING, MeasureStatus.PAUSED):
            raise NotRunning("only what has begun and is not done makes progress")
        if has_parts:
            raise ProgressDerived("its progress follows from its parts", pointer="/progress")
        self.progress = progress
        return self._changed(self.status)

    def follow(self, parts: Iterable[Share]) -> MeasureChanged | None:
        """Take over the weighted mean of its parts; dropped ones do not count. None: nothing changed."""
        progress = mean(parts)
        if progress is None or progress == self.progress or self.status not in UNFINISHED:
            return None
        self.progress = progress
        return self._changed(self.status)

    def rewrite(self, changes: Mapping[str, Any]) -> MeasureChanged | None:
        """
        Change what is said about it. None: nothing that others hear of.

        Raises:
            DatesReversed: it would end before it starts.
        """
        before = self._facts(self.status)
        starts_on, ends_on = changes.get("starts_on", self.starts_on), changes.get("ends_on", self.ends_on)
        if starts_on is not None and ends_on is not None:
            insist_on_order(starts_on, ends_on)
        for name, value in changes.items():
            setattr(self, name, value)
        self.searchable = searchable(self.title, self.text)
        return None if self._facts(self.status) == before else self._changed(self.status)

    def towns(self) -> list[MeasureTown]:
        """The towns that carry it, one row each."""
        return [MeasureTown(measure_id=self.id, town_key=key) for key in self.town_keys]

    def _changed(self, before: MeasureStatus | None) -> MeasureChanged:
        return MeasureChanged(**self._facts(before))

    def _facts(self, before: MeasureStatus | None) -> dict[str, Any]:
        return {
            "measure_id": self.id,
            "town_keys": tuple(self.town_keys),
            "field": self.field_key,
            "from_status": before,
            "to_status": self.status,
            "progress_percent": self.progress,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
            "affects_access": self.affects_access,
            "origin_measure_id": self.origin_measure_id,
        }
