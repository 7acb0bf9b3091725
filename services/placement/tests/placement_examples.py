"""Valid entities for tests; each takes what the test is about."""

from datetime import UTC, date, datetime, time
from typing import TypeVar
from uuid import UUID

from placement.domain.companies import Company, CompanyStatus
from placement.domain.invitations import Invitation
from placement.domain.offers import OfferStatus, PlaceOffer, Seats
from placement.domain.phases import Phase, PhaseStatus
from placement.domain.schools import School
from placement.domain.towns import Town
from placement.domain.working_hours import Break, DayHours
from regio_events.campaign import BusinessKind
from regio_events.placement import CompanyKind

SECRET = "of-placement-alone-0123456789"
CALLERS = {"campaign": ["the-word-of-campaign-to-placement"]}
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
BUSINESS = UUID(int=0xB)
SCHOOL = UUID(int=0x5)
PHASE = UUID(int=0xF)
COMPANY = UUID(int=0xC)
OFFER = UUID(int=0x0FFE)
Found = TypeVar("Found", School, Company, PlaceOffer)


def hours(starts: str = "08:00", ends: str = "15:00", *breaks: str) -> DayHours:
    """``breaks`` as ``"12:00-13:00"``."""
    pauses = tuple(Break(starts=time.fromisoformat(one[:5]), ends=time.fromisoformat(one[6:])) for one in breaks)
    return DayHours(starts=time.fromisoformat(starts), ends=time.fromisoformat(ends), breaks=pauses)


def a_town(**given: object) -> Town:
    return Town(**{"key": "nordhausen", "name": "Nordhausen", "county": "Nordhausen", "corpus_christi": False} | given)


def a_school(**given: object) -> School:
    known = {"id": SCHOOL, "key": "lessing", "name": "Schule", "town_key": "nordhausen", "weekday": 2, "grade": 8}
    return _indexed(School(**known | given))


def a_phase(**given: object) -> Phase:
    known = {
        "id": PHASE,
        "school_id": SCHOOL,
        "school_year": "2021/22",
        "number": 1,
        "starts_on": date(2022, 2, 21),
        "ends_on": date(2022, 4, 8),
    }
    return Phase(**known | given)


def a_planned_phase(**given: object) -> Phase:
    return a_phase(**{"status": PhaseStatus.PLANNED, "weekday": 2, "days": [date(2022, 3, 1)]} | given)


def a_company(status: CompanyStatus = CompanyStatus.APPROVED, **given: object) -> Company:
    known = {"id": COMPANY, "name": "Tischlerei", "kind": CompanyKind.CRAFT, "town_key": "nordhausen", "status": status}
    return _indexed(Company(**known | given))


def an_offer(status: OfferStatus = OfferStatus.DRAFT, **given: object) -> PlaceOffer:
    known = {
        "id": OFFER,
        "company_id": COMPANY,
        "kldb": "22342",
        "occupation": "Berufe im Holz-, Möbel- und Innenausbau – fachlich ausgerichtete Tätigkeiten",
        "tasks": "Holz auswählen, messen, schleifen",
        "hours": hours("08:00", "14:30", "10:00-10:15", "12:00-12:30"),
        "rule_set": "jarbschg-2022",
        "status": status,
    }
    return _indexed(PlaceOffer(**known | given))


def some_seats(seats: int = 2, **given: object) -> list[Seats]:
    return [Seats(**{"offer_id": OFFER, "phase_id": PHASE, "weekday": 2, "seats": seats} | given)]


def an_invitation(**given: object) -> Invitation:
    known = {
        "business_id": BUSINESS,
        "public_name": "Buchhandlung",
        "kind": BusinessKind.RETAIL,
        "branch": "Buchhandlung",
        "town_key": "nordhausen",
        "consent": True,
        "invited_at": NOW,
    }
    return Invitation(**known | given)


def _indexed(row: Found) -> Found:
    row.index()
    return row
