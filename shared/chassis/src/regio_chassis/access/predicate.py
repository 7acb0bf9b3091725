"""A scope as SQL: the same condition decides what a list shows and whether one row is found."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, true
from sqlalchemy.sql.elements import SQLCoreOperations

from regio_chassis.access.model import Scope


class Unscoped(RuntimeError):
    """A query on rows that belong to somebody was built without saying whose."""


def scoped(
    scope: Scope, *, published: ColumnElement[bool] | None = None, **columns: SQLCoreOperations[Any]
) -> ColumnElement[bool]:
    """
    Rows that ``scope`` reaches: ``published`` says which anybody may see, ``town=column`` where a row's town stands.

    Raises:
        Unscoped: no scope was given, or it reaches nothing, or it reaches by a kind for which no column is named
            (the policy and the query do not fit together).
    """
    if not isinstance(scope, Scope):
        raise Unscoped("a query on scoped rows needs a scope")
    if scope.everything:
        return true()
    if not scope.published and not scope.keys:
        raise Unscoped("this scope reaches nothing; refuse the action instead of querying")
    terms: list[ColumnElement[bool]] = []
    if scope.published:
        terms.append(false() if published is None else published)
    for kind, keys in scope.keys.items():
        if kind not in columns:
            raise Unscoped(f"the policy reaches rows by {kind!r}, but the query names no column for it")
        column = columns[kind]
        terms.append(column.in_(_typed(column, keys)))
    return or_(*terms)


def _typed(column: SQLCoreOperations[Any], keys: frozenset[str]) -> Sequence[str | UUID]:
    if cast("ColumnElement[Any]", column).type.python_type is not UUID:
        return sorted(keys)
    return sorted(UUID(key) for key in keys)
