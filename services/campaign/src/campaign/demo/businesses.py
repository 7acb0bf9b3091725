"""Businesses and what they offer: all invented, and marked so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from campaign.demo.towns import INVENTED, stable_id
from campaign.domain import Business, Edition, Offer, Participation, Town
from regio_events import OfferDate
from regio_events.campaign import BusinessKind, OfferKind

POSTCODES = {
    "heiligenstadt": "37308",
    "worbis": "37339",
    "leinefelde": "37327",
    "bleicherode": "99752",
    "artern": "06556",
}
_HOURS = "Mo-Fr 09:00-18:00; Sa 09:00-13:00; PH off"
_RETAIL, _SERVICE, _GASTRONOMY = BusinessKind.RETAIL, BusinessKind.SERVICE, BusinessKind.GASTRONOMY


@dataclass(frozen=True)
class Sample:
    """A business that every town has, and what it does on the kick-off days: (day 0 or 1, from, to)."""

    name: str
    kind: BusinessKind
    branch: str
    offer: OfferKind
    title: str
    text: str
    held: tuple[tuple[int, int, int], ...]
    price: str | None = None
    for_children: bool = False
    consents: bool = False


SAMPLES = (
    Sample("Buchhandlung Leseecke", _RETAIL, "Buchhandlung", OfferKind.SHOW, "Krimiabend bei Kerzenschein",
           "Wir lesen aus neuen Kriminalromanen und schenken Tee aus.", ((0, 18, 20),), "Eintritt frei", consents=True),
    Sample("Café Zeitlos", _GASTRONOMY, "Café", OfferKind.TASTING, "Kaffee aus fünf Ländern",
           "Kleine Tassen, große Unterschiede: Kosten Sie sich durch.", ((0, 14, 16), (1, 10, 12)), "5 Euro"),
    Sample("Bäckerei Ährengold", _RETAIL, "Bäckerei", OfferKind.WORKSHOP, "Brötchen formen mit Kindern",
           "Teig kneten, formen, backen und mitnehmen.", ((1, 10, 12),), "3 Euro", for_children=True, consents=True),
    Sample("Modehaus Faden", _RETAIL, "Bekleidung", OfferKind.SHOW, "Modenschau vor dem Haus",
           "Kundinnen und Kunden zeigen die neue Mode.", ((1, 13, 14),), "Eintritt frei"),
    Sample("Schuhhaus Schritt", _RETAIL, "Schuhe", OfferKind.DISCOUNT, "10 Prozent auf alle Schuhe",
           "Auf das ganze Sortiment, auch auf Kinderschuhe.", ((0, 10, 18), (1, 9, 16))),
    Sample("Optik Weitblick", _SERVICE, "Augenoptik", OfferKind.OTHER, "Sehtest ohne Termin",
           "Fünf Minuten, dann wissen Sie mehr.", ((0, 10, 18), (1, 9, 13)), "kostenfrei", consents=True),
    Sample("Salon Haargenau", _SERVICE, "Friseur", OfferKind.SHOW, "Flechtfrisuren für Kinder",
           "Wir flechten vor dem Geschäft.", ((1, 10, 13),), "kostenfrei", for_children=True, consents=True),
    Sample("Blumen Wiesenglück", _RETAIL, "Floristik", OfferKind.WORKSHOP, "Kränze binden",
           "Material und Anleitung sind da, Gartenschere bitte mitbringen.", ((0, 15, 17),), "12 Euro"),
    Sample("Apotheke am Platz", _RETAIL, "Apotheke", OfferKind.TOUR, "Wie eine Salbe entsteht",
           "Blick in das Labor, höchstens acht Gäste.", ((1, 11, 12),), "kostenfrei"),
    Sample("Fahrrad Kettenblatt", _RETAIL, "Fahrräder", OfferKind.EXTENDED_HOURS, "Licht-Check bis 20 Uhr",
           "Wir prüfen Licht und Bremsen, auch nach Feierabend.", ((0, 18, 20),), "kostenfrei", consents=True),
    Sample("Gasthaus Herdfeuer", _GASTRONOMY, "Restaurant", OfferKind.TASTING, "Regionale Küche zum Probieren",
           "Drei kleine Gänge aus der Region.", ((0, 17, 20),), "15 Euro"),
    Sample("Spielwaren Purzelbaum", _RETAIL, "Spielwaren", OfferKind.RAFFLE, "Spieleturm zum Ausprobieren",
           "Wer mitspielt, kann ein Brettspiel gewinnen.", ((1, 9, 12),), "kostenfrei", for_children=True),
)  # fmt: skip


def business(number: int, town: Town, *, at: datetime) -> Business:
    """The town's own one of ``SAMPLES[number]``; not reviewed yet."""
    sample = SAMPLES[number]
    shop = Business(
        id=stable_id("business", town.key, number),
        public_name=f"{sample.name} {town.name}",
        kind=sample.kind,
        branch=sample.branch,
        town_key=town.key,
        street=f"Musterstraße {number + 1}",
        postcode=POSTCODES[town.key],
        latitude=round(town.latitude + (number % 4 - 1.5) * 0.0012, 5),
        longitude=round(town.longitude + (number // 4 - 1) * 0.0018, 5),
        opening_hours=_HOURS,
        accessibility="stufenloser Eingang" if number % 3 else "eine Stufe, Rampe auf Zuruf",
        description=f"Erfundener Betrieb der Vorführung. {sample.text}",
        consent_placement_contact=sample.consents,
        registered_at=at,
        source=INVENTED,
    )
    shop.index()
    return shop


def participation(shop: Business, edition: Edition, *, at: datetime) -> Participation:
    """Not decided yet."""
    return Participation(
        id=stable_id("participation", edition.year, shop.id),
        edition_id=edition.id,
        business_id=shop.id,
        town_key=shop.town_key,
        applied_at=at,
        source=INVENTED,
    )


def offer(number: int, shop: Business, edition: Edition) -> Offer:
    """What ``SAMPLES[number]`` does; a draft."""
    sample = SAMPLES[number]
    return Offer.draft(
        id=stable_id("offer", edition.year, shop.id),
        edition_id=edition.id,
        business_id=shop.id,
        town_key=shop.town_key,
        kind=sample.offer,
        title=sample.title,
        description=sample.text,
        dates=list(_dates(sample, edition.kickoff_days)),
        price_note=sample.price,
        accessible=bool(number % 3),
        for_children=sample.for_children,
        source=INVENTED,
    )


def offers_of_town(town: Town, edition: Edition) -> list[Offer]:
    """What the town itself hosts; drafts."""
    friday, saturday = edition.kickoff_days
    common = {"edition_id": edition.id, "town_key": town.key, "accessible": True, "source": INVENTED}
    return [
        Offer.draft(
            id=stable_id("offer", edition.year, town.key, "music"),
            kind=OfferKind.MUSIC,
            title="Musik auf dem Marktplatz",
            description="Kapellen und Chöre aus der Stadt.",
            dates=[OfferDate(day=friday, starts=time(17), ends=time(19))],
            location="Marktplatz",
            **common,
        ),
        Offer.draft(
            id=stable_id("offer", edition.year, town.key, "raffle"),
            kind=OfferKind.RAFFLE,
            title="Verlosung der Stempelkarten",
            description="Gezogen wird aus allen abgegebenen Karten.",
            dates=[OfferDate(day=saturday, starts=time(15), ends=time(16))],
            location="Rathaus",
            **common,
        ),
    ]


def _dates(sample: Sample, days: tuple[date, ...]) -> Iterator[OfferDate]:
    for day, starts, ends in sample.held:
        yield OfferDate(day=days[day], starts=time(starts), ends=time(ends))
