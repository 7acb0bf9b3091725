"""
Lists in pages, by keyset: a page starts after the last row of the one before, whatever was inserted meanwhile.

The cursor names that row's sort keys. It is bound to the ordering; one that was changed, or belongs to another list, is
refused.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, Any, Generic, TypeVar, cast
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Query, Request
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json
from sqlalchemy import ColumnElement, Select, Table, and_, false, or_
from sqlalchemy.engine import RowMapping
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlalchemy.types import TypeDecorator
from starlette.responses import Response

from regio_chassis.database import Reading
from regio_chassis.errors import Fault, InvalidInput
from regio_chassis.web.etag import digest

V = TypeVar("V")

Column = SQLCoreOperations[Any]


class Page(BaseModel, Generic[V]):
    """One page of a list; ``next`` is the cursor of the page after it, null on the last one."""

    items: list[V]
    next: str | None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page was asked for."""

    limit: int
    cursor: str | None
    ordering: str | None
    path: str
    query: str

    def link(self, cursor: str) -> str:
        """The address of the page at ``cursor``, filters included."""
        pairs = [(name, value) for name, value in parse_qsl(self.query, keep_blank_values=True) if name != "cursor"]
        return f"{self.path}?{urlencode([*pairs, ('cursor', cursor)])}"


def _paging(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=100, description="Items per page")] = 50,
    cursor: Annotated[
        str | None, Query(min_length=1, max_length=1000, description="`next` of the page before, with the same filters")
    ] = None,
    ordering: Annotated[
        str | None,
        Query(
            pattern=r"^-?[a-z_]{1,40}(,-?[a-z_]{1,40}){0,4}$",
            description="Sort keys separated by commas, `-` in front for descending",
        ),
    ] = None,
) -> PageRequest:
    query = request.scope["query_string"].decode("ascii")
    return PageRequest(limit, cursor, ordering, request.url.path, query)


Paging = Annotated[PageRequest, Depends(_paging)]
"""``limit``, ``cursor`` and ``ordering`` of a list."""


async def page(
    reading: Reading,
    statement: Select[Any],
    *,
    paging: PageRequest,
    orderings: Mapping[str, Sequence[Column]],
    view: Callable[[RowMapping], BaseModel],
) -> Response:
    """
    One page of ``statement`` as ``{"items", "next"}`` with a Link header and an ETag.

    ``orderings`` names the sort keys a caller may use; the first is the default, with ``"-key"`` as its name it is
    descending by default. The primary key of the first selected table is added, so that the order is total. Empty
    values come last, ascending and descending.

    ``view`` gets the columns of a row by name.

    Raises:
        InvalidInput: an unknown sort key, or a cursor that is not of this list and ordering.
    """
    keys = _keys(statement, paging.ordering or next(iter(orderings)), orderings)
    mark = digest(",".join(f"{key.column}{key.descending}" for key in keys).encode())
    if paging.cursor is not None:
        statement = statement.where(_after(keys, _opened(paging.cursor, mark, keys)))
    for key in keys:
        if key.nullable:
            statement = statement.order_by(key.column.is_(None))
        statement = statement.order_by(key.column.desc() if key.descending else key.column)
    width = len(statement.selected_columns)
    selected = {_expression(column): place for place, column in enumerate(statement.selected_columns)}
    hidden = [key.column for key in keys if key.column not in selected]
    if hidden:
        statement = statement.add_columns(*(column.label(f"_key{n}") for n, column in enumerate(hidden)))
    result = await reading.execute(statement.limit(paging.limit + 1))
    names = list(result.keys())[:width]
    found = result.all()
    shown = found[: paging.limit]
    following = None
    if len(found) > len(shown):
        places = {**selected, **{column: width + n for n, column in enumerate(hidden)}}
        following = _sealed([shown[-1][places[key.column]] for key in keys], mark)
    # A plain dict: reading a RowMapping key by key costs three times as much.
    views = (view(cast("RowMapping", dict(zip(names, row, strict=False)))) for row in shown)
    items = [one.__pydantic_serializer__.to_json(one) for one in views]
    body = b'{"items":[' + b",".join(items) + b'],"next":' + to_json(following) + b"}"
    headers = {"etag": f'"{digest(body)}"'}
    if following is not None:
        headers["link"] = f'<{paging.link(following)}>; rel="next"'
    return Response(body, 200, headers, "application/json")


