"""Towns and their participations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from campaign.access import town_participations_in, towns_in
from campaign.domain import OPEN_WINDOWS, TAKING_PART, Edition, Town, TownParticipation, TownStatus
from campaign.queries.base import EditionRef, of_edition, one, part
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import table_of

_towns = table_of(Town)
_parts = table_of(TownParticipation)
_going_on = _parts.c.status.in_(OPEN_WINDOWS | TAKING_PART)
_editions = table_of(Edition)


_SEEN: Select[Any] = (
    select(_parts, _towns.c.name.label("town_name"), _editions.c.year.label("edition_year"))
    .join_from(_parts, _towns, _towns.c.key == _parts.c.town_key)
    .join(_editions, _editions.c.id == _parts.c.edition_id)
)


@dataclass(frozen=True, slots=True)
class SeenTownParticipation:
    """A participation with what people call its town and year."""

    participation: TownParticipation
    town_name: str
    edition_year: int


def towns(scope: Scope, *, county: str | None = None, municipality: str | None = None) -> Select[Any]:
    """The list, to be paged."""
    statement = select(_towns).where(towns_in(scope))
    if county is not None:
        statement = statement.where(_towns.c.county == county)
    if municipality is not None:
        statement = statement.where(_towns.c.municipality == municipality)
    return statement


async def town(reading: Reading, scope: Scope, key: str) -> Town:
    """
    One town.

    Raises:
        Missing: there is none.
    """
    return _found(await reading.entity(Town, select(_towns).where(_towns.c.key == key, towns_in(scope))))


async def town_for_update(tx: Tx, scope: Scope, key: str) -> Town:
    """The same, its row locked until the transaction ends."""
    return _found(await tx.entity(Town, select(_towns).where(_towns.c.key == key, towns_in(scope)).with_for_update()))


async def towns_named(reading: Reading, scope: Scope, keys: Sequence[str]) -> list[Town]:
    """Towns that ``keys`` name, by themselves or by their municipality, in order of their keys."""
    return await reading.entities(
        Town,
        select(_towns)
        .where(or_(_towns.c.key.in_(keys), _towns.c.municipality.in_(keys)), towns_in(scope))
        .order_by(_towns.c.key),
    )


async def towns_of_municipality_for_update(tx: Tx, scope: Scope, municipality_key: str) -> list[Town]:
    """The places of a municipality (AGS) in order of their keys, locked until the transaction ends."""
    return await tx.entities(
        Town,
        select(_towns)
        .where(_towns.c.municipality_key == municipality_key, towns_in(scope))
        .order_by(_towns.c.key)
        .with_for_update(),
    )


def town_participations(
    scope: Scope,
    *,
    edition: EditionRef | None = None,
    town: str | None = None,
    status: TownStatus | None = None,
) -> Select[Any]:
    """The list, to be paged."""
    statement = _SEEN.where(town_participations_in(scope))
    if edition is not None:
        statement = statement.where(of_edition(_parts.c.edition_id, edition))
    if town is not None:
        statement = statement.where(_parts.c.town_key == town)
    if status is not None:
        statement = statement.where(_parts.c.status == status)
    return statement


async def town_participation(reading: Reading, scope: Scope, id: UUID) -> SeenTownParticipation:
    """
    One participation.

    Raises:
        Missing: there is none in this scope.
    """
    return await _one(reading, _SEEN.where(town_participations_in(scope), _parts.c.id == id))


async def town_participation_for_update(tx: Tx, scope: Scope, id: UUID) -> SeenTownParticipation:
    """The same, its row locked until the transaction ends."""
    return await _one(tx, _SEEN.where(town_participations_in(scope), _parts.c.id == id).with_for_update(of=_parts))


async def participation_of_town(
    reading: Reading, scope: Scope, *, edition_id: UUID, town_key: str
) -> TownParticipation | None:
    """The town's participation that was not withdrawn."""
    return await reading.entity(
        TownParticipation,
        select(_parts).where(
            _parts.c.edition_id == edition_id,
            _parts.c.town_key == town_key,
            _parts.c.status != TownStatus.WITHDRAWN,
            town_participations_in(scope),
        ),
    )


async def participations_decided_by(tx: Tx, scope: Scope, decision_id: UUID) -> list[TownParticipation]:
    """Participations, also withdrawn ones, that the decision made, locked until the transaction ends."""
    return await _locked(tx, scope, _parts.c.decision_id == decision_id)


async def participations_windowed_by(tx: Tx, scope: Scope, decision_id: UUID) -> list[TownParticipation]:
    """Participations going on whose windows come from the decision, locked until the transaction ends."""
    return await _locked(tx, scope, _parts.c.windows_decision_id == decision_id, _going_on)


async def participations_of_towns_for_update(
    tx: Tx, scope: Scope, *, edition_id: UUID, towns: Sequence[str]
) -> list[TownParticipation]:
    """Participations of ``towns`` in the edition that were not withdrawn, locked until the transaction ends."""
    taking_part = _parts.c.status != TownStatus.WITHDRAWN
    return await _locked(tx, scope, _parts.c.edition_id == edition_id, _parts.c.town_key.in_(towns), taking_part)


async def town_participations_of_edition_for_update(tx: Tx, scope: Scope, edition_id: UUID) -> list[TownParticipation]:
    """Participations of towns in the edition that are not over, locked until the transaction ends."""
    return await _locked(tx, scope, _parts.c.edition_id == edition_id, _going_on)


async def _locked(tx: Tx, scope: Scope, *which: ColumnElement[bool]) -> list[TownParticipation]:
    # In one order, so that two who lock several do not wait for each other.
    wanted = select(_parts).where(*which, town_participations_in(scope))
    return await tx.entities(TownParticipation, wanted.order_by(_parts.c.id).with_for_update())


async def _one(reading: Reading, statement: Select[Any]) -> SeenTownParticipation:
    row = one((await reading.execute(statement)).mappings().one_or_none(), "participation")
    return SeenTownParticipation(part(TownParticipation, row), row["town_name"], row["edition_year"])


def _found(town: Town | None) -> Town:
    if town is None:
        raise Missing("there is no such town")
    return town
