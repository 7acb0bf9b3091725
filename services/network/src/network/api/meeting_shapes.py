"""What goes in and out about meetings."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, computed_field
from sqlalchemy import RowMapping

from network.api.inputs import Source, Title, Url, unset
from network.domain import LEAD_DAYS, MeetingStatus
from network.domain.meetings import ics_uid
from regio_chassis.web import Body, Count, Instant, Slug, View
from regio_events.network import MeetingKind

Keys = Annotated[tuple[Slug, ...], Field(max_length=100)]
LeadDays = Annotated[int, Field(strict=True, ge=0, le=90, description="Calendar days of notice; 0: none agreed")]
Series = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=200)]


class MeetingView(View):
    """A meeting as the public sees it."""

    id: UUID
    version: int
    kind: MeetingKind
    series: str
    title: str
    group_keys: list[str]
    town_keys: list[str]
    starts_at: datetime
    ends_at: datetime
    place: str | None
    public: bool
    status: MeetingStatus
    towns_present: list[str]
    sequence: int
    source: str | None
    created_at: datetime

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @property
    def ics_uid(self) -> str:
        """UID in iCalendar files, stable for ever."""
        return ics_uid(self.id)


class MeetingStaffView(MeetingView):
    """A meeting as those see it who take part."""

    video_url: str | None
    lead_days: int
    cancel_reason: str | None


class MeetingBody(Body):
    """A new meeting."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "kind": "working_meeting",
                "title": "Arbeitstreffen Netzwerk 2",
                "group_keys": ["netzwerk-2"],
                "starts_at": "2026-03-18T13:00:00+01:00",
                "ends_at": "2026-03-18T16:00:00+01:00",
                "place": "Rathaus Bad Langensalza",
            }
        }
    )

    kind: MeetingKind
    title: Title
    group_keys: Annotated[Keys, Field(description="Groups that meet; none for a discussion round")] = ()
    town_keys: Annotated[Keys, Field(description="Default: the active members of the groups on that day")] = ()
    starts_at: Instant
    ends_at: Instant
    series: Annotated[Series | None, Field(description="Meetings of one series follow each other")] = None
    place: Title | None = None
    video_url: Url | None = None
    public: bool = True
    lead_days: LeadDays = LEAD_DAYS
    source: Source | None = None


class MeetingChange(Body):
    """What is to read differently; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"example": {"public": False}})

    title: Title = unset()
    video_url: Url | None = unset()
    public: bool = unset()
    lead_days: LeadDays = unset()
    source: Source | None = unset()


class RescheduleBody(Body):
    """The new time, and place if that changes too."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"starts_at": "2026-03-25T12:00:00Z", "ends_at": "2026-03-25T15:00:00Z"}}
    )

    starts_at: Instant
    ends_at: Instant
    place: Title | None = None


class HoldBody(Body):
    """Who was there."""

    model_config = ConfigDict(json_schema_extra={"example": {"towns_present": ["apolda", "soemmerda"], "decisions": 1}})

    towns_present: Keys
    decisions: Annotated[Count, Field(description="Decisions taken; each is recorded once the minutes are final")] = 0


def meeting_view(row: RowMapping) -> MeetingView:
    """What the caller may see of a row of ``queries.meetings``."""
    values: dict[str, Any] = dict(row)
    return MeetingStaffView(**values) if row["mine"] else MeetingView(**values)
