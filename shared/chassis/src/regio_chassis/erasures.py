"""
Erasures that last: an erased subject stays erased, also when an older backup of the database comes back.

The ledger is a file outside the database and its backups, ids only. Every start applies it before a port is open.
"""

import asyncio
import json
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from regio_chassis.database import Database, Tx
from regio_chassis.trigrams import rewrite_trigrams

log = logging.getLogger(__name__)

FILE = "erasures.jsonl"
TRIES, PAUSE = 50, 0.1
"""How often, and seconds in between, a write-ahead log is tried to be emptied that somebody is reading."""

Erase = Callable[[Tx, UUID, datetime], Awaitable[bool]]
"""Erases all that is stored about one subject; False if nothing was."""


class Ledger:
    """Who was erased."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def add(self, subject: UUID, at: datetime) -> None:
        """Write ``subject`` down; it is on the disk when this returns."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"subject": str(subject), "at": at.isoformat()}) + "\n"
        with os.fdopen(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as out:
            out.write(line)
            out.flush()
            os.fsync(out.fileno())

    def subjects(self) -> Sequence[UUID]:
        """
        Everybody who was erased, once each, in the order of the first entries.

        Raises:
            ValueError: a line is not an entry; what it said must be found out before anything is served.
        """
        if not self._file.exists():
            return []
        lines = [json.loads(line) for line in self._file.read_text().splitlines()]
        return list(dict.fromkeys(UUID(line["subject"]) for line in lines))


async def apply_ledger(database: Database, folder: Path | None, erase: Erase | None, at: datetime) -> int:
    """Erase again whom the ledger names and the database knows; returns how many there were."""
    if folder is None or erase is None:
        return 0
    subjects = Ledger(folder).subjects()
    if not subjects:
        return 0
    async with database.begin(at=at) as tx:
        again = [subject for subject in subjects if await erase(tx, subject, at)]
    if again:
        log.warning("%d subjects of the ledger of erasures were there again and are erased", len(again))
        await overwrite(database)
    return len(again)


async def overwrite(database: Database) -> bool:
    """
    Have SQLite write over what was deleted, in indexes, file and write-ahead log; False if readers did not let it.

    PostgreSQL keeps deleted rows until VACUUM has been there, and its own log until it is recycled.
    """
    await rewrite_trigrams(database)
    for _ in range(TRIES):
        if await database.checkpoint():
            return True
        await asyncio.sleep(PAUSE)
    log.warning("deleted rows are still in the write-ahead log: somebody is reading")
    return False
