"""
One plausible event of every class, for golden examples, documentation and tests.

Towns, the campaign year and the pilot schools are real; ids, names of
businesses, titles and figures are invented, and texts say so.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from regio_events._base import Event
from regio_events._envelope import assemble
from regio_events._types import OfferDate, Window
from regio_events.campaign import MaterialQuantity

E = TypeVar("E", bound=Event)

INVENTED = "(erfunden)"
DAYS = (date(2026, 9, 11), date(2026, 9, 12))
WINDOWS = tuple(Window(day=day, opens=time(10), closes=time(18)) for day in DAYS)


def sample_id(name: str) -> UUID:
    """The same invented id for the same name, always."""
    return uuid5(NAMESPACE_URL, f"https://example.org/regio/{name}")


# A field means the same wherever it appears, so one value per field name serves every class.
FACTS: dict[str, object] = {
    "affects_access": True,
    "answer": "accepted",
    "attendance_band": "from_90",
    "branch": "Buchhandlung",
    "businesses": 14,
    "cards_returned": 212,
    "closes": time(18),
    "companies": 23,
    "consent_placement_contact": True,
    "dates": (OfferDate(day=DAYS[0], starts=time(19), ends=time(21, 30)),),
    "day": date(2026, 9, 13),
    "days": (date(2026, 9, 1), date(2026, 9, 8), date(2026, 9, 15)),
    "decisions": 3,
    "due": date(2026, 6, 30),
    "edition_year": 2026,
    "effective_on": date(2026, 4, 22),
    "ends_at": datetime(2026, 4, 21, 15, tzinfo=UTC),
    "ends_on": date(2026, 11, 20),
    "field": "aktionen-und-events",
    "from_status": "planned",
    "gap": "few",
    "group_key": "netzwerk-2",
    "group_keys": ("netzwerk-1", "netzwerk-2"),
    "ics_uid": "meeting-2026-04-21@network.example.org",
    "kickoff_days": DAYS,
    "kldb": "62112",
    "kldb_groups": ("62", "63"),
    "municipality_key": "16061115",
    "occupation": f"Verkaufsberuf ohne Spezialisierung {INVENTED}",
    "offers": 31,
    "opens": time(13),
    "order_until": date(2026, 7, 31),
    "phase_ids": (sample_id("phase-1"), sample_id("phase-2")),
    "placements": 37,
    "potentials": {"digitale-innenstaedte": 2},
    "progress_percent": 40,
    "public_name": f"Buchhandlung Beispiel {INVENTED}",
    "quantities": (MaterialQuantity(item="bag", pieces=500), MaterialQuantity(item="poster", pieces=40)),
    "rating_mean": 4.2,
    "reason_code": None,
    "records_erased": 148,
    "register_until": date(2026, 6, 30),
    "requirement_codes": ("safety_shoes", "health_instruction"),
    "result": "adopted",
    "rule_id": "diary-after-school-year",
    "school_key": "lessingschule-nordhausen",
    "school_year": "2026/27",
    "seats_total": 4,
    "sequence": 0,
    "since": date(2019, 1, 1),
    "starts_at": datetime(2026, 4, 21, 12, tzinfo=UTC),
    "starts_on": date(2026, 9, 1),
    "status": "active",
    "strengths": {"aktionen-und-events": 4},
    "suppressed": True,
    "title": f"Krimiabend zwischen den Regalen {INVENTED}",
    "to_status": "running",
    "town_key": "leinefelde",
    "town_keys": ("leinefelde", "heilbad-heiligenstadt"),
    "towns_present": ("leinefelde", "heilbad-heiligenstadt"),
    "training_offers": None,
    "until": None,
    "version": 1,
    "weaknesses": {"leerstand-und-brachflaechen": 3, "mobilitaet": 1},
    "weekday": 2,
    "weekdays": (2, 4),
    "wid_nr": None,
    "window": WINDOWS,
    "windows": WINDOWS,
    "year": 2026,
}

# Where the common value would contradict what the class states.
EXCEPTIONS: dict[str, Mapping[str, object]] = {
    "regio.network.decision.corrected.v1": {"version": 2, "reason_code": "wrong-window"},
    "regio.network.decision.revoked.v1": {"version": 3, "reason_code": "minutes-reopened"},
    "regio.network.measure.changed.v1": {"from_status": "running"},
    "regio.network.measure.completed.v1": {"from_status": "running", "to_status": "done", "progress_percent": 100},
    "regio.network.measure.transferred.v1": {"from_status": None, "to_status": "idea", "progress_percent": 0},
    "regio.network.meeting.rescheduled.v1": {"sequence": 1},
    "regio.network.meeting.cancelled.v1": {"sequence": 2},
    "regio.campaign.offer.rescheduled.v1": {"sequence": 1},
    "regio.campaign.offer.cancelled.v1": {"sequence": 2},
    "regio.placement.retention.completed.v1": {"suppressed": False},
}
KINDS = {"Business": "retail", "Company": "retail", "Offer": "workshop", "Meeting": "working_meeting"}


def sample(event: type[E], **facts: object) -> E:
    """
    An invented event of this class, with the given facts instead of the invented ones.

    Raises:
        KeyError: a field is new; give it a value in ``FACTS``.
    """
    common = {name: _fact(event, name) for name in event.model_fields}
    return event.model_validate({**common, **EXCEPTIONS.get(event.type, {}), **facts})


def _fact(event: type[Event], name: str) -> object:
    if name.endswith("_id") and name not in FACTS:
        return sample_id(name.removesuffix("_id"))
    if name == "kind":
        entity = event.type.split(".")[2]
        return "join_campaign" if entity == "decision" else KINDS[entity.capitalize()]
    return FACTS[name]


def sample_document(event: type[Event]) -> bytes:
    """An invented event of this class as it travels: one CloudEvents document."""
    fact = sample(event)
    return assemble(
        event.type,
        fact.subject,
        fact.model_dump_json().encode(),
        id=sample_id(f"event/{event.type}"),
        time=datetime(2026, 4, 22, 8, 30, 0, 125000, tzinfo=UTC),
        epoch=1,
        position=42,
        previous=sample_id(f"before/{event.type}"),
        correlationid=sample_id("correlation"),
        causationid=sample_id("cause"),
        traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    )
