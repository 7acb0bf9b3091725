"""How a changed row is written back: with the time of its change, by which others read what is new."""

from datetime import datetime
from typing import Protocol

from network.domain import Row
from regio_chassis.database import Tx


class Dated(Protocol):
    """A row that says when it was changed; None: never since it was made."""

    changed_at: datetime | None


async def save(tx: Tx, row: Dated) -> None:
    """
    Save a loaded row as changed now.

    Raises:
        StaleVersion: somebody saved it since it was loaded.
    """
    assert isinstance(row, Row)
    row.changed_at = tx.at
    await tx.save(row)
