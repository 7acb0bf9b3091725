"""What experts find out about a town before it sets to work, and figures over the years."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlmodel import Field

from network.domain.base import Row, local_day
from network.domain.errors import AnalysisOver, NothingFound
from regio_chassis.rows import Stateful, enum_field, new_id, status_field, utc_field
from regio_events.network import AnalysisPresented


class AnalysisStatus(StrEnum):
    """How far an analysis is."""

    COMMISSIONED = "commissioned"
    RUNNING = "running"
    PRESENTED = "presented"


class FindingKind(StrEnum):
    """What a finding is."""

    WEAKNESS = "weakness"
    STRENGTH = "strength"
    POTENTIAL = "potential"


class Analysis(Row, Stateful, table=True):
    """Experts look at one town. ``experts`` is an office or institute, never a person."""

    __tablename__ = "analysis"

    TRANSITIONS: ClassVar[Mapping[AnalysisStatus, Mapping[str, AnalysisStatus]]] = {
        AnalysisStatus.COMMISSIONED: {"start": AnalysisStatus.RUNNING},
        AnalysisStatus.RUNNING: {"present": AnalysisStatus.PRESENTED},
        AnalysisStatus.PRESENTED: {},
    }

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    town_key: str = Field(foreign_key="town.key", index=True, max_length=60)
    title: str = Field(max_length=200)
    experts: str = Field(max_length=120)
    document_url: str | None = Field(default=None, max_length=300)
    status: AnalysisStatus = status_field(AnalysisStatus, AnalysisStatus.COMMISSIONED)
    presented_on: date | None = None
    source: str | None = Field(default=None, max_length=500)
    created_at: datetime = utc_field()

    def rewrite(self, changes: Mapping[str, str | None]) -> None:
        """
        Change what it is called, who makes it, and where its document is.

        Raises:
            AnalysisOver: it was presented.
        """
        self._insist_on_work()
        for name, value in changes.items():
            setattr(self, name, value)

    def start(self) -> None:
        """The experts set to work; findings can be written down."""
        self._step("start")

    def find(self, *, kind: FindingKind, field: str, text: str, priority: int, at: datetime) -> "Finding":
        """
        Write a finding down; ``priority`` 1 is the most urgent of three.

        Raises:
            AnalysisOver: it was presented, or has not begun.
        """
        if self.status is not AnalysisStatus.RUNNING:
            raise AnalysisOver("findings are written down while the analysis runs")
        return Finding(
            analysis_id=self.id,
            town_key=self.town_key,
            kind=kind,
            field=field,
            text=text,
            priority=priority,
            created_at=at,
        )

    def present(self, findings: Iterable["Finding"], *, at: datetime) -> AnalysisPresented:
        """
        The town hears what was found; from now on anybody may read it.

        Raises:
            NothingFound: there is nothing to present.
        """
        self._insist_on("present")
        counts = {kind: Counter[str]() for kind in FindingKind}
        for finding in findings:
            counts[finding.kind][finding.field] += 1
        if not any(counts.values()):
            raise NothingFound("an analysis without findings cannot be presented")
        self._step("present")
        self.presented_on = local_day(at)
        return AnalysisPresented(
            analysis_id=self.id,
            town_key=self.town_key,
            weaknesses=dict(counts[FindingKind.WEAKNESS]),
            strengths=dict(counts[FindingKind.STRENGTH]),
            potentials=dict(counts[FindingKind.POTENTIAL]),
        )

    def _insist_on_work(self) -> None:
        if self.status is AnalysisStatus.PRESENTED:
            raise AnalysisOver("a presented analysis stays as it is")


class Finding(Row, table=True):
    """A weakness, a strength or a potential of a town, in one field of action."""

    __tablename__ = "finding"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    analysis_id: UUID = Field(foreign_key="analysis.id", index=True)
    town_key: str = Field(foreign_key="town.key", index=True, max_length=60)
    kind: FindingKind = enum_field(FindingKind)
    field: str = Field(foreign_key="field_of_action.key", index=True, max_length=60)
    text: str = Field(max_length=2000)
    priority: int
    created_at: datetime = utc_field()
