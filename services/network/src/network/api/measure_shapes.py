"""What goes in and out about measures."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from network.api.inputs import Name, Source, Title, unset
from network.domain import Funding, Measure, Milestone, Participation
from regio_chassis.web import Body, Day, Slug, Text, View
from regio_events.network import MeasureStatus

LongText = Annotated[str, Text(4000)]
Towns = Annotated[tuple[Slug, ...], Field(min_length=1, max_length=100)]
Percent = Annotated[int, Field(strict=True, ge=0, le=100)]
Weight = Annotated[int, Field(strict=True, ge=1, le=100, description="What it counts among the parts of its parent")]
Cents = Annotated[int, Field(strict=True, ge=1, le=100_000_000_000, description="Euro cents")]


class MeasureView(View):
    """A measure."""

    id: UUID
    version: int
    thread_id: Annotated[UUID, Field(description="Where it came from: `/api/v1/threads/{thread_id}`")]
    title: str
    text: str | None
    field_key: str
    town_keys: list[str]
    status: MeasureStatus
    progress: Annotated[int, Field(description="Percent; with parts their weighted mean")]
    weight: int
    parent_id: UUID | None
    responsible: Annotated[str | None, Field(description="Office or organisation, never a person")]
    participation: Annotated[Participation, Field(description="How citizens take part")]
    starts_on: date | None
    ends_on: date | None
    affects_access: bool
    decision_id: UUID | None
    origin_measure_id: Annotated[UUID | None, Field(description="The measure of another town it was taken over from")]
    edition_id: Annotated[UUID | None, Field(description="The edition of the campaign it is about")]
    reason: Annotated[str | None, Field(description="Why it rests or was dropped")]
    evaluation: str | None
    source: str | None
    created_at: datetime


class MilestoneView(View):
    """Something that is reached on a day."""

    id: UUID
    title: str
    due: date
    reached_on: date | None


class FundingView(View):
    """Money, in euro cents."""

    id: UUID
    giver: str
    since: date
    until: date
    cents: int


class FullMeasureView(MeasureView):
    """A measure with all that belongs to it."""

    milestones: list[MilestoneView]
    funding: list[FundingView]


class MeasureBody(Body):
    """A measure; with a decision it is decided already."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"title": "Bänke am Markt", "field_key": "erlebnisraum", "town_keys": ["gotha"], "weight": 1}
        }
    )

    title: Title
    text: LongText | None = None
    field_key: Slug
    town_keys: Towns
    decision_id: Annotated[UUID | None, Field(description="An adopted decision of the kind `measure`")] = None
    parent_id: Annotated[UUID | None, Field(description="The measure that it is a part of")] = None
    weight: Weight = 1
    responsible: Annotated[Name | None, Field(description="Office or organisation, never a person")] = None
    participation: Participation = Participation.NONE
    source: Source | None = None


class MeasureChange(Body):
    """What is to read differently; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"example": {"ends_on": "2026-06-30"}})

    title: Title = unset()
    text: LongText | None = unset()
    responsible: Name | None = unset()
    participation: Participation = unset()
    starts_on: Day | None = unset()
    ends_on: Day | None = unset()
    affects_access: bool = unset()


class DecideBody(Body):
    """The decision that carries it."""

    model_config = ConfigDict(json_schema_extra={"example": {"decision_id": "0198a3c4-7b7e-7000-8000-000000000003"}})

    decision_id: UUID


class PlanBody(Body):
    """When it is done, and whether streets, parking or entrances are affected meanwhile."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"starts_on": "2026-05-04", "ends_on": "2026-05-22", "affects_access": True}}
    )

    starts_on: Day
    ends_on: Day
    affects_access: bool


class AdvanceBody(Body):
    """How far it is."""

    model_config = ConfigDict(json_schema_extra={"example": {"progress": 40}})

    progress: Percent


class EvaluateBody(Body):
    """What came of it."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "Die Bänke werden viel genutzt."}})

    text: LongText


class TransferBody(Body):
    """The towns that take it over."""

    model_config = ConfigDict(json_schema_extra={"example": {"town_keys": ["eisenach"]}})

    town_keys: Towns
    source: Source | None = None


class MilestoneBody(Body):
    """A new milestone."""

    model_config = ConfigDict(json_schema_extra={"example": {"title": "Bänke bestellt", "due": "2026-04-30"}})

    title: Title
    due: Day


class ReachBody(Body):
    """The day it was reached."""

    model_config = ConfigDict(json_schema_extra={"example": {"on": "2026-04-28"}})

    on: Day


class FundingBody(Body):
    """Money that was granted, and for when."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "giver": "Städtebauförderung",
                "since": "2026-01-01",
                "until": "2026-12-31",
                "cents": 1_250_000,
            }
        }
    )

    giver: Annotated[Title, Field(description="Programme or organisation")]
    since: Day
    until: Day
    cents: Cents


def full_view(measure: Measure, milestones: list[Milestone], fundings: list[Funding]) -> FullMeasureView:
    """The view of a measure with all that belongs to it."""
    return FullMeasureView(
        **measure.model_dump(),
        milestones=[MilestoneView.model_validate(one) for one in milestones],
        funding=[FundingView.model_validate(one) for one in fundings],
    )
