"""The base of every table: portable column types, versions, and transition tables that refuse what they do not name."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo
from sqlalchemy import JSON, Dialect, MetaData, String, Table
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import ClassManager, class_mapper
from sqlalchemy.orm.attributes import manager_of_class
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from regio_chassis.errors import StaleVersion, TransitionRefused

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraint names, so that a migration finds the same constraint on SQLite and PostgreSQL."""

STORED = "_stored"
"""In the ``__dict__`` of a row: the values of its columns as they are in the database, once it was read or saved."""

T = TypeVar("T")
S = TypeVar("S", bound=StrEnum)
R = TypeVar("R", bound="Row")


class Row(SQLModel):
    """
    Base of every table.

    A service derives its own with a registry and a MetaData of its own, because SQLModel's are global: three
    services in one process would share their tables.
    A row with a column ``version`` is saved only if nobody saved it in between.
    """

    metadata: ClassVar[MetaData]


@cache
def table_of(model: type[Row]) -> Table:
    """The Core table of a row class, for statements."""
    table = model.__dict__["__table__"]
    assert isinstance(table, Table)
    return table


def loaded(model: type[R], values: Mapping[str, Any]) -> R:
    """
    The object of a stored row. ``values`` has all its columns, as the database gave them.

    Nothing is validated or set one by one, which is what ``model(**values)`` spends its time with.
    """
    row: R = _manager(model).new_instance()
    row.__dict__.update(values)
    row.__dict__[STORED] = values
    object.__setattr__(row, "__pydantic_fields_set__", set(values))
    object.__setattr__(row, "__pydantic_extra__", None)
    object.__setattr__(row, "__pydantic_private__", None)
    return row


def new(model: type[R], **values: Any) -> R:
    """
    A new row, its other columns as the class says; for paths that are walked often.

    As with ``model(**values)`` nothing is validated; that sets the columns one by one, which takes ten times as long.
    """
    constants, factories = _defaults(model)
    row = loaded(model, {**constants, **{name: make() for name, make in factories if name not in values}, **values})
    del row.__dict__[STORED]
    return row


@cache
def _defaults(model: type[Row]) -> tuple[Mapping[str, Any], Sequence[tuple[str, Callable[[], Any]]]]:
    fields: Mapping[str, FieldInfo] = model.model_fields
    constants = {name: field.default for name, field in fields.items() if not field.is_required()}
    made = [(name, field.default_factory) for name, field in fields.items() if field.default_factory is not None]
    return constants, cast("list[tuple[str, Callable[[], Any]]]", made)


@cache
def _manager(model: type[Row]) -> ClassManager[Any]:
    # Before the first object is made the columns have to be set up, which its __init__ would have done.
    class_mapper(model)
    return manager_of_class(model)


def new_id() -> UUID:
    """
    A UUIDv7: 48 bits of milliseconds, then 74 random bits, so that new rows land at the end of an index.

    Source: RFC 9562 § 5.7.
    """
    number = int.from_bytes(os.urandom(10), "big") | (time.time_ns() // 1_000_000) << 80
    number = number & ~(0xF << 76) | 0x7 << 76
    return UUID(int=number & ~(0x3 << 62) | 0x2 << 62)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Naive values are refused; SQLite, which keeps no zone, gives UTC back."""

    impl = SqlDateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value


class JsonOf(TypeDecorator[Any]):
    """A value of ``type_`` (whatever pydantic writes), kept as JSON (JSONB on PostgreSQL), validated when loaded."""

    impl = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    cache_ok = True

    def __init__(self, type_: Any) -> None:
        super().__init__()
        self.type_ = type_
        self._adapter = TypeAdapter[Any](type_)

    def __repr__(self) -> str:
        return f"JsonOf({self.type_!r})"

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self._adapter.dump_python(value, mode="json")

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self._adapter.validate_python(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """On SQLite straight from the text: read by ``json`` first, it takes three times as long."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        read = self._adapter.validate_json
        return lambda text: None if text is None else read(text)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return self.impl_instance


class EnumText(TypeDecorator[Any]):
    """A ``StrEnum`` kept as its value in a text column; a native enum would need a migration per member."""

    impl = String(40)
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum

    def __repr__(self) -> str:
        return "String(40)"

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else str(self.enum(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else self.enum(value)

    def bind_processor(self, dialect: Dialect) -> Any:
        """As for results."""
        written, enum = {member: str(member) for member in self.enum}, self.enum
        return lambda value: None if value is None else written.get(value) or str(enum(value))

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """By a look into a dict: calling the enum takes five times as long, for every row of every list."""
        members, enum = {str(member): member for member in self.enum}, self.enum
        return lambda value: None if value is None else members.get(value) or enum(value)


def utc_field(*, nullable: bool = False, index: bool = False, default: Any = ...) -> Any:
    """A column for an instant; nullable columns default to None."""
    return Field(
        default=None if nullable and default is ... else default, sa_type=UtcDateTime, nullable=nullable, index=index
    )


def json_field(type_: object, *, nullable: bool = False, default: Any = ...) -> Any:
    """A JSON column holding ``type_``, e.g. ``json_field(list[Window])``."""
    # sa_type takes a class in SQLModel's stub and an instance at run time.
    kind: Any = JsonOf(type_)
    return Field(default=None if nullable and default is ... else default, sa_type=kind, nullable=nullable)


def enum_field(enum: type[StrEnum], *, default: Any = ..., nullable: bool = False, index: bool = False) -> Any:
    """A text column holding a member of ``enum``."""
    kind: Any = EnumText(enum)
    return Field(default=None if nullable and default is ... else default, sa_type=kind, nullable=nullable, index=index)


def status_field(enum: type[StrEnum], default: StrEnum) -> Any:
    """The column of a life cycle, indexed because lists filter by it."""
    return enum_field(enum, default=default, index=True)


class Stateful:
    """A row with a life: ``TRANSITIONS`` names, for every status, the verbs it allows and where each leads."""

    TRANSITIONS: ClassVar[Mapping[Any, Mapping[str, Any]]]

    def _step(self, verb: str) -> None:
        """
        Move along ``verb``.

        Raises:
            TransitionRefused: the table has no such step from here; nothing was changed.
        """
        setattr(self, "status", self._insist_on(verb))  # noqa: B010 - declared by each row with its own enum

    def _insist_on(self, verb: str) -> StrEnum:
        """
        Where ``verb`` would lead. A verb with rules asks first: a wrong status is told before a broken rule.

        Raises:
            TransitionRefused: the table has no such step from here.
        """
        status: StrEnum = getattr(self, "status")  # noqa: B009 - as above
        wanted: StrEnum | None = self.TRANSITIONS[status].get(verb)
        if wanted is None:
            raise TransitionRefused(type(self).__name__, getattr(self, "id", None), str(status), verb)
        return wanted


def expect(row: Row, version: int | None) -> None:
    """
    Insist that ``row`` is still the version the caller has seen; None means the caller does not care.

    Raises:
        StaleVersion: somebody changed it since.
    """
    found: int = row.__dict__["version"]
    if version is not None and version != found:
        raise StaleVersion(f"version {version} is no longer current, {found} is")
