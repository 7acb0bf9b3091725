"""The objects: one function for each type, from our rows to OParl's properties."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from network.api.papers import RESULTS, origin_programme
from network.domain import (
    STANDING,
    AgendaItem,
    BodyKind,
    Decision,
    DecisionStatus,
    Meeting,
    MeetingStatus,
    Membership,
    Minutes,
    Town,
    TownBody,
    TownRole,
    WorkingGroup,
)
from network.queries.oparl import NETWORK, Entry, Kind
from regio_events.network import MeetingKind

Object = dict[str, Any]

SCHEMA = "https://schema.oparl.org/1.1/"
TYPES: Mapping[Kind, str] = {
    Kind.GROUP: "Organization",
    Kind.TOWN: "Organization",
    Kind.OFFICE: "Organization",
    Kind.PERSON: "Person",
    Kind.MEMBER: "Membership",
    Kind.ROLE: "Membership",
    Kind.MEETING: "Meeting",
    Kind.PLACE: "Location",
    Kind.ITEM: "AgendaItem",
    Kind.AGENDA: "File",
    Kind.MINUTES: "File",
    Kind.PAPER: "Paper",
}
SEGMENTS: Mapping[str, str] = {
    "Organization": "organizations",
    "Person": "people",
    "Membership": "memberships",
    "Meeting": "meetings",
    "Location": "locations",
    "AgendaItem": "agenda-items",
    "File": "files",
    "Paper": "papers",
}
CLASSES: Mapping[BodyKind, str] = {
    BodyKind.ADMINISTRATION: "Verwaltung",
    BodyKind.CITY_MANAGEMENT: "Citymanagement",
    BodyKind.ASSOCIATION: "Verein",
    BodyKind.COMMITTEE: "Ausschuss",
    BodyKind.CITIZENS: "Bürgerschaft",
    BodyKind.OTHER: "Sonstiges",
}


class Names:
    """How objects are addressed below ``root``, the whole address of this interface."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.root = f"{site}/api/v1/oparl"

    def of(self, kind: Kind, id: object) -> str:
        """The id of an object: its own address."""
        return f"{self.root}/{SEGMENTS[TYPES[kind]]}/{kind}-{id}"

    def body(self, key: str) -> str:
        """The id of a body."""
        return f"{self.root}/bodies/{key}"

    def api(self, path: str) -> str:
        """An address outside of OParl, such as a document's."""
        return f"{self.site}/api/v1/{path}"


def stub(names: Names, entry: Entry) -> Object:
    """What every object has; of one that is gone nothing else is told."""
    made: Object = {
        "id": names.of(entry.kind, entry.id),
        "type": SCHEMA + TYPES[entry.kind],
        "created": instant(entry.created),
        "modified": instant(entry.modified),
    }
    return made | {"deleted": True} if entry.gone else made


def own(names: Names, kind: Kind, id: object, created: datetime, changed: datetime | None) -> Object:
    """The head of an object that is shown inside another."""
    return stub(names, Entry(kind, str(id), created, changed or created, gone=False))


def body(names: Names, town: Town) -> Object:
    return _body(names, town.key, town.name, town.created_at, town.changed_at or town.created_at) | {
        "shortName": town.name,
        "ags": town.municipality_key,
        "website": town.website,
        "classification": "Stadt",
    }


def network_body(names: Names, created: datetime, modified: datetime) -> Object:
    title = "Innenstadtinitiative „Innenstädte erfolgreich machen“"
    return _body(names, NETWORK, title, created, modified) | {"classification": "Städtenetzwerk"}


def _body(names: Names, key: str, name: str, created: datetime, modified: datetime) -> Object:
    id = names.body(key)
    return {
        "id": id,
        "type": SCHEMA + "Body",
        "system": f"{names.root}/system",
        "name": name,
        "organization": f"{id}/organizations",
        "person": f"{id}/people",
        "meeting": f"{id}/meetings",
        "paper": f"{id}/papers",
        # No elections: a network of towns has no terms.
        "legislativeTerm": [],
        "legislativeTermList": f"{id}/legislative-terms",
        "agendaItem": f"{id}/agenda-items",
        "consultation": f"{id}/consultations",
        "file": f"{id}/files",
        "locationList": f"{id}/locations",
        "membership": f"{id}/memberships",
        "created": instant(created),
        "modified": instant(modified),
    }


