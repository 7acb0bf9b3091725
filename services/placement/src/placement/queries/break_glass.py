"""Looks of the service centre at single pupils."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col

from placement import access
from placement.domain.break_glass import BreakGlass
from regio_chassis.access import Scope
from regio_chassis.database import Reading
from regio_chassis.errors import Missing


def looks(scope: Scope) -> Select[BreakGlass]:
    """Looks: all for the service centre, those at its own pupils for a school."""
    return select(BreakGlass).where(access.looks(scope))


async def look(reading: Reading, scope: Scope, id: UUID, *, lock: bool = False) -> BreakGlass:
    """
    One look; locked until the transaction ends if asked for.

    Raises:
        Missing: there is none, or it is out of reach.
    """
    statement = looks(scope).where(col(BreakGlass.id) == id)
    found = await reading.entity(BreakGlass, statement.with_for_update() if lock else statement)
    if found is None:
        raise Missing("There is no such look.")
    return found


async def looks_before(reading: Reading, moment: datetime) -> Sequence[BreakGlass]:
    """Looks that were opened before this moment."""
    return await reading.entities(BreakGlass, select(BreakGlass).where(col(BreakGlass.opened_at) < moment))
