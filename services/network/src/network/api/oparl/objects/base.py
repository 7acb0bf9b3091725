"""What all objects share: their addresses, their types, and the head of each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from network.queries.oparl import Entry, Kind

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
