"""Constrained types and value objects that the events of several owners share."""

from datetime import UTC, date, datetime, time
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


def _wall_time(value: time) -> time:
    if value.tzinfo is not None or value.second or value.microsecond:
        raise ValueError("a wall time has hours and minutes only, and no offset")
    return value


def _minutes(value: time) -> str:
    return value.isoformat("minutes")


UtcDatetime = Annotated[AwareDatetime, AfterValidator(_utc)]
"""An instant; any offset is accepted and turned into UTC."""

WallTime = Annotated[
    time,
    AfterValidator(_wall_time),
    PlainSerializer(_minutes, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9]$"}),
]
"""Local time in Europe/Berlin, ``HH:MM``."""

Slug = Annotated[str, Field(pattern=SLUG, max_length=60)]
TownKey = Annotated[str, Field(pattern=SLUG, max_length=60)]
"""A place such as ``leinefelde``; umlauts are written out (``soemmerda``)."""

MunicipalityKey = Annotated[str, Field(pattern=r"^[0-9]{8}$")]
"""Amtlicher Gemeindeschlüssel (AGS), eight digits."""

Code = Annotated[str, Field(pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*$", max_length=60)]
"""A value of a list that its owner may extend without a new major version."""

Label = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=200)]
"""One line of text that an organisation published."""

Kldb = Annotated[str, Field(pattern=r"^[0-9]{5}$")]
"""Occupation after KldB 2010, five digits."""

KldbGroup = Annotated[str, Field(pattern=r"^[0-9]{1,4}$")]
"""Group of occupations: the first one to four digits of a KldB 2010 code."""

WidNr = Annotated[str, Field(pattern=r"^DE[0-9]{9}(-[0-9]{5})?$")]
"""Wirtschafts-Identifikationsnummer, with or without the number of the establishment."""

Year = Annotated[int, Field(ge=2000, le=2100)]
SchoolYear = Annotated[str, Field(pattern=r"^20[0-9]{2}/[0-9]{2}$")]
"""Such as ``2026/27``."""

Weekday = Annotated[int, Field(ge=1, le=5)]
"""ISO weekday of a school day: 1 Monday to 5 Friday."""

Percent = Annotated[int, Field(ge=0, le=100)]
Count = Annotated[int, Field(ge=0, le=2_147_483_647)]
Sequence = Annotated[int, Field(ge=0, le=2_147_483_647)]
"""Revision as in iCalendar: raised by one with each change that matters to an attendee."""

SUPPRESS_BELOW = 5
"""Counts of people below this are never sent. Source: spec 20-http.md, personal data."""

SuppressedCount = Annotated[int, Field(ge=SUPPRESS_BELOW, le=2_147_483_647)] | None
"""A count of people, or null when it is below five."""


def suppress(count: int) -> int | None:
    """The count as it may be sent: itself, or None below five (zero included)."""
    return count if count >= SUPPRESS_BELOW else None


class Value(BaseModel):
    """Base of the value objects inside events."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Window(Value):
    """The hours of one day on which a town's businesses take part together."""

    day: date = Field(description="Calendar day")
    opens: WallTime = Field(description="Local time Europe/Berlin, HH:MM")
    closes: WallTime = Field(description="Local time Europe/Berlin, HH:MM; later than opens")

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError("a window closes after it opens")
        return self


class OfferDate(Value):
    """One date on which an offer takes place."""

    day: date = Field(description="Calendar day on which it starts")
    starts: WallTime = Field(description="Local time Europe/Berlin, HH:MM")
    ends: WallTime = Field(description="Local time Europe/Berlin, HH:MM; not later than starts: on the next day")