def group(names: Names, row: WorkingGroup, members: list[Membership]) -> Object:
    return {
        "body": names.body(NETWORK),
        "name": row.name,
        "membership": [names.of(Kind.MEMBER, one.id) for one in members],
        "meeting": names.of(Kind.GROUP, row.key) + "/meetings",
        "organizationType": "Gremium",
        "classification": "Arbeitsgruppe",
    }


def town(names: Names, row: Town) -> Object:
    return {
        "body": names.body(row.key),
        "name": f"Stadt {row.name}",
        "shortName": row.name,
        "organizationType": "Institution",
        "classification": "Stadt",
        "website": row.website,
        "externalBody": names.body(row.key),
    }


def office(names: Names, row: TownBody) -> Object:
    return {
        "body": names.body(row.town_key),
        "name": row.name,
        "subOrganizationOf": names.of(Kind.TOWN, row.town_key),
        "organizationType": "Sonstiges",
        "classification": CLASSES[row.kind],
        "website": row.website,
        "startDate": row.since,
        "endDate": row.until,
    }


def person(names: Names, row: TownRole) -> Object:
    head = own(names, Kind.ROLE, row.id, row.created_at, row.changed_at)
    return {
        "body": names.body(row.town_key),
        "name": row.person_name,
        "membership": [head | {name: value for name, value in role(names, row).items() if name != "person"}],
    }


def role(names: Names, row: TownRole) -> Object:
    return {
        "person": names.of(Kind.PERSON, row.id),
        "organization": names.of(Kind.OFFICE, row.body_id),
        "role": row.function,
        "startDate": row.since,
        "endDate": row.until,
    }


def member(names: Names, row: Membership) -> Object:
    """A town's membership: nobody in person, but on behalf of the town."""
    return {
        "organization": names.of(Kind.GROUP, row.group_key),
        "onBehalfOf": names.of(Kind.TOWN, row.town_key),
        "role": row.role or "Mitgliedsstadt",
        "votingRight": True,
        "startDate": row.since,
        "endDate": row.until,
    }


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


def agenda_item(names: Names, row: AgendaItem, decisions: list[Decision], *, embedded: bool = False) -> Object:
    standing = [one for one in decisions if one.status in STANDING]
    programme = origin_programme(row.origin_type)
    return {
        "meeting": None if embedded or row.meeting_id is None else names.of(Kind.MEETING, row.meeting_id),
        "number": None if row.number is None else str(row.number),
        "order": row.number,
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
        role="Einladung",
        path=f"meetings/{row.id}/agenda.pdf",
        date=row.created_at,
        embedded=embedded,
    )


def minutes_file(names: Names, row: Minutes, *, embedded: bool = False) -> Object:
    return _file(
        names,
        row.meeting_id,
        name="Protokoll",
        role="Ergebnisprotokoll",
        path=f"minutes/{row.id}/minutes.pdf",
        date=row.finalised_at or row.created_at,
        embedded=embedded,
    )


def _file(names: Names, meeting_id: UUID, *, name: str, role: str, path: str, date: datetime, embedded: bool) -> Object:
    return {
        "name": name,
        "fileName": f"{name.lower()}.pdf",
        "mimeType": "application/pdf",
        "date": date.date(),
        "accessUrl": names.api(path),
        "fileRole": role,
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


def instant(moment: datetime) -> str:
    """As RFC 3339 wants it, to the second."""
    return moment.replace(microsecond=0).isoformat()


def bare(value: Object) -> Object:
    """Without what is not known: OParl has neither null nor empty lists where nothing has to be said."""
    kept = {name: one for name, one in value.items() if one is not None and (one != [] or name == "legislativeTerm")}
    return {name: _bare(one) for name, one in kept.items()}


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return bare(value)
    return [_bare(one) for one in value] if isinstance(value, list) else value
