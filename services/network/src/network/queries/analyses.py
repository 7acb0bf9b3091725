"""Analyses with their findings, and figures over time."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col

from network import access
from network.domain import Analysis, AnalysisStatus, Finding, FindingKind, Indicator, IndicatorKind
from regio_chassis.access import Scope, scoped
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing


def analyses(scope: Scope, *, town: str | None = None, status: AnalysisStatus | None = None) -> Select[Any]:
    found: Select[Any] = select(Analysis).where(access.analyses(scope))
    if town is not None:
        found = found.where(col(Analysis.town_key) == town)
    if status is not None:
        found = found.where(col(Analysis.status) == status)
    return found


async def analysis(reading: Reading, scope: Scope, id: UUID) -> Analysis:
    """
    One analysis.

    Raises:
        Missing: there is none, or it is not the caller's to see.
    """
    found = await reading.entity(Analysis, analyses(scope).where(col(Analysis.id) == id))
    if found is None:
        raise Missing("there is no such analysis")
    return found


async def analysis_for_update(tx: Tx, scope: Scope, id: UUID) -> Analysis:
    """
    Load an analysis and lock its row until the transaction ends.

    Raises:
        Missing: there is none, or it is not the caller's to change.
    """
    mine = scoped(scope, town=col(Analysis.town_key))
    found = await tx.entity(Analysis, select(Analysis).where(col(Analysis.id) == id, mine).with_for_update())
    if found is None:
        raise Missing("there is no such analysis")
    return found


def findings(
    scope: Scope,
    *,
    analysis: UUID | None = None,
    town: str | None = None,
    kind: FindingKind | None = None,
    field: str | None = None,
) -> Select[Any]:
    """Findings of analyses that one may see."""
    seen = select(col(Analysis.id)).where(access.analyses(scope))
    found: Select[Any] = select(Finding).where(col(Finding.analysis_id).in_(seen))
    for column, value in (
        (col(Finding.analysis_id), analysis),
        (col(Finding.town_key), town),
        (col(Finding.kind), kind),
        (col(Finding.field), field),
    ):
        if value is not None:
            found = found.where(column == value)
    return found


async def finding(reading: Reading, scope: Scope, id: UUID) -> Finding:
    """
    One finding.

    Raises:
        Missing: there is none, or it is not the caller's to see.
    """
    found = await reading.entity(Finding, findings(scope).where(col(Finding.id) == id))
    if found is None:
        raise Missing("there is no such finding")
    return found


async def findings_of(reading: Reading, analysis_id: UUID) -> list[Finding]:
    """Everything that one analysis found."""
    return await reading.entities(Finding, select(Finding).where(col(Finding.analysis_id) == analysis_id))


async def analysis_of_source(reading: Reading, source: str) -> bool:
    """Whether an analysis came from ``source``."""
    return await reading.scalar(select(col(Analysis.id)).where(col(Analysis.source) == source).limit(1)) is not None


def indicators(
    scope: Scope,
    *,
    town: str | None = None,
    kind: IndicatorKind | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Select[Any]:
    """Values of indicators; ``until`` is the last day that counts."""
    found: Select[Any] = select(Indicator).where(access.indicators(scope))
    if town is not None:
        found = found.where(col(Indicator.town_key) == town)
    if kind is not None:
        found = found.where(col(Indicator.kind) == kind)
    if since is not None:
        found = found.where(col(Indicator.day) >= since)
    if until is not None:
        found = found.where(col(Indicator.day) <= until)
    return found