@dataclass(frozen=True, slots=True)
class _Key:
    column: ColumnElement[Any]
    descending: bool
    nullable: bool


def _keys(statement: Select[Any], ordering: str, orderings: Mapping[str, Sequence[Column]]) -> list[_Key]:
    allowed = {name.removeprefix("-"): columns for name, columns in orderings.items()}
    primary = list(_first_table(statement).primary_key)
    found: dict[str, _Key] = {}
    descending = False
    for part in ordering.split(","):
        name, descending = part.removeprefix("-"), part.startswith("-")
        if name not in allowed:
            known = ", ".join(sorted(allowed))
            raise InvalidInput([Fault("/ordering", "ordering", f"Sort keys are: {known}", "query")])
        for one in allowed[name]:
            column = _expression(one)
            if not any(column is part_of_key for part_of_key in primary):
                found.setdefault(str(column), _Key(column, descending, bool(getattr(column, "nullable", False))))
    return [*found.values(), *(_Key(column, descending, nullable=False) for column in primary)]


def _expression(column: Column) -> ColumnElement[Any]:
    clause = cast("Any", column).__clause_element__() if hasattr(column, "__clause_element__") else column
    # An ORM attribute carries annotations; the table's own column is what compares by identity.
    table, name = getattr(clause, "table", None), getattr(clause, "key", None)
    if isinstance(table, Table) and name in table.c:
        return cast("ColumnElement[Any]", table.c[name])
    return cast("ColumnElement[Any]", clause)


def _first_table(statement: Select[Any]) -> Table:
    table = statement.columns_clause_froms[0]
    if not isinstance(table, Table):
        raise TypeError("a page needs a statement that selects from a table first")
    return table


def _after(keys: list[_Key], values: list[Any]) -> ColumnElement[bool]:
    terms: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for key, value in zip(keys, values, strict=True):
        terms.append(and_(*same, _beyond(key, value)))
        same.append(key.column.is_(None) if value is None else key.column == value)
    first, value = keys[0], values[0]
    if first.nullable:
        return or_(*terms)
    # Implied by what follows; alone it lets an index begin where the page does.
    return and_(first.column <= value if first.descending else first.column >= value, or_(*terms))


def _beyond(key: _Key, value: object) -> ColumnElement[bool]:
    if value is None:
        return false()
    further = key.column < value if key.descending else key.column > value
    return or_(further, key.column.is_(None)) if key.nullable else further


def _sealed(values: list[Any], mark: str) -> str:
    raw = to_json(values)
    return urlsafe_b64encode(_seal(raw, mark) + raw).rstrip(b"=").decode()


def _opened(cursor: str, mark: str, keys: list[_Key]) -> list[Any]:
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        seal, body = raw[:6], raw[6:]
        values = from_json(body) if seal == _seal(body, mark) else []
        return [
            None if value is None and key.nullable else _adapter(key.column).validate_json(to_json(value))
            for key, value in zip(keys, values, strict=True)
        ]
    except (ValueError, ValidationError):
        fault = Fault("/cursor", "cursor", "The cursor does not belong to this list and ordering", "query")
        raise InvalidInput([fault]) from None


def _adapter(column: ColumnElement[Any]) -> TypeAdapter[Any]:
    kind = column.type
    return TypeAdapter((kind.impl_instance if isinstance(kind, TypeDecorator) else kind).python_type)


def _seal(body: bytes, mark: str) -> bytes:
    return blake2b(body, key=mark.encode(), digest_size=6).digest()
