"""
The published events of Regionale Projekte.

``from regio_events import campaign, network, placement`` gives the event
classes by owner; ``Envelope`` reads what arrives, ``render`` writes what leaves.
"""

from regio_events import campaign, network, placement
from regio_events._base import EVENT_TYPES, Event
from regio_events._envelope import Envelope, NewerMajor, Stated, UnknownType, assemble, render
from regio_events._types import OfferDate, UtcDatetime, WallTime, Window, suppress

__all__ = [
    "EVENT_TYPES",
    "Envelope",
    "Event",
    "NewerMajor",
    "OfferDate",
    "Stated",
    "UnknownType",
    "UtcDatetime",
    "WallTime",
    "Window",
    "assemble",
    "campaign",
    "network",
    "placement",
    "render",
    "suppress",
]
