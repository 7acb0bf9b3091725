"""Types for what comes in: bounded, normalised, without characters that deceive or break."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2100, 12, 31)
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# Arabic letter mark, left-to-right and right-to-left marks, embeddings, overrides, isolates.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REFUSED = frozenset({"Cc", "Cs", "Cn", "Co", "Zl", "Zp"})


class Body(BaseModel):
    """A request body: unknown fields are refused, and nothing is coerced ("5" is not 5, 0 is not a date)."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class View(BaseModel):
    """An answer; built from our own rows, which are trusted."""

    model_config = ConfigDict(extra="ignore", frozen=True, from_attributes=True)

    @classmethod
    def trusting(cls, facts: Mapping[Any, Any]) -> Self:
        """
        All its fields from ``facts``, which may have more.

        As with ``model_construct`` nothing is validated; that takes twice as long, for every row of every list.
        """
        made = cls.__new__(cls)
        fields = cls.__pydantic_fields__
        object.__setattr__(made, "__dict__", {name: facts[name] for name in fields})
        object.__setattr__(made, "__pydantic_fields_set__", set(fields))
        object.__setattr__(made, "__pydantic_extra__", None)
        object.__setattr__(made, "__pydantic_private__", None)
        return made


@dataclass(frozen=True, slots=True)
class Line:
    """
    ``Annotated[str, Line(80)]``: one line of text of at most ``most`` characters.

    It arrives in NFC, trimmed, without zero-width characters; control, unassigned, private and bidi characters are
    refused.
    """

    most: int
    least: int = 1

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        # Decomposed text is up to three times as long as what is stored.
        raw = core_schema.str_schema(strict=True, max_length=3 * self.most)
        return core_schema.no_info_after_validator_function(self._clean, raw)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        # What else the field says of itself, examples for one, comes from the handler.
        return {**handler(schema), "minLength": self.least, "maxLength": self.most}

    def _clean(self, text: str) -> str:
        text = text.strip() if text.isascii() else unicodedata.normalize("NFC", text.translate(_ZERO_WIDTH)).strip()
        return _bounded(text, self.least, self.most, "")


@dataclass(frozen=True, slots=True)
class Text(Line):
    """``Annotated[str, Text(2000)]``: like ``Line``, with line breaks and tabs; zero-width joiners of emoji stay."""

    def _clean(self, text: str) -> str:
        text = text.replace("\r\n", "\n")
        text = text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()
        return _bounded(text, self.least, self.most, "\n\t")


def _bounded(text: str, least: int, most: int, allowed: str) -> str:
    if len(text) < least:
        raise PydanticCustomError(
            "string_too_short", "String should have at least {least} characters", {"least": least}
        )
    if len(text) > most:
        raise PydanticCustomError("string_too_long", "String should have at most {most} characters", {"most": most})
    if not text.isprintable() and any(
        (unicodedata.category(sign) in _REFUSED and sign not in allowed) or sign in _BIDI for sign in text
    ):
        raise PydanticCustomError("character_refused", "String should not contain control or direction characters")
    return text


def _day(value: object) -> object:
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise PydanticCustomError("day", "A day should be written YYYY-MM-DD")
    try:
        day = value if isinstance(value, date) else _iso_day(value)
    except ValueError:
        raise PydanticCustomError("day", "A day should be written YYYY-MM-DD") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise PydanticCustomError("day_out_of_range", "A day should lie between 2000-01-01 and 2100-12-31")
    return day


def _iso_day(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError("not a day")
    return date.fromisoformat(text)


def _local_time(value: object) -> object:
    if isinstance(value, time) and value.tzinfo is None:
        return value
    if not isinstance(value, str) or not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise PydanticCustomError("local_time", "A time of day should be written HH:MM")
    return time.fromisoformat(value)


_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})")


def _instant(value: object) -> object:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) and _INSTANT.fullmatch(value) else value
    except ValueError:
        moment = None
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise PydanticCustomError("instant", "An instant should be written YYYY-MM-DDTHH:MM:SS with Z or an offset")
    if not FIRST_DAY <= moment.date() <= LAST_DAY:
        raise PydanticCustomError("instant_out_of_range", "An instant should lie between the years 2000 and 2100")
    return moment.astimezone(UTC)


Slug = Annotated[str, Field(strict=True, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=1, max_length=60)]
"""A readable key in an address: lower-case ASCII letters, digits and single hyphens."""
Year = Annotated[int, Field(strict=True, ge=2000, le=2100)]
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=Annotated[date, Field()])]
"""A calendar day, ``2026-09-11``, in the years 2000 to 2100."""
LocalTime = Annotated[
    time,
    BeforeValidator(
        _local_time, json_schema_input_type=Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    ),
]
"""A time of day in the town it is about, ``18:30``; no zone."""
Instant = Annotated[datetime, BeforeValidator(_instant)]
"""A moment with its zone, ``2026-09-11T18:30:00+02:00``; arrives in UTC. Without a zone it is refused."""
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
"""How many; a million is more than any programme has of anything."""
Search = Annotated[str, Line(100)]
"""What somebody typed into a search field."""
