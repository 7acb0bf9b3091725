"""Many businesses at once, from a table that somebody keeps."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from campaign.domain import Business, BusinessStatus
from campaign.domain.duplicates import likeness
from campaign.queries.exchange import known_businesses
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import new

_TOGETHER = 250


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A line that is passed over: it is the business that is stored, or the one of an earlier line."""

    line: int
    business_id: UUID | None = None
    status: BusinessStatus | None = None
    of_line: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the lines, or would become of them."""

    new: int
    duplicates: tuple[Duplicate, ...]


async def import_businesses(
    tx: Tx, scope: Scope, lines: Sequence[tuple[int, Mapping[str, Any]]], *, dry_run: bool
) -> Imported:
    """
    Register every business of ``lines`` that is not there yet; the same lines again register nothing.

    All or nothing: it is one transaction. Whoever reviews businesses reviews these.

    Raises:
        Conflict: the same table is being imported at the same time; it may be sent again.
    """
    stored = await known_businesses(tx, scope, towns={facts["town_key"] for _, facts in lines})
    known = {likeness(one.public_name, one.postcode, one.street): one for one in reversed(stored)}
    earlier: dict[tuple[str, str, str], int] = {}
    duplicates: list[Duplicate] = []
    fresh: list[Business] = []
    for line, facts in lines:
        alike = likeness(facts["public_name"], facts["postcode"], facts["street"])
        if (found := known.get(alike)) is not None:
            duplicates.append(Duplicate(line, business_id=found.id, status=found.status))
        elif alike in earlier:
            duplicates.append(Duplicate(line, of_line=earlier[alike]))
        else:
            earlier[alike] = line
            if not dry_run:
                # The id follows from what it is recognised by: two imports at once cannot both store it.
                fresh.append(new(Business, **facts, id=uuid5(NAMESPACE_URL, repr(alike)), registered_at=tx.at))
        await _breathe(line)
    for start in range(0, len(fresh), _TOGETHER):
        some = fresh[start : start + _TOGETHER]
        for business in some:
            business.index()
            tx.record(business.registered())
        await tx.add(*some)
        await asyncio.sleep(0)
    return Imported(len(earlier), tuple(duplicates))


async def _breathe(line: int) -> None:
    # Others are answered meanwhile: on SQLite everything happens on one thread.
    if line % _TOGETHER == 0:
        await asyncio.sleep(0)
