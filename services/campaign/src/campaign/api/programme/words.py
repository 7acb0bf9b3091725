"""German words for what the programme names by keys."""

from collections.abc import Mapping

from regio_events.campaign import BusinessKind, OfferKind

KINDS: Mapping[OfferKind, str] = {
    OfferKind.DISCOUNT: "Rabatt",
    OfferKind.TASTING: "Verkostung",
    OfferKind.WORKSHOP: "Mitmachen",
    OfferKind.SHOW: "Vorführung",
    OfferKind.MUSIC: "Musik",
    OfferKind.TOUR: "Führung",
    OfferKind.EXTENDED_HOURS: "Länger geöffnet",
    OfferKind.RAFFLE: "Verlosung",
    OfferKind.OTHER: "Sonstiges",
}
BUSINESS_KINDS: Mapping[BusinessKind, str] = {
    BusinessKind.RETAIL: "Handel",
    BusinessKind.SERVICE: "Dienstleistung",
    BusinessKind.GASTRONOMY: "Gastronomie",
}
DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)
