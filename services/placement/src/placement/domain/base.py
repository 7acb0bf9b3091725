"""The base of this service's tables, and how sensitive each of their columns is."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeEngine
from sqlmodel import Field

from regio_chassis import rows
from regio_chassis.rows import NAMING

HERE = ZoneInfo("Europe/Berlin")


def local_day(at: datetime) -> date:
    """The calendar day in Thuringia at an instant."""
    return at.astimezone(HERE).date()


class DataClass(StrEnum):
    """Whom the content of a column is about, and so who may ever see it."""

    PUBLIC = "public"
    ORGANISATION = "organisation"
    PERSON = "person"
    MINOR = "minor"
    SECRET = "secret"  # noqa: S105 - a class of data


class Row(rows.Row, registry=registry()):
    """Base of every table of this service."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


def kept(data_class: DataClass, *, type_: TypeEngine[Any] | type[TypeEngine[Any]] | None = None, **field: Any) -> Any:
    """A column of this data class; ``type_`` where the annotation does not say the type, the rest as for ``Field``."""
    if type_ is not None:
        field["sa_type"] = type_
    return Field(sa_column_kwargs={"info": {"data_class": data_class}}, **field)


def public(**field: Any) -> Any:
    """Anybody may see it."""
    return kept(DataClass.PUBLIC, **field)


def organisation(**field: Any) -> Any:
    """About an organisation; for those who work with it."""
    return kept(DataClass.ORGANISATION, **field)


def person(**field: Any) -> Any:
    """About an adult, in their function."""
    return kept(DataClass.PERSON, **field)
