"""Pages of entries, the oldest first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Subquery, func, select
from sqlmodel import col

from network.domain import WorkingGroup
from network.queries.oparl.kinds import Entry, Kind, Window
from network.queries.oparl.sources import sources
from regio_chassis.database import Reading
from regio_chassis.errors import Missing


async def listing(
    reading: Reading, kinds: Sequence[Kind], window: Window, *, body: str | None = None, group: str | None = None
) -> tuple[list[Entry], int]:
    """One page of the objects of these kinds, the oldest first, and how many there are in all."""
    found = _within(sources(kinds, body, group), window)
    total = int(await reading.scalar(select(func.count()).select_from(found.subquery())))
    columns = found.selected_columns
    page = found.order_by(columns.created, columns.id).limit(window.limit).offset((window.page - 1) * window.limit)
    return [_entry(row) for row in await reading.execute(page)], total


async def entry(reading: Reading, kinds: Sequence[Kind], id: str) -> Entry:
    """
    One object.

    Raises:
        Missing: there is none that is, or was, public.
    """
    index = sources(kinds, None, None)
    # SQLite keeps a UUID without hyphens; keys of towns and groups have theirs.
    stored = {id} if set(kinds) <= {Kind.GROUP, Kind.TOWN} else {id, id.replace("-", "")}
    found = await reading.execute(select(index).where(index.c.id.in_(stored)))
    row = found.one_or_none()
    if row is None:
        raise Missing("there is no such object")
    return _entry(row)


async def span(reading: Reading) -> tuple[datetime, datetime]:
    """
    When the network began to be on record, and when one of its groups last changed.

    Raises:
        Missing: there is no group.
    """
    changed = func.max(func.coalesce(col(WorkingGroup.changed_at), col(WorkingGroup.created_at)))
    found = select(func.min(col(WorkingGroup.created_at)).label("first"), changed.label("last"))
    row = (await reading.execute(found)).mappings().one()
    if row["first"] is None:
        raise Missing("the network has no groups yet")
    return row["first"], row["last"]


def _entry(row: Any) -> Entry:
    kind = Kind(row.kind)
    # SQLite keeps a UUID without hyphens.
    id = row.id if kind in (Kind.GROUP, Kind.TOWN) else str(UUID(row.id))
    return Entry(kind, id, row.created, row.modified, bool(row.gone))


def _within(index: Subquery, window: Window) -> Select[Any]:
    found: Select[Any] = select(index)
    if not window.filters:
        found = found.where(index.c.gone.is_(False))
    for column, since, until in (
        (index.c.created, window.created_since, window.created_until),
        (index.c.modified, window.modified_since, window.modified_until),
    ):
        if since is not None:
            found = found.where(column >= since)
        if until is not None:
            found = found.where(column <= until)
    return found
