"""The objects: one function for each type, from our rows to OParl's properties."""

from network.api.oparl.objects.base import SCHEMA, SEGMENTS, TYPES, Names, Object, bare, instant, own, stub
from network.api.oparl.objects.bodies import body, network_body
from network.api.oparl.objects.meetings import agenda_file, agenda_item, meeting, minutes_file, paper, place
from network.api.oparl.objects.organizations import group, member, office, person, role, town

__all__ = [
    "SCHEMA",
    "SEGMENTS",
    "TYPES",
    "Names",
    "Object",
    "agenda_file",
    "agenda_item",
    "bare",
    "body",
    "group",
    "instant",
    "meeting",
    "member",
    "minutes_file",
    "network_body",
    "office",
    "own",
    "paper",
    "person",
    "place",
    "role",
    "stub",
    "town",
]
