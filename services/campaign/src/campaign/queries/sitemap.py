"""What there is to see for everybody, town by town and business by business."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import exists, select

from campaign.access import businesses_in, editions_in, town_participations_in, towns_in
from campaign.domain import Business, Edition, Town, TownParticipation
from campaign.domain.programme import ProgrammeVersion
from regio_chassis.access import Scope
from regio_chassis.database import Reading
from regio_chassis.rows import table_of

_businesses = table_of(Business).c
_towns = table_of(Town).c
_versions = table_of(ProgrammeVersion).c
_editions = table_of(Edition).c
_parts = table_of(TownParticipation).c


class ShownTown(NamedTuple):
    """A town with a programme, maybe an empty one; ``takes_part``: in an edition, so that it has a poster."""

    key: str
    changed_at: datetime
    takes_part: bool


class ShownBusiness(NamedTuple):
    """A listed business of a town that takes part."""

    id: UUID
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """Who has public documents, and when something in them last changed."""

    towns: Sequence[ShownTown]
    businesses: Sequence[ShownBusiness]


async def shown(reading: Reading, scope: Scope) -> Shown:
    """Towns and businesses with public documents of their own, in order of their keys."""
    takes_part = exists().where(
        _parts.town_key == _versions.town_key,
        _parts.edition_id == _editions.id,
        town_participations_in(scope),
        editions_in(scope),
    )
    towns = await reading.execute(
        select(_versions.town_key, _versions.changed_at, takes_part.label("takes_part"))
        .where(_towns.key == _versions.town_key, towns_in(scope))
        .order_by(_versions.town_key)
    )
    businesses = await reading.execute(
        select(_businesses.id, _versions.changed_at)
        .where(_versions.town_key == _businesses.town_key, businesses_in(scope), takes_part)
        .order_by(_businesses.id)
    )
    return Shown(
        [ShownTown(row.town_key, row.changed_at, bool(row.takes_part)) for row in towns],
        [ShownBusiness(row.id, row.changed_at) for row in businesses],
    )
