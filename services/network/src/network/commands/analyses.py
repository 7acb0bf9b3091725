"""Analyses of towns, and figures that people measure."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from network import access, queries
from network.commands import threads
from network.commands.towns import insist_on_known
from network.domain import Analysis, Finding, FindingKind, Indicator, IndicatorKind
from network.domain.errors import Unknown
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import expect


async def commission(
    tx: Tx,
    scope: Scope,
    *,
    town_key: str,
    title: str,
    experts: str,
    at: datetime,
    document_url: str | None = None,
    source: str | None = None,
) -> Analysis:
    await insist_on_known(tx, towns=[town_key], pointer="/town_key")
    access.insist(scope, "town", [town_key])
    analysis = Analysis(
        town_key=town_key, title=title, experts=experts, document_url=document_url, source=source, created_at=at
    )
    await tx.add(analysis)
    return analysis


async def change(tx: Tx, scope: Scope, id: UUID, changes: Mapping[str, str | None], *, version: int | None) -> Analysis:
    analysis = await queries.analyses.analysis_for_update(tx, scope, id)
    expect(analysis, version)
    analysis.rewrite(changes)
    await tx.save(analysis)
    return analysis


async def start(tx: Tx, scope: Scope, id: UUID, *, version: int | None = None) -> Analysis:
    analysis = await queries.analyses.analysis_for_update(tx, scope, id)
    expect(analysis, version)
    analysis.start()
    await tx.save(analysis)
    return analysis


async def find(
    tx: Tx,
    scope: Scope,
    *,
    analysis_id: UUID,
    kind: FindingKind,
    field: str,
    text: str,
    priority: int,
    at: datetime,
) -> Finding:
    """
    Write a finding down; the analysis stays locked, so that it is not presented meanwhile.

    Raises:
        Unknown: there is no such field of action.
    """
    analysis = await queries.analyses.analysis_for_update(tx, scope, analysis_id)
    if not await queries.ideas.known_field(tx, field):
        raise Unknown("the network knows no such field of action", pointer="/field")
    finding = analysis.find(kind=kind, field=field, text=text, priority=priority, at=at)
    await tx.add(finding)
    return finding


async def present(tx: Tx, scope: Scope, id: UUID, *, at: datetime, version: int | None = None) -> Analysis:
    analysis = await queries.analyses.analysis_for_update(tx, scope, id)
    expect(analysis, version)
    event = analysis.present(await queries.analyses.findings_of(tx, id), at=at)
    await tx.save(analysis)
    await threads.record(tx, event)
    return analysis


async def measure(
    tx: Tx,
    scope: Scope,
    *,
    town_key: str,
    kind: IndicatorKind,
    day: date,
    value: float,
    at: datetime,
    source: str | None = None,
) -> Indicator:
    """A value that somebody measured; one that was wrong is followed by a better one, not overwritten."""
    await insist_on_known(tx, towns=[town_key], pointer="/town_key")
    access.insist(scope, "town", [town_key])
    indicator = Indicator.measure(town_key=town_key, kind=kind, day=day, value=value, source=source, at=at)
    await tx.add(indicator)
    return indicator
