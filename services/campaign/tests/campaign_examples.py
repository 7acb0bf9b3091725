"""Things to test with, on their way through their lives."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from campaign.domain import (
    Business,
    BusinessStatus,
    Edition,
    EditionStatus,
    Offer,
    OfferStatus,
    Participation,
    ParticipationStatus,
    Surroundings,
    Town,
    TownParticipation,
    TownStatus,
)
from regio_events import OfferDate, Window
from regio_events.campaign import BusinessKind, OfferKind

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
FRIDAY = date(2026, 9, 11)
SATURDAY = date(2026, 9, 12)
WINDOWS = (
    Window(day=FRIDAY, opens=time(10), closes=time(20)),
    Window(day=SATURDAY, opens=time(9), closes=time(16)),
)
KRIMI = OfferDate(day=FRIDAY, starts=time(18), ends=time(20))


def a_town(key: str = "worbis", municipality: str = "leinefelde-worbis", **other: Any) -> Town:
    facts = {
        "key": key,
        "name": key.capitalize(),
        "municipality": municipality,
        "municipality_key": "16061115",
        "county": "Eichsfeld",
        "catholic": True,
        "latitude": 51.42,
        "longitude": 10.36,
        "links": (),
    }
    return Town(**(facts | other))


def an_edition(status: EditionStatus = EditionStatus.DRAFT, **other: Any) -> Edition:
    facts = {
        "year": 2026,
        "motto": "Heimat shoppen",
        "kickoff_days": (FRIDAY, SATURDAY),
        "register_until": date(2026, 8, 31),
        "order_until": date(2026, 7, 31),
        "status": status,
    }
    return Edition(**(facts | other))


def a_town_participation(status: TownStatus = TownStatus.INVITED, **other: Any) -> TownParticipation:
    facts = {
        "edition_id": uuid4(),
        "town_key": "worbis",
        "municipality_key": "16061115",
        "windows": WINDOWS,
        "status": status,
    }
    return TownParticipation(**(facts | other))


def a_business(status: BusinessStatus = BusinessStatus.REGISTERED, **other: Any) -> Business:
    facts = {
        "public_name": "Buchhandlung Leseecke",
        "kind": BusinessKind.RETAIL,
        "branch": "Buchhandlung",
        "town_key": "worbis",
        "street": "Musterstraße 1",
        "postcode": "37339",
        "consent_placement_contact": True,
        "contact_name": "Erika Muster",
        "contact_email": "erika@leseecke.example",
        "registered_at": NOW,
        "status": status,
    }
    business = Business(**(facts | other))
    business.index()
    return business


def a_participation(
    status: ParticipationStatus = ParticipationStatus.APPLIED, *, edition_id: UUID, business: Business
) -> Participation:
    return Participation(
        edition_id=edition_id,
        business_id=business.id,
        town_key=business.town_key,
        applied_at=NOW,
        status=status,
    )


def an_offer(status: OfferStatus = OfferStatus.DRAFT, **other: Any) -> Offer:
    facts = {
        "edition_id": uuid4(),
        "business_id": uuid4(),
        "town_key": "worbis",
        "kind": OfferKind.SHOW,
        "title": "Krimiabend bei Kerzenschein",
        "dates": (KRIMI,),
        "status": status,
    }
    return Offer.draft(**(facts | other))


def good_surroundings(**other: Any) -> Surroundings:
    """In which every offer may be registered and published."""
    facts = {
        "town_name": "Worbis",
        "business_name": "Buchhandlung Leseecke",
        "edition_year": 2026,
        "edition_status": EditionStatus.REGISTRATION_OPEN,
        "town_status": TownStatus.PUBLISHED,
        "windows": WINDOWS,
        "business_status": BusinessStatus.APPROVED,
        "participation_status": ParticipationStatus.ACCEPTED,
    }
    return Surroundings(**(facts | other))
