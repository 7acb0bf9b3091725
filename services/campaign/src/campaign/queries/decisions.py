"""Decisions of the network, as far as they are about the campaign."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from campaign.domain import Town
from campaign.projections import KnownDecision
from regio_chassis.database import Reading
from regio_chassis.rows import table_of
from regio_events.network import DecisionKind, DecisionResult

_c = table_of(KnownDecision).c


async def decisions_to_join(reading: Reading, year: int) -> list[KnownDecision]:
    """Decisions that hold and by which towns join the edition of ``year``, in the order they take effect."""
    return await reading.entities(KnownDecision, _holding(year, DecisionKind.JOIN_CAMPAIGN))


async def decisions_on_windows(reading: Reading, year: int, towns: Sequence[Town]) -> list[KnownDecision]:
    """Decisions that hold and set windows of any of ``towns`` in the edition of ``year``, in order of taking effect."""
    found = await reading.entities(KnownDecision, _holding(year, DecisionKind.SET_ACTION_WINDOW))
    return [decision for decision in found if any(town.answers_to(decision.town_keys) for town in towns)]


def _holding(year: int, kind: DecisionKind) -> Select[Any]:
    return (
        select(table_of(KnownDecision))
        .where(
            _c.edition_year == year,
            _c.kind == kind,
            _c.result == DecisionResult.ADOPTED,
            _c.revoked.is_(False),
        )
        .order_by(_c.effective_on, _c.decision_id)
    )
