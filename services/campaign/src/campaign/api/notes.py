"""Notes on a town's action windows and calls to its businesses over HTTP."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from campaign.api.parts import READ
from campaign.queries import notes as queries
from campaign.queries.businesses import business
from campaign.queries.towns import town_participation
from regio_chassis.web import ReadingDep, Router, ScopeDep, View, item, problems
from regio_events.placement import SeatGap

of_towns = Router(prefix="/town-participations", tags=["Town participations"])
of_businesses = Router(prefix="/businesses", tags=["Businesses"])


class NoteView(View):
    """Something to know about action days."""

    kind: Literal["access", "meeting"] = Field(
        description="access: streets, parking or entrances suffer; meeting: the network meets at the same time"
    )
    about: UUID = Field(description="The measure or the meeting, of the network")
    days: tuple[date, ...] = Field(description="Action days that it touches")
    text: str = Field(description="German, for people")


class NotesView(View):
    """All of them, by day."""

    items: tuple[NoteView, ...]


class CallView(View):
    """Practice places wanted."""

    phase_id: UUID
    gap: SeatGap
    kldb_groups: tuple[str, ...] = Field(description="Groups of occupations wanted; empty: any")
    text: str = Field(description="German, for people")


class CallsView(View):
    """All of them, the oldest first."""

    items: tuple[CallView, ...]


@of_towns.get("/{id}/notes", operation_id="town_participation.notes", response_model=NotesView, responses=READ)
async def list_notes(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """Measures that hinder access in the action windows; for town and chamber also meetings at the same time."""
    seen = await town_participation(reading, scope, id)
    found = await queries.notes(reading, scope, seen.participation)
    return item(NotesView.model_validate({"items": found}, from_attributes=True), seen.participation.version)


@of_businesses.get(
    "/{id}/calls", operation_id="business.calls", response_model=CallsView, responses=READ | problems(401, 403)
)
async def list_calls(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """Practice places wanted in the town of a business that takes part; for its own people, town and chamber."""
    seen = (await business(reading, scope, id)).business
    found = await queries.calls(reading, business_id=id, town_key=seen.town_key)
    return item(CallsView.model_validate({"items": found}, from_attributes=True), seen.version)
