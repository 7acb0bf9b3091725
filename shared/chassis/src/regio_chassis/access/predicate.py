"""A scope as SQL: the same condition decides what a list shows and whether one row is found."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, cast
from uuid import UUID

from sqlalchemy import BindParameter, Boolean, ColumnElement, and_, bindparam, false, or_, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import SQLCoreOperations

from regio_chassis.access.model import Scope


class Unscoped(RuntimeError):
    """A query on rows that belong to somebody was built without saying whose."""


class Scoped:
    """
    Rows that a scope reaches: ``published`` says which anybody may see, ``town=column`` where a row's town stands.

    ``by`` is the condition for one scope. ``condition`` is the same for whatever scope ``values`` gives it: for
    statements that are compiled once.
    """

    def __init__(self, *, published: ColumnElement[bool] | None = None, **columns: SQLCoreOperations[Any]) -> None:
        self._published = false() if published is None else published
        self._columns = columns
        self._everything: dict[str, Mapping[str, Any]] = {}

    @cached_property
    def condition(self) -> ColumnElement[bool]:
        """True for the rows that the scope in ``values`` reaches."""
        return or_(
            bindparam("scope_everything", type_=Boolean) == true(),
            and_(bindparam("scope_published", type_=Boolean) == true(), self._published),
            *(_Among(column, bindparam(f"scope_{kind}")) for kind, column in self._columns.items()),
        )

    def by(self, scope: Scope) -> ColumnElement[bool]:
        """
        Raises:
            Unscoped: no scope was given, or it reaches nothing, or it reaches by a kind for which no column is named
                (the policy and the query do not fit together).
        """
        self._check(scope)
        if scope.everything:
            return true()
        terms: list[ColumnElement[bool]] = [self._published] if scope.published else []
        terms += [self._columns[kind].in_(_typed(self._columns[kind], keys)) for kind, keys in scope.keys.items()]
        return or_(*terms)

    def values(self, scope: Scope, dialect: str) -> Mapping[str, Any]:
        """
        What ``condition`` takes on this kind of database.

        Raises:
            Unscoped: as ``by``.
        """
        self._check(scope)
        if not scope.everything:
            return self._values(scope, dialect)
        if dialect not in self._everything:
            # Without keys: who reaches everything holds ``*`` where others hold ids.
            self._everything[dialect] = self._values(Scope.ALL, dialect)
        return self._everything[dialect]

    def _values(self, scope: Scope, dialect: str) -> Mapping[str, Any]:
        found: dict[str, Any] = {"scope_everything": scope.everything, "scope_published": scope.published}
        for kind, column in self._columns.items():
            keys = _typed(column, scope.of(kind))
            found[f"scope_{kind}"] = keys if dialect == "postgresql" else json.dumps([_stored(key) for key in keys])
        return found

    def _check(self, scope: Scope) -> None:
        if not isinstance(scope, Scope):
            raise Unscoped("a query on scoped rows needs a scope")
        if scope.everything:
            return
        if not scope.published and not scope.keys:
            raise Unscoped("this scope reaches nothing; refuse the action instead of querying")
        for kind in scope.keys:
            if kind not in self._columns:
                raise Unscoped(f"the policy reaches rows by {kind!r}, but the query names no column for it")


def scoped(
    scope: Scope, *, published: ColumnElement[bool] | None = None, **columns: SQLCoreOperations[Any]
) -> ColumnElement[bool]:
    """
    The condition for one scope, see ``Scoped``.

    Raises:
        Unscoped: as ``Scoped.by``.
    """
    return Scoped(published=published, **columns).by(scope)


class _Among(ColumnElement[bool]):
    """``column`` is one of the keys in one parameter: the text is the same for any number of them."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: SQLCoreOperations[Any], keys: BindParameter[Any]) -> None:
        self.column = cast("ColumnElement[Any]", column)
        self.keys = keys


@compiles(_Among, "sqlite")
def _among_json(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, keys = compiler.process(element.column, **options), compiler.process(element.keys, **options)
    return f"{column} IN (SELECT value FROM json_each({keys}))"  # noqa: S608 - a column of ours and a placeholder


@compiles(_Among, "postgresql")
def _among_array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, keys = compiler.process(element.column, **options), compiler.process(element.keys, **options)
    kind = "uuid" if _of_ids(element.column) else "text"
    return f"{column} = ANY(CAST({keys} AS {kind}[]))"


def _of_ids(column: SQLCoreOperations[Any]) -> bool:
    return cast("ColumnElement[Any]", column).type.python_type is UUID


def _typed(column: SQLCoreOperations[Any], keys: frozenset[str]) -> Sequence[str | UUID]:
    return sorted(UUID(key) for key in keys) if _of_ids(column) else sorted(keys)


def _stored(key: str | UUID) -> str:
    """As SQLite has it."""
    return key.hex if isinstance(key, UUID) else key
