"""Everything that is stored about one pupil, found by the foreign keys and told by the data classes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select

from placement.domain.pupils import Pupil
from placement.queries.pupils import pupil
from regio_chassis.access import Scope
from regio_chassis.audit.tables import AUDIT
from regio_chassis.data_classes import DataClass, class_of
from regio_chassis.database import Reading
from regio_chassis.rows import table_of
from regio_chassis.subjects import belonging, rows_of


@dataclass(frozen=True, slots=True)
class Everything:
    """Rows by table, what the audit log says about the pupil, and which columns are secrets that nobody is shown."""

    records: Mapping[str, Sequence[Mapping[str, Any]]]
    audit: Sequence[Mapping[str, Any]]
    withheld: Sequence[str]


async def everything(reading: Reading, scope: Scope, id: UUID) -> Everything:
    """
    What is stored about a pupil.

    Raises:
        Missing: there is no such pupil, or it is out of reach.
    """
    await pupil(reading, scope, id)
    root = table_of(Pupil)
    tables = list(belonging(root, id))
    secret = {table.name: _secret(table) for table in tables}
    found = await rows_of(reading, root, id)
    records = {
        name: [{key: value for key, value in row.items() if key not in secret[name]} for row in rows]
        for name, rows in found.items()
    }
    said = select(AUDIT.c.at, AUDIT.c.actor, AUDIT.c.action, AUDIT.c.reason_code, AUDIT.c.until)
    targets = [f"pupil:{id}", *(f"{name}:{row['id']}" for name, rows in found.items() for row in rows if "id" in row)]
    audit = await reading.execute(said.where(AUDIT.c.target.in_(targets)).order_by(AUDIT.c.position))
    return Everything(
        records,
        [dict(row._mapping) for row in audit],
        [f"{name}.{key}" for name, keys in sorted(secret.items()) for key in sorted(keys)],
    )


def _secret(table: Table) -> frozenset[str]:
    return frozenset(column.key for column in table.columns if class_of(column) is DataClass.SECRET)
