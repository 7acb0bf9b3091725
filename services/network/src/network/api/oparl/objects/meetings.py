"""Meetings with all that belongs to them: place, agenda, files, decisions."""

from datetime import datetime
from uuid import UUID

from network.api.oparl.objects.base import Names, Object, instant, own
from network.api.papers import RESULTS, origin_programme
from network.domain import STANDING, AgendaItem, Decision, DecisionStatus, Meeting, MeetingStatus, Minutes
from network.queries.oparl import NETWORK, Kind
from regio_events.network import MeetingKind


def meeting(
    names: Names,
    row: Meeting,
    items: list[Object],
    minutes: Minutes | None,
) -> Object:
    place = None
    if row.place is not None:
        place = own(names, Kind.PLACE, row.id, row.created_at, row.changed_at) | {"description": row.place}
    protocol = None
    if minutes is not None:
        head = own(names, Kind.MINUTES, minutes.id, minutes.created_at, minutes.changed_at)
        protocol = head | minutes_file(names, minutes, embedded=True)
    invitation = own(names, Kind.AGENDA, row.id, row.created_at, row.changed_at)
    return {
        "name": row.title,
        "meetingState": _state(row, minutes is not None),
        "cancelled": row.status is MeetingStatus.CANCELLED,
        "start": instant(row.starts_at),
        "end": instant(row.ends_at),
        "location": place,
        "organization": organizations(names, row),
        "invitation": invitation | agenda_file(names, row, embedded=True),
        "resultsProtocol": protocol,
        "agendaItem": items,
        "web": names.api(f"meetings/{row.id}"),
    }


def organizations(names: Names, row: Meeting) -> list[str]:
    """Who meets: the groups, or the town of a round."""
    if row.kind is MeetingKind.DISCUSSION_ROUND:
        return [names.of(Kind.TOWN, key) for key in row.town_keys]
    return [names.of(Kind.GROUP, key) for key in row.group_keys]


def _state(row: Meeting, minuted: bool) -> str:
    # The standard's words: held counts once the minutes are released.
    if row.status in (MeetingStatus.HELD, MeetingStatus.CLOSED):
        return "durchgeführt" if minuted else "eingeladen"
    return "eingeladen" if row.status is MeetingStatus.INVITED else "terminiert"


def place(names: Names, row: Meeting) -> Object:
    return {"description": row.place, "meetings": [names.of(Kind.MEETING, row.id)]}


def agenda_item(
    names: Names, row: AgendaItem, decisions: list[Decision], *, place: int | None, embedded: bool
) -> Object:
    """``place`` is the item's position in the meeting's list of items, from 0."""
    standing = [one for one in decisions if one.status in STANDING]
    programme = origin_programme(row.origin_type)
    return {
        "meeting": None if embedded or row.meeting_id is None else names.of(Kind.MEETING, row.meeting_id),
        "number": None if row.number is None else str(row.number),
        "order": place,
        "name": row.title,
        "public": row.public,
        "result": RESULTS[standing[-1].result] if standing else None,
        "resolutionText": standing[-1].text if standing else None,
        "keyword": None if programme is None else [programme],
        "web": names.api(f"agenda-items/{row.id}"),
    }


def agenda_file(names: Names, row: Meeting, *, embedded: bool = False) -> Object:
    return _file(
        names,
        row.id,
        name="Tagesordnung",
        path=f"meetings/{row.id}/agenda.pdf",
        date=row.created_at,
        embedded=embedded,
    )


def minutes_file(names: Names, row: Minutes, *, embedded: bool = False) -> Object:
    return _file(
        names,
        row.meeting_id,
        name="Protokoll",
        path=f"minutes/{row.id}/minutes.pdf",
        date=row.finalised_at or row.created_at,
        embedded=embedded,
    )


def _file(names: Names, meeting_id: UUID, *, name: str, path: str, date: datetime, embedded: bool) -> Object:
    return {
        "name": name,
        "fileName": f"{name.lower()}.pdf",
        "mimeType": "application/pdf",
        "date": date.date(),
        "accessUrl": names.api(path),
        "meeting": None if embedded else [names.of(Kind.MEETING, meeting_id)],
    }


def paper(names: Names, row: Decision, held: Meeting | None) -> Object:
    """A decision; one that was revoked stays on record as such. Of a closed meeting only the decision is public."""
    revoked = row.status is DecisionStatus.REVOKED
    rounds = held is not None and held.kind is MeetingKind.DISCUSSION_ROUND
    return {
        "body": names.body(held.town_keys[0] if held is not None and rounds else NETWORK),
        "name": f"{row.title} (widerrufen)" if revoked else row.title,
        "date": row.effective_on,
        "paperType": "Beschluss",
        "underDirectionOf": None if held is None else organizations(names, held),
        "web": names.api(f"decisions/{row.id}"),
    }
