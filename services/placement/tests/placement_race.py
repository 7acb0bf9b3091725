"""One process of a race for the last seat; started by the test, knows nothing but the database."""

import asyncio
from datetime import datetime
from multiprocessing.synchronize import Barrier
from uuid import UUID

from placement.commands import applications
from placement.domain.refusals import PlaceFull
from regio_chassis.access import Scope
from regio_chassis.database import Database

_barriers: list[Barrier] = []


def prepare(barrier: Barrier) -> None:
    """What each process is told once."""
    _barriers.append(barrier)


def confirm(url: str, application: UUID, at: datetime) -> str:
    """Confirm one application together with the others; what came of it."""
    _barriers[0].wait(120)
    return asyncio.run(_confirm(url, application, at))


async def _confirm(url: str, application: UUID, at: datetime) -> str:
    database = Database(url)
    try:
        async with database.begin(at=at) as tx:
            await applications.confirm(tx, Scope.ALL, application, expected=None, at=at)
    except PlaceFull:
        return PlaceFull.code
    finally:
        await database.close()
    return "confirmed"
