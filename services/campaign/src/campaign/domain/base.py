"""What all tables of this service share, and the day as the towns count it."""

from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import MetaData
from sqlalchemy.orm import registry

from regio_chassis import rows

BERLIN = ZoneInfo("Europe/Berlin")


class Row(rows.Row, registry=registry()):
    """Base of every table of this service."""

    metadata = MetaData(naming_convention=rows.NAMING)


class Link(BaseModel):
    """A page elsewhere, with the German words to click on."""

    model_config = ConfigDict(frozen=True)

    label: Annotated[str, Field(max_length=80, examples=["Internetseite"])]
    url: Annotated[str, Field(max_length=300, pattern=r"^https?://[!-~]+$", examples=["https://example.org/"])]


def local_day(at: datetime) -> date:
    """The calendar day in the towns, on which deadlines and programmes count."""
    return at.astimezone(BERLIN).date()


def german_day(day: date) -> str:
    """Such as ``10.09.2021``."""
    return f"{day:%d.%m.%Y}"
