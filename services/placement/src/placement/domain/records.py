"""What pupil, tutor and teacher write about a placement: diary, assessment, visits, incidents."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from placement.domain.base import Row, minor
from placement.domain.refusals import TooEarly
from regio_chassis.rows import EnumText, JsonOf, Stateful, UtcDateTime, new_id


class DiaryStatus(StrEnum):
    """The pupil writes, the tutor initials, the teacher grades."""

    WRITTEN = "written"
    INITIALLED = "initialled"
    GRADED = "graded"


class DiaryEntry(Row, Stateful, table=True):
    """What a pupil wrote about one practice day; what the tutor initialled is not rewritten."""

    __tablename__: ClassVar[str] = "diary_entry"

    TRANSITIONS: ClassVar[Mapping[DiaryStatus, Mapping[str, DiaryStatus]]] = {
        DiaryStatus.WRITTEN: {"write": DiaryStatus.WRITTEN, "initial": DiaryStatus.INITIALLED},
        DiaryStatus.INITIALLED: {"grade": DiaryStatus.GRADED},
        DiaryStatus.GRADED: {"grade": DiaryStatus.GRADED},
    }

    practice_day_id: UUID = minor(foreign_key="practice_day.id", primary_key=True)
    pupil_id: UUID = minor(foreign_key="pupil.id", index=True)
    school_key: str = minor(max_length=60)
    company_id: UUID = minor(foreign_key="company.id")
    text: str = minor(max_length=4000)
    status: DiaryStatus = minor(type_=EnumText(DiaryStatus), default=DiaryStatus.WRITTEN)
    initials: str | None = minor(default=None, max_length=10)
    grade: int | None = minor(default=None)
    written_at: datetime = minor(type_=UtcDateTime)
    version: int = minor(default=1)

    @property
    def id(self) -> UUID:
        return self.practice_day_id

    def write(self, text: str, *, at: datetime) -> None:
        """Write it anew."""
        self._step("write")
        self.text, self.written_at = text, at

    def initial(self, initials: str) -> None:
        """The tutor has read it."""
        self._step("initial")
        self.initials = initials

    def give_grade(self, grade: int) -> None:
        """The teacher's grade, 1 to 6."""
        self._step("grade")
        self.grade = grade


class AssessmentStatus(StrEnum):
    """The company assesses, the pupil hears of it, the teacher grades."""

    DUE = "due"
    SUBMITTED = "submitted"
    DISCUSSED = "discussed"
    GRADED = "graded"


class Criterion(StrEnum):
    """What a company looks at, 1 (fully) to 4 (not yet)."""

    PUNCTUALITY = "punctuality"
    MANNERS = "manners"
    CARE = "care"
    INTEREST = "interest"
    TEAMWORK = "teamwork"
    INDEPENDENCE = "independence"


class Assessment(Row, Stateful, table=True):
    """How a pupil did at a company, one for each placement."""

    __tablename__: ClassVar[str] = "assessment"

    TRANSITIONS: ClassVar[Mapping[AssessmentStatus, Mapping[str, AssessmentStatus]]] = {
        AssessmentStatus.DUE: {"submit": AssessmentStatus.SUBMITTED},
        AssessmentStatus.SUBMITTED: {"discuss": AssessmentStatus.DISCUSSED},
        AssessmentStatus.DISCUSSED: {"grade": AssessmentStatus.GRADED},
        AssessmentStatus.GRADED: {},
    }

    placement_id: UUID = minor(foreign_key="placement.id", primary_key=True)
    pupil_id: UUID = minor(foreign_key="pupil.id", index=True)
    school_key: str = minor(max_length=60)
    company_id: UUID = minor(foreign_key="company.id")
    status: AssessmentStatus = minor(type_=EnumText(AssessmentStatus), default=AssessmentStatus.DUE, index=True)
    marks: dict[Criterion, int] = minor(type_=JsonOf(dict[Criterion, int]), default_factory=dict)
    remark: str | None = minor(default=None, max_length=2000)
    comment: str | None = minor(default=None, max_length=2000)
    grade: int | None = minor(default=None)
    version: int = minor(default=1)

    @property
    def id(self) -> UUID:
        return self.placement_id

    def submit(self, marks: Mapping[Criterion, int], remark: str | None) -> None:
        """The company's view, each mark 1 to 4."""
        self._step("submit")
        self.marks, self.remark = dict(marks), remark

    def discuss(self, comment: str | None) -> None:
        """The pupil has heard of it, and may say something to it."""
        self._step("discuss")
        self.comment = comment

    def give_grade(self, grade: int) -> None:
        """The teacher's grade, 1 to 6."""
        self._step("grade")
        self.grade = grade


