"""What goes in and out about ideas."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from network.api.inputs import unset
from network.domain import Idea, IdeaStatus
from network.domain.ideas import is_overdue
from regio_chassis.web import Body, Line, Slug, Text, View
from regio_events.network import IdeaAnswer

Title = Annotated[str, Line(120, 3)]
LongText = Annotated[str, Text(4000)]
Secret = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$", description="As it was given with the idea")]
Token = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$", description="Issued once by `POST /device-tokens`")]


class IdeaView(View):
    """An idea; those that were not screened are seen only by those who screen."""

    id: UUID
    version: int
    thread_id: Annotated[UUID, Field(description="What became of it: `/api/v1/threads/{thread_id}`")]
    town_key: Annotated[str | None, Field(description="The town it is for; null: all towns")]
    field_key: Annotated[str, Field(description="Field of action")]
    title: str
    text: str
    place: str | None
    status: IdeaStatus
    supports: Annotated[int, Field(description="Devices that support it")]
    answer_due: Annotated[date, Field(description="Day by which it should be answered")]
    overdue: bool
    meeting_id: Annotated[UUID | None, Field(description="The meeting that deals with it")]
    answer: IdeaAnswer | None
    reason: Annotated[str | None, Field(description="Why it was answered so, in public")]
    answered_on: date | None
    measure_id: Annotated[UUID | None, Field(description="The measure it became or joined")]
    source: str | None
    created_at: datetime


class SubmittedView(View):
    """A new idea, and the secret that takes it back; it is shown once and stored as a hash only."""

    idea: IdeaView
    withdraw_secret: Annotated[str, Field(description="For the fragment of a link, never for a path or query")]


class AlikeView(View):
    """An idea that is probably the same."""

    likeness: Annotated[float, Field(description="0 to 1")]
    idea: IdeaView


class AlikeList(View):
    """The likest first."""

    items: list[AlikeView]


class ContactView(View):
    """How the author wants to be answered."""

    contact: str


class DeviceView(View):
    """A token for this device; it says nothing about who or where it is, and every idea keeps another hash of it."""

    device_token: str


class DraftBody(Body):
    """What somebody is about to submit."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"title": "Bänke am Markt", "text": "Ältere Leute möchten sich ausruhen."}}
    )

    title: Title
    text: Annotated[str, Text(4000, 0)] = ""


class IdeaBody(Body):
    """An idea; no name is asked for."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "title": "Bänke am Markt",
                "text": "Ältere Leute möchten sich beim Einkaufen ausruhen.",
                "field_key": "erlebnisraum",
                "town_key": "gotha",
                "place": "Neumarkt",
            }
        }
    )

    title: Title
    text: LongText
    field_key: Slug
    town_key: Annotated[Slug | None, Field(description="Left out: for all towns")] = None
    place: Annotated[Annotated[str, Line(200)] | None, Field(description="Where in the town")] = None
    contact: Annotated[
        Annotated[str, Line(200)] | None,
        Field(description="How to answer you; seen by who answers, deleted with the answer, never published"),
    ] = None


class IdeaChange(Body):
    """What is to read differently; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"example": {"field_key": "mobilitaet"}})

    title: Title = unset()
    text: LongText = unset()
    field_key: Slug = unset()
    town_key: Slug | None = unset()
    place: Annotated[str, Line(200)] | None = unset()


class ReviewBody(Body):
    """The meeting that is to deal with it."""

    model_config = ConfigDict(json_schema_extra={"example": {"meeting_id": "0198a3c4-7b7e-7000-8000-000000000001"}})

    meeting_id: UUID


class AnswerBody(Body):
    """What becomes of it, and why; both are public."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"answer": "accepted", "reason": "Der Bauhof stellt im Mai drei Bänke auf."}}
    )

    answer: IdeaAnswer
    reason: Annotated[str, Text(2000)]
    measure_id: Annotated[UUID | None, Field(description="Left out on an accepted idea: it becomes a measure")] = None


class WithdrawBody(Body):
    """The author's secret; in the body, where no log sees it."""

    model_config = ConfigDict(json_schema_extra={"example": {"secret": "s" * 43}})

    secret: Secret


class SupportBody(Body):
    """The token of this device."""

    model_config = ConfigDict(json_schema_extra={"example": {"device_token": "d" * 43}})

    device_token: Token


def idea_view(idea: Idea, at: datetime) -> IdeaView:
    """The view of an idea; whether it is overdue depends on the day."""
    return row_view(idea.__dict__, at)


def row_view(row: Mapping[str, Any], at: datetime) -> IdeaView:
    """The view of a row of ``queries.ideas``."""
    return IdeaView.model_validate({**row, "overdue": is_overdue(row["status"], row["answer_due"], at)})
