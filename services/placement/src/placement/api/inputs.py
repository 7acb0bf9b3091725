"""Input types that several bodies of this service share."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import Field

from placement.domain.requirements import Requirement
from placement.domain.schools import ClosedDayKind
from placement.domain.working_hours import DayHours
from regio_chassis.web import Body, Day, Line, LocalTime, Text

Name = Annotated[str, Line(200)]
Contact = Annotated[str, Line(200)]
Phone = Annotated[str, Line(60)]
Postcode = Annotated[str, Field(pattern=r"^[0-9]{5}$")]
Kldb = Annotated[str, Field(pattern=r"^[0-9]{5}$", description="KldB 2010, five digits", examples=["62512"])]
KldbBeginning = Annotated[
    str, Query(pattern=r"^[0-9]{1,5}$", description="Code or the beginning of one", examples=["223"])
]
Reason = Annotated[str, Text(500)]
SchoolYearKey = Annotated[str, Field(pattern=r"^20[0-9]{2}/[0-9]{2}$", description="Such as 2026/27")]
Weekday = Annotated[int, Field(ge=1, le=5, description="ISO weekday: 1 Monday to 5 Friday")]
Requirements = Annotated[list[Requirement], Field(max_length=20)]
ClosedDays = Annotated[list[Day], Field(max_length=366)]
WidNr = Annotated[str, Field(pattern=r"^DE[0-9]{9}(-[0-9]{5})?$")]


def unchanged(**field: Any) -> Any:
    """A field of a change that may be left out, but not be null."""
    return Field(default_factory=lambda: None, **field)


class ClosedDayBody(Body):
    """A day on which a school is closed."""

    day: Day
    kind: ClosedDayKind


class BreakBody(Body):
    """A break within the day."""

    starts: LocalTime = Field(examples=["11:30"])
    ends: LocalTime = Field(examples=["12:00"])


class HoursBody(Body):
    """One practice day from start to end, local time, with its breaks in order."""

    starts: LocalTime = Field(examples=["08:00"])
    ends: LocalTime = Field(examples=["14:30"])
    breaks: list[BreakBody] = Field(default=[], max_length=6)

    def day(self) -> DayHours:
        """As the rules know it."""
        return DayHours.model_validate(self.model_dump())


class ReasonBody(Body):
    """Why."""

    reason: Reason = Field(examples=["Die Betreuung ist zurzeit nicht gesichert."])
