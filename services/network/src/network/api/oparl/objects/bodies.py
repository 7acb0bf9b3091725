"""Bodies: the network itself, and each of its towns."""

from datetime import datetime

from network.api.oparl.objects.base import SCHEMA, Names, Object, instant
from network.domain import Town
from network.queries.oparl import NETWORK


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
