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
from regio_chassis.data_classes import DataClass, information
from regio_chassis.rows import NAMING

HERE = ZoneInfo("Europe/Berlin")


def local_day(at: datetime) -> date:
    """The calendar day in Thuringia at an instant."""
    return at.astimezone(HERE).date()


class Row(rows.Row, registry=registry()):
    """Base of every table of this service."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


class Keep(StrEnum):
    """The retention rules that columns name; what they say stands in ``domain.retention``."""

    PROGRAMME = "programme"
    PARTICIPATION = "participation"
    FUNCTION = "function"
    PUPIL = "pupil"
    GUARDIAN = "guardian"
    CODE = "code"
    BREAK_GLASS = "break-glass"


def kept(
    data_class: DataClass, rule: Keep, *, type_: TypeEngine[Any] | type[TypeEngine[Any]] | None = None, **field: Any
) -> Any:
    """A column of this data class; ``type_`` where the annotation does not say the type, the rest as for ``Field``."""
    if type_ is not None:
        field["sa_type"] = type_
    return Field(sa_column_kwargs={"info": information(data_class, rule)}, **field)


def public(**field: Any) -> Any:
    """Anybody may see it."""
    return kept(DataClass.PUBLIC, Keep.PROGRAMME, **field)


def organisation(**field: Any) -> Any:
    """About an organisation; for those who work with it."""
    return kept(DataClass.ORGANISATION, Keep.PARTICIPATION, **field)


def person(**field: Any) -> Any:
    """About an adult, in their function."""
    return kept(DataClass.PERSON, Keep.FUNCTION, **field)


def minor(**field: Any) -> Any:
    """About a pupil; ends with the pupil's records."""
    return kept(DataClass.MINOR, Keep.PUPIL, **field)


def guardian(**field: Any) -> Any:
    """About a guardian."""
    return kept(DataClass.PERSON, Keep.GUARDIAN, **field)
