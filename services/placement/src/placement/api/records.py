"""Diary and assessment over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from placement.commands import practice_days as commands
from placement.domain.records import Assessment, AssessmentStatus, Criterion, DiaryEntry, DiaryStatus
from placement.queries import placements as queries
from regio_chassis.web import (
    Body,
    Line,
    Now,
    ReadingDep,
    Router,
    ScopeDep,
    Text,
    Transaction,
    View,
    item,
    problems,
)

diary = Router(prefix="/practice-days", tags=["Diary"])
assessments = Router(prefix="/placements", tags=["Assessments"])

Grade = Annotated[int, Field(ge=1, le=6, description="1 is the best", examples=[2])]
Mark = Annotated[int, Field(ge=1, le=4, description="1 fully, 4 not yet")]


class DiaryView(View):
    """What a pupil wrote about a day."""

    practice_day_id: UUID
    text: str
    status: DiaryStatus
    initials: str | None
    grade: int | None
    written_at: datetime
    version: int


class DiaryBody(Body):
    """What happened on the day."""

    text: Annotated[str, Text(4000)] = Field(examples=["Heute habe ich eine Tischplatte geschliffen."])


class InitialsBody(Body):
    """The tutor's initials."""

    initials: Annotated[str, Line(10)] = Field(examples=["FB"])


class GradeBody(Body):
    """The teacher's grade."""

    grade: Grade


class AssessmentView(View):
    """How a pupil did at a company."""

    placement_id: UUID
    status: AssessmentStatus
    marks: dict[Criterion, int]
    remark: str | None
    comment: str | None
    grade: int | None
    version: int


class AssessmentBody(Body):
    """The company's view; every criterion has a mark."""

    punctuality: Mark
    manners: Mark
    care: Mark
    interest: Mark
    teamwork: Mark
    independence: Mark
    remark: Annotated[str, Text(2000)] | None = None


class CommentBody(Body):
    """What the pupil says to it."""

    comment: Annotated[str, Text(2000)] | None = None


NO_COMMENT = CommentBody()


def _entry(entry: DiaryEntry) -> Response:
    return item(DiaryView.model_validate(entry), entry.version)


def _assessment(assessment: Assessment) -> Response:
    return item(AssessmentView.model_validate(assessment), assessment.version)


@diary.get(
    "/{id}/diary",
    operation_id="diary.get",
    summary="Read a diary entry",
    response_model=DiaryView,
    responses=problems(401, 403, 404, 422),
)
async def get_diary(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """What the pupil wrote about this day."""
    row = await queries.shown(reading, scope, DiaryEntry, id)
    return item(DiaryView.model_validate(row), row["version"])


@diary.post(
    "/{id}/diary",
    operation_id="diary.write",
    summary="Write about a day",
    response_model=DiaryView,
    responses=problems(401, 403, 404, 409, 422),
)
async def write_diary(tx: Transaction, scope: ScopeDep, now: Now, id: UUID, body: DiaryBody) -> Response:
    """Written anew as often as wanted, until the tutor initials it."""
    return _entry(await commands.write_diary(tx, scope, id, body.text, at=now))


@diary.post(
    "/{id}/diary/initial",
    operation_id="diary.initial",
    summary="Initial a diary entry",
    response_model=DiaryView,
    responses=problems(401, 403, 404, 409, 422),
)
async def initial_diary(tx: Transaction, scope: ScopeDep, id: UUID, body: InitialsBody) -> Response:
    """The tutor has read it."""
    return _entry(await commands.initial_diary(tx, scope, id, body.initials))


@diary.post(
    "/{id}/diary/grade",
    operation_id="diary.grade",
    summary="Grade a diary entry",
    response_model=DiaryView,
    responses=problems(401, 403, 404, 409, 422),
)
async def grade_diary(tx: Transaction, scope: ScopeDep, id: UUID, body: GradeBody) -> Response:
    """The teacher's grade for what the tutor initialled."""
    return _entry(await commands.grade_diary(tx, scope, id, body.grade))


@assessments.get(
    "/{id}/assessment",
    operation_id="assessment.get",
    summary="Read an assessment",
    response_model=AssessmentView,
    responses=problems(401, 403, 404, 422),
)
async def get_assessment(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """How the pupil did at the company of this placement."""
    row = await queries.shown(reading, scope, Assessment, id)
    return item(AssessmentView.model_validate(row), row["version"])


@assessments.post(
    "/{id}/assessment/submit",
    operation_id="assessment.submit",
    summary="Assess a pupil",
    response_model=AssessmentView,
    responses=problems(401, 403, 404, 409, 422),
)
async def submit_assessment(tx: Transaction, scope: ScopeDep, id: UUID, body: AssessmentBody) -> Response:
    """The company's view."""
    marks = {criterion: getattr(body, criterion) for criterion in Criterion}
    return _assessment(await commands.submit_assessment(tx, scope, id, marks, body.remark))


@assessments.post(
    "/{id}/assessment/discuss",
    operation_id="assessment.discuss",
    summary="Say that an assessment was discussed",
    response_model=AssessmentView,
    responses=problems(401, 403, 404, 409, 422),
)
async def discuss_assessment(tx: Transaction, scope: ScopeDep, id: UUID, body: CommentBody = NO_COMMENT) -> Response:
    """The pupil has heard of it, and may say something to it."""
    return _assessment(await commands.discuss_assessment(tx, scope, id, body.comment))


@assessments.post(
    "/{id}/assessment/grade",
    operation_id="assessment.grade",
    summary="Grade a placement",
    response_model=AssessmentView,
    responses=problems(401, 403, 404, 409, 422),
)
async def grade_assessment(tx: Transaction, scope: ScopeDep, id: UUID, body: GradeBody) -> Response:
    """The teacher's grade, after the assessment was discussed."""
    return _assessment(await commands.grade_assessment(tx, scope, id, body.grade))
