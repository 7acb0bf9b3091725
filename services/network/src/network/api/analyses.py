"""Analyses of towns by experts, and what they found."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlmodel import col
from starlette.responses import Response

from network import commands, queries
from network.api.inputs import Name, Orderings, Source, Title, Url, changes, unset
from network.domain import Analysis, AnalysisStatus, Finding, FindingKind
from regio_chassis.web import (
    Body,
    IfMatch,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Slug,
    Text,
    Transaction,
    Verbs,
    View,
    created,
    item,
    page,
    problems,
)

router = Router("/analyses", ["Analyses"])
findings = Router("/findings", ["Analyses"])

ORDERINGS: Orderings = {"-created_at": [col(Analysis.created_at)], "town_key": [col(Analysis.town_key)]}
FINDINGS: Orderings = {"priority": [col(Finding.priority), col(Finding.created_at)], "field": [col(Finding.field)]}


class AnalysisView(View):
    """An analysis of a town; anybody reads it once it was presented."""

    id: UUID
    version: int
    town_key: str
    title: str
    experts: str
    document_url: str | None
    status: AnalysisStatus
    presented_on: date | None
    source: str | None
    created_at: datetime


class AnalysisBody(Body):
    """An analysis that is commissioned."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "town_key": "gotha",
                "title": "Innenstadtanalyse 2026",
                "experts": "Institut für Handelsforschung",
            }
        }
    )

    town_key: Slug
    title: Title
    experts: Annotated[Name, Field(description="Office or institute, never a person")]
    document_url: Url | None = None
    source: Source | None = None


class AnalysisChange(Body):
    """What is to read differently; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"example": {"document_url": "https://www.gotha.de/analyse.pdf"}})

    title: Title = unset()
    experts: Name = unset()
    document_url: Url | None = unset()


class FindingView(View):
    """A weakness, a strength or a potential; `field` is a field of action."""

    id: UUID
    version: int
    analysis_id: UUID
    town_key: str
    kind: FindingKind
    field: str
    text: str
    priority: int
    created_at: datetime


class FindingBody(Body):
    """What the experts found."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "analysis_id": "0198a3c4-7b7e-7000-8000-000000000004",
                "kind": "weakness",
                "field": "leerstand",
                "text": "Ein Viertel der Läden am Brühl steht leer.",
                "priority": 1,
            }
        }
    )

    analysis_id: UUID
    kind: FindingKind
    field: Slug
    text: Annotated[str, Text(2000)]
    priority: Annotated[int, Field(strict=True, ge=1, le=3, description="1 is the most urgent")] = 2


@router.get(
    "", operation_id="analysis.list", summary="Analyses", response_model=Page[AnalysisView], responses=problems(422)
)
async def list_analyses(
    reading: ReadingDep, scope: ScopeDep, paging: Paging, town: Slug | None = None, status: AnalysisStatus | None = None
) -> Response:
    """Analyses, the newest first; those that were not presented yet are seen by their town."""
    statement = queries.analyses.analyses(scope, town=town, status=status)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=AnalysisView.model_validate)


@router.get(
    "/{id}",
    operation_id="analysis.get",
    summary="An analysis",
    response_model=AnalysisView,
    responses=problems(404, 422),
)
async def get_analysis(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One analysis."""
    return answer(await queries.analyses.analysis(reading, scope, id))


@router.post(
    "",
    operation_id="analysis.create",
    summary="Commission an analysis",
    status_code=201,
    response_model=AnalysisView,
    responses=problems(401, 403, 404, 422),
)
async def create_analysis(tx: Transaction, scope: ScopeDep, body: AnalysisBody, now: Now) -> Response:
    """Experts are to look at the town."""
    found = await commands.analyses.commission(tx, scope, **body.model_dump(), at=now)
    return created(AnalysisView.model_validate(found), found.version, f"/api/v1/analyses/{found.id}")


@router.patch(
    "/{id}",
    operation_id="analysis.change",
    summary="Change an analysis",
    response_model=AnalysisView,
    responses=problems(401, 403, 404, 409, 412, 422, 428),
)
async def change_analysis(
    tx: Transaction, scope: ScopeDep, id: UUID, body: AnalysisChange, version: IfMatch
) -> Response:
    """Change its title, experts or document, until it is presented."""
    return answer(await commands.analyses.change(tx, scope, id, changes(body), version=version))


verb = Verbs(router, "analysis", AnalysisView)


@verb("start", "Start an analysis")
async def start(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """The experts set to work; findings can be written down."""
    return answer(await commands.analyses.start(tx, scope, id, version=version))


@verb("present", "Present an analysis")
async def present(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch, now: Now) -> Response:
    """The town hears what was found; from now on anybody may read it, and nothing of it changes."""
    return answer(await commands.analyses.present(tx, scope, id, at=now, version=version))


@findings.get(
    "", operation_id="finding.list", summary="Findings", response_model=Page[FindingView], responses=problems(422)
)
async def list_findings(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    analysis: UUID | None = None,
    town: Slug | None = None,
    kind: FindingKind | None = None,
    field: Slug | None = None,
) -> Response:
    """Findings of analyses that the caller may see, the most urgent first."""
    statement = queries.analyses.findings(scope, analysis=analysis, town=town, kind=kind, field=field)
    return await page(reading, statement, paging=paging, orderings=FINDINGS, view=FindingView.model_validate)


@findings.get(
    "/{id}", operation_id="finding.get", summary="A finding", response_model=FindingView, responses=problems(404, 422)
)
async def get_finding(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One finding."""
    found = await queries.analyses.finding(reading, scope, id)
    return item(FindingView.model_validate(found), found.version)


@findings.post(
    "",
    operation_id="finding.create",
    summary="Write a finding down",
    status_code=201,
    response_model=FindingView,
    responses=problems(401, 403, 404, 409, 422),
)
async def create_finding(tx: Transaction, scope: ScopeDep, body: FindingBody, now: Now) -> Response:
    """Write down what the experts found, while the analysis runs."""
    found = await commands.analyses.find(tx, scope, **body.model_dump(), at=now)
    return created(FindingView.model_validate(found), found.version, f"/api/v1/findings/{found.id}")


def answer(found: Analysis) -> Response:
    """The analysis as it is now."""
    return item(AnalysisView.model_validate(found), found.version)
