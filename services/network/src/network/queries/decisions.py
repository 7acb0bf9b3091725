"""Decisions, and all that recording one depends on."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, null, select
from sqlmodel import col

from network import access
from network.domain import STANDING, AgendaItem, Decision, DecisionStatus, DecisionTown, Meeting, Minutes, MinutesStatus
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import table_of
from regio_events.network import DecisionKind


def decisions(
    scope: Scope,
    *,
    meeting: UUID | None = None,
    item: UUID | None = None,
    town: str | None = None,
    kind: DecisionKind | None = None,
    status: DecisionStatus | None = None,
    edition_year: int | None = None,
) -> Select[Any]:
    found: Select[Any] = select(Decision).where(access.decisions(scope))
    for column, value in (
        (col(Decision.meeting_id), meeting),
        (col(Decision.item_id), item),
        (col(Decision.kind), kind),
        (col(Decision.status), status),
        (col(Decision.edition_year), edition_year),
    ):
        if value is not None:
            found = found.where(column == value)
    if town is not None:
        concerned = select(col(DecisionTown.decision_id)).where(col(DecisionTown.town_key) == town)
        found = found.where(col(Decision.id).in_(concerned))
    return found


async def decision(reading: Reading, scope: Scope, id: UUID) -> Decision:
    """
    One decision.

    Raises:
        Missing: there is none, or it is not the caller's to see.
    """
    found = await reading.entity(Decision, decisions(scope).where(col(Decision.id) == id))
    if found is None:
        raise Missing("there is no such decision")
    return found


async def decision_for_update(tx: Tx, scope: Scope, id: UUID) -> Decision:
    """
    Load a decision and lock its row until the transaction ends.

    Raises:
        Missing: there is none, or it is not the caller's to change.
    """
    mine = access.managed_decisions(scope)
    found = await tx.entity(Decision, select(Decision).where(col(Decision.id) == id, mine).with_for_update())
    if found is None:
        raise Missing("there is no such decision")
    return found


async def ground_for_update(tx: Tx, scope: Scope, item_id: UUID) -> tuple[AgendaItem, Meeting, bool]:
    """
    What a decision rests on: its item, the item's meeting, and whether the minutes are final.

    The minutes are locked, so that they cannot be reopened before the decision is recorded.

    Raises:
        Missing: there is no such item with a meeting, or it is not the caller's to change.
    """
    reach, wanted = (scope.everything, scope.of("group"), scope.of("town")), {"item_id": item_id}
    found = (await tx.execute(_ground(*reach), wanted)).one_or_none()
    if found is None:
        found = (await tx.execute(_ground_without_minutes(*reach), wanted)).one_or_none()
    if found is None:
        raise Missing("there is no such agenda item of a meeting")
    split = len(_ITEM.c)
    item = AgendaItem(**dict(zip(_ITEM.c.keys(), found[:split], strict=True)))
    meeting = Meeting(**dict(zip(_MEETING.c.keys(), found[split:-1], strict=True)))
    return item, meeting, found[-1] is MinutesStatus.FINAL


async def standing(reading: Reading, scope: Scope, meeting_id: UUID) -> list[Decision]:
    """Decisions of the meeting that hold, as the caller may see them."""
    found = decisions(scope, meeting=meeting_id).where(col(Decision.status).in_(STANDING))
    return await reading.entities(Decision, found.order_by(col(Decision.id)))


async def standing_of_meeting(tx: Tx, meeting_id: UUID) -> list[Decision]:
    """Decisions of the meeting that hold, the first one first; locked."""
    found = select(Decision).where(col(Decision.meeting_id) == meeting_id, col(Decision.status).in_(STANDING))
    return await tx.entities(Decision, found.order_by(col(Decision.id)).with_for_update())


async def others_stand(reading: Reading, decision: Decision) -> bool:
    """Whether another decision on the same agenda item holds."""
    found = select(col(Decision.id)).where(
        col(Decision.item_id) == decision.item_id,
        col(Decision.id) != decision.id,
        col(Decision.status).in_(STANDING),
    )
    return await reading.scalar(found.limit(1)) is not None


async def of_source(reading: Reading, source: str, edition_year: int) -> bool:
    """Whether a decision on that year's edition came from ``source``."""
    found = select(col(Decision.id)).where(col(Decision.source) == source, col(Decision.edition_year) == edition_year)
    return await reading.scalar(found.limit(1)) is not None


_ITEM, _MEETING, _MINUTES = table_of(AgendaItem), table_of(Meeting), table_of(Minutes)
_PUT_TO = _ITEM.join(_MEETING, _MEETING.c.id == _ITEM.c.meeting_id)


# Building these takes longer than running them, and the scopes of callers repeat.
@lru_cache(maxsize=256)
def _ground(everything: bool, groups: frozenset[str], towns: frozenset[str]) -> Select[Any]:
    found: Select[Any] = select(_ITEM, _MEETING, _MINUTES.c.status)
    found = found.select_from(_PUT_TO.join(_MINUTES, _MINUTES.c.meeting_id == _MEETING.c.id))
    return found.where(*_mine(everything, groups, towns)).with_for_update(of=_MINUTES)


@lru_cache(maxsize=256)
def _ground_without_minutes(everything: bool, groups: frozenset[str], towns: frozenset[str]) -> Select[Any]:
    found: Select[Any] = select(_ITEM, _MEETING, null()).select_from(_PUT_TO)
    return found.where(*_mine(everything, groups, towns))


def _mine(everything: bool, groups: frozenset[str], towns: frozenset[str]) -> tuple[ColumnElement[bool], ...]:
    scope = Scope(everything, keys={"group": groups, "town": towns})
    return _ITEM.c.id == bindparam("item_id"), access.managed_meetings(scope)