class VisitStatus(StrEnum):
    """Whether a teacher was at the company."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


class Visit(Row, Stateful, table=True):
    """A teacher visits a pupil at the company."""

    __tablename__: ClassVar[str] = "visit"

    TRANSITIONS: ClassVar[Mapping[VisitStatus, Mapping[str, VisitStatus]]] = {
        VisitStatus.PLANNED: {"finish": VisitStatus.DONE, "cancel": VisitStatus.CANCELLED},
        VisitStatus.DONE: {},
        VisitStatus.CANCELLED: {},
    }

    id: UUID = minor(default_factory=new_id, primary_key=True)
    placement_id: UUID = minor(foreign_key="placement.id", index=True)
    pupil_id: UUID = minor(foreign_key="pupil.id", index=True)
    school_key: str = minor(max_length=60, index=True)
    company_id: UUID = minor(foreign_key="company.id", index=True)
    day: date = minor()
    status: VisitStatus = minor(type_=EnumText(VisitStatus), default=VisitStatus.PLANNED)
    note: str | None = minor(default=None, max_length=2000)
    version: int = minor(default=1)

    def finish(self, note: str | None, *, today: date) -> None:
        """
        It took place; what the teacher noted is for the school alone.

        Raises:
            TooEarly: its day has not come.
        """
        self._insist_on("finish")
        if today < self.day:
            raise TooEarly(f"Visit {self.id} is still to come.")
        self._step("finish")
        self.note = note

    def cancel(self) -> None:
        """It does not take place."""
        self._step("cancel")


class IncidentKind(StrEnum):
    """
    What happened. An accident is reported to the accident insurance of the state within three days.

    Source: SGB VII § 193 Abs. 4; pupils are insured on practice days by § 2 Abs. 1 Nr. 8 b.
    """

    ACCIDENT = "accident"
    CONDUCT = "conduct"
    CONFLICT = "conflict"
    UNSUITABLE_WORK = "unsuitable_work"
    OTHER = "other"


class IncidentStatus(StrEnum):
    """Whether somebody still has to do something."""

    OPEN = "open"
    RESOLVED = "resolved"


class Incident(Row, Stateful, table=True):
    """Something happened at a company that the school has to know."""

    __tablename__: ClassVar[str] = "incident"

    TRANSITIONS: ClassVar[Mapping[IncidentStatus, Mapping[str, IncidentStatus]]] = {
        IncidentStatus.OPEN: {"resolve": IncidentStatus.RESOLVED},
        IncidentStatus.RESOLVED: {"reopen": IncidentStatus.OPEN},
    }

    id: UUID = minor(default_factory=new_id, primary_key=True)
    placement_id: UUID = minor(foreign_key="placement.id", index=True)
    pupil_id: UUID = minor(foreign_key="pupil.id", index=True)
    school_key: str = minor(max_length=60, index=True)
    company_id: UUID = minor(foreign_key="company.id", index=True)
    day: date = minor()
    kind: IncidentKind = minor(type_=EnumText(IncidentKind))
    description: str = minor(max_length=2000)
    status: IncidentStatus = minor(type_=EnumText(IncidentStatus), default=IncidentStatus.OPEN)
    resolution: str | None = minor(default=None, max_length=2000)
    version: int = minor(default=1)

    def resolve(self, resolution: str) -> None:
        """What the school did about it."""
        self._step("resolve")
        self.resolution = resolution

    def reopen(self) -> None:
        """It is not over after all."""
        self._step("reopen")
