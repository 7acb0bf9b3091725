"""
Everything that belongs to one row: the rows that refer to it, those that refer to them, and so on.

Which they are is read from the foreign keys, so that a table which is added later is erased and exported without
anybody having to remember it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Table, delete, func, or_, select

from regio_chassis.database import Reading, Tx


def belonging(root: Table, key: object) -> Mapping[Table, ColumnElement[bool]]:
    """
    By table, which of its rows belong to the row ``key`` of ``root``, ``root`` first, what refers after what it names.

    Raises:
        TypeError: a foreign key has several columns.
    """
    (own,) = root.primary_key
    found: dict[Table, ColumnElement[bool]] = {root: own == key}
    # Sorted by dependency: whatever a table refers to was looked at before it.
    for table in root.metadata.sorted_tables:
        terms = [
            _refers(constraint, found)
            for constraint in sorted(table.foreign_key_constraints, key=lambda one: str(one.name))
            if constraint.referred_table in found and constraint.referred_table is not table
        ]
        if terms and table is not root:
            found[table] = or_(*terms)
    return found


async def rows_of(reading: Reading, root: Table, key: object) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """All that is stored about one row, by table; columns by name."""
    found: dict[str, Sequence[Mapping[str, Any]]] = {}
    for table, which in belonging(root, key).items():
        rows = await reading.execute(select(table).where(which).order_by(*table.primary_key))
        found[table.name] = [dict(row._mapping) for row in rows]
    return found


async def count_of(reading: Reading, root: Table, key: object) -> int:
    """How many rows belong to one row, itself included."""
    count = 0
    for table, which in belonging(root, key).items():
        count += int(await reading.scalar(select(func.count()).select_from(table).where(which)))
    return count


async def delete_all(tx: Tx, root: Table, key: object, *, keep_root: bool = False) -> int:
    """Delete all that belongs to one row, what refers first; returns how many rows went."""
    gone = 0
    for table, which in reversed(list(belonging(root, key).items())):
        if table is not root or not keep_root:
            gone += (await tx.execute(delete(table).where(which))).rowcount
    return gone


def _refers(constraint: ForeignKeyConstraint, found: Mapping[Table, ColumnElement[bool]]) -> ColumnElement[bool]:
    if len(constraint.elements) != 1:
        raise TypeError(f"{constraint.table}: a foreign key of several columns cannot be followed")
    (element,) = constraint.elements
    target: Table = constraint.referred_table
    return element.parent.in_(select(element.column).where(found[target]))
