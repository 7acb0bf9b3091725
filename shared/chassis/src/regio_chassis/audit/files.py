"""The audit log of a service as its settings name it: database, and anchors in the folder of evidence."""

from pathlib import Path

from regio_chassis.audit.anchors import read_anchors, write_anchor
from regio_chassis.audit.chain import Anchor, Verdict, head, verify
from regio_chassis.database import Database
from regio_chassis.settings import ServiceSettings

FILE = "audit.jsonl"


def anchor_file(settings: ServiceSettings) -> Path | None:
    """Where the heads of the chain are kept."""
    return settings.evidence / FILE if settings.evidence else None


async def verify_audit(settings: ServiceSettings) -> Verdict:
    """Verify the chain against every head that was kept."""
    file = anchor_file(settings)
    database = Database(settings.database_url)
    try:
        async with database.reading() as reading:
            return await verify(reading, read_anchors(file) if file else ())
    finally:
        await database.close()


async def keep_head(database: Database, settings: ServiceSettings) -> Anchor:
    """Keep the present head; without a folder of evidence it is only returned."""
    async with database.reading() as reading:
        newest = await head(reading)
    if file := anchor_file(settings):
        write_anchor(file, newest)
    return newest


async def anchor_audit(settings: ServiceSettings) -> Anchor:
    """The same, for a command."""
    database = Database(settings.database_url)
    try:
        return await keep_head(database, settings)
    finally:
        await database.close()
