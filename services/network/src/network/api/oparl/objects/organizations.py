"""Organizations, and who belongs to them."""

from collections.abc import Mapping

from network.api.oparl.objects.base import Names, Object, own
from network.domain import BodyKind, Membership, Town, TownBody, TownRole, WorkingGroup
from network.queries.oparl import NETWORK, Kind

CLASSES: Mapping[BodyKind, str] = {
    BodyKind.ADMINISTRATION: "Verwaltung",
    BodyKind.CITY_MANAGEMENT: "Citymanagement",
    BodyKind.ASSOCIATION: "Verein",
    BodyKind.COMMITTEE: "Ausschuss",
    BodyKind.CITIZENS: "Bürgerschaft",
    BodyKind.OTHER: "Sonstiges",
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
