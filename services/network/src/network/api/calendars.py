"""Meetings as iCalendar: of a working group, of a town, and one by one."""

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping
from starlette.responses import Response

from network import queries
from network.api.site import Site
from network.domain import MeetingStatus
from network.domain.meetings import ics_uid
from regio_chassis.formats import CALENDAR, CalendarEvent, calendar, document, produces
from regio_chassis.web import Now, ReadingDep, Router, ScopeDep, Slug, problems

router = Router("", ["Meetings"])

KEEP = timedelta(days=365)
"""How long a meeting stays in a calendar after its day."""
ICS = produces(CALENDAR, "A calendar to subscribe to")
ANSWERS: dict[int | str, dict[str, Any]] = ICS["responses"] | problems(404, 422)


@router.get(
    "/working-groups/{key}/meetings.ics",
    operation_id="working_group.calendar",
    summary="Calendar of a working group",
    response_class=Response,
    responses=ANSWERS,
)
async def group_calendar(reading: ReadingDep, scope: ScopeDep, now: Now, site: Site, key: Slug) -> Response:
    """The group's meetings since a year ago; cancelled ones stay in it, as such."""
    group = await queries.towns.group(reading, scope, key)
    found = await queries.meetings.calendar(reading, scope, group=key, since=now - KEEP)
    return rendered(found, name=f"Sitzungen {group.name}", site=site, filename=f"{key}.ics")


@router.get(
    "/towns/{key}/meetings.ics",
    operation_id="town.calendar",
    summary="Calendar of a town",
    response_class=Response,
    responses=ANSWERS,
)
async def town_calendar(reading: ReadingDep, scope: ScopeDep, now: Now, site: Site, key: Slug) -> Response:
    """The meetings that the town is invited to, since a year ago; cancelled ones stay in it, as such."""
    town = await queries.towns.town(reading, scope, key)
    found = await queries.meetings.calendar(reading, scope, town=key, since=now - KEEP)
    return rendered(found, name=f"Sitzungen {town['name']}", site=site, filename=f"{key}.ics")


@router.get(
    "/meetings/{id}/meeting.ics",
    operation_id="meeting.calendar",
    summary="A meeting for a calendar",
    response_class=Response,
    responses=ANSWERS,
)
async def meeting_calendar(reading: ReadingDep, scope: ScopeDep, site: Site, id: UUID) -> Response:
    """One meeting; its UID never changes, and its SEQUENCE rises with every change of time or place."""
    meeting = await queries.meetings.meeting(reading, scope, id)
    return rendered([meeting], name=meeting["title"], site=site, filename="sitzung.ics")


def rendered(meetings: Iterable[RowMapping], *, name: str, site: str, filename: str) -> Response:
    """The meetings as one calendar."""
    events = tuple(_event(meeting, site) for meeting in meetings)
    return document(_written(events, name), CALENDAR, filename=filename, attached=True)


@lru_cache(maxsize=128)
def _written(events: tuple[CalendarEvent, ...], name: str) -> bytes:
    # Writing takes a millisecond an entry, subscribers ask every hour, and the same entries are the same bytes.
    return calendar(events, name=name)


def _event(meeting: RowMapping, site: str) -> CalendarEvent:
    return CalendarEvent(
        uid=ics_uid(meeting["id"]),
        sequence=meeting["sequence"],
        starts_at=meeting["starts_at"],
        ends_at=meeting["ends_at"],
        summary=meeting["title"],
        changed_at=meeting["changed_at"] or meeting["created_at"],
        location=meeting["place"],
        # Whoever takes part may know where the video is; a calendar that anybody can subscribe to does not say it.
        description=meeting["video_url"] if meeting["mine"] else None,
        url=f"{site}/api/v1/meetings/{meeting['id']}",
        categories=tuple(meeting["group_keys"]),
        cancelled=meeting["status"] is MeetingStatus.CANCELLED,
    )
