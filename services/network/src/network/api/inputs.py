"""Inputs that several resources share."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy.sql.elements import SQLCoreOperations

from regio_chassis.web import Body, Day, Line, LocalTime, Text
from regio_events import Window

Orderings = Mapping[str, Sequence[SQLCoreOperations[Any]]]

Name = Annotated[str, Line(120)]
Title = Annotated[str, Line(200)]
Source = Annotated[str, Line(500)]
Reason = Annotated[str, Text(500)]
Url = Annotated[str, Line(300), Field(pattern=r"^https?://[^\s<>\"]+$")]
ReasonCode = Annotated[str, Field(pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*$", max_length=60)]
MunicipalityKey = Annotated[str, Field(pattern=r"^[0-9]{8}$", description="Amtlicher Gemeindeschlüssel, eight digits")]


def _nothing() -> None:
    return None


def unset() -> Any:
    """The default of a field that may be left out, but not be null; ``changes`` leaves it out as well."""
    return Field(default_factory=_nothing)


def changes(body: Body) -> dict[str, Any]:
    """The fields that were sent."""
    return {name: getattr(body, name) for name in body.model_fields_set}


class WindowBody(Body):
    """Hours of one day, local time Europe/Berlin."""

    model_config = ConfigDict(json_schema_extra={"example": {"day": "2026-09-12", "opens": "09:00", "closes": "18:00"}})

    day: Day
    opens: LocalTime
    closes: LocalTime

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> Self:
        if self.closes <= self.opens:
            raise PydanticCustomError("closes_before_it_opens", "A window should close after it opens")
        return self

    def window(self) -> Window:
        """The same as events carry it."""
        return Window(day=self.day, opens=self.opens, closes=self.closes)


class ReasonBody(Body):
    """Why, in words for those concerned."""

    model_config = ConfigDict(json_schema_extra={"example": {"reason": "Zu wenige Anmeldungen"}})

    reason: Reason
