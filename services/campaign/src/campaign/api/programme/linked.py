"""The programme as GeoJSON (RFC 7946) and as JSON-LD in the words of schema.org."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic_core import to_json

from campaign.api.programme.words import KINDS
from campaign.domain.opening_hours import HoursInvalid, OpeningHours, State
from campaign.domain.programme import Entry, Host, Occurrence, Place
from regio_events.campaign import BusinessKind, OfferKind

GEOJSON = "application/geo+json"
JSON_LD = "application/ld+json"

Json = dict[str, Any]

_BUSINESS = {
    BusinessKind.RETAIL: "Store",
    BusinessKind.SERVICE: "LocalBusiness",
    BusinessKind.GASTRONOMY: "FoodEstablishment",
}
_EVENT = {
    OfferKind.DISCOUNT: "SaleEvent",
    OfferKind.TASTING: "FoodEvent",
    OfferKind.WORKSHOP: "EducationEvent",
    OfferKind.MUSIC: "MusicEvent",
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def geojson(entries: Sequence[Entry]) -> bytes:
    """One feature per offer, at its host or, where the town invites, in the town; null where no place is known."""
    return to_json({"type": "FeatureCollection", "features": [_feature(entry) for entry in entries]})


def _feature(entry: Entry) -> Json:
    geometry = None
    if entry.position is not None:
        latitude, longitude = entry.position
        geometry = {"type": "Point", "coordinates": [longitude, latitude]}
    return {
        "type": "Feature",
        "id": entry.id,
        "geometry": geometry,
        "properties": {
            "title": entry.title,
            "kind": entry.kind,
            "kind_de": KINDS[entry.kind],
            "town": entry.town.key,
            "town_name": entry.town.name,
            "host": entry.host.public_name if entry.host else None,
            "address": entry.address,
            "at_town": entry.host is None,
            "cancelled": entry.cancelled,
            "for_children": entry.for_children,
            "accessible": entry.accessible,
            "dates": [_times(held) for held in entry.occurrences if not held.dropped],
            "dropped": [_times(held) for held in entry.occurrences if held.dropped],
        },
    }


def _times(held: Occurrence) -> Json:
    return {"starts_at": held.starts_at, "ends_at": held.ends_at}


def json_ld(entries: Sequence[Entry]) -> bytes:
    """A graph of businesses, each once, and of one event per date, with what it costs as its offer."""
    hosts = {entry.host.id: (entry.host, entry.town) for entry in entries if entry.host is not None}
    towns = {entry.town.key: entry.town for entry in entries if entry.host is None}
    graph = [
        *(_business(host, town) for host, town in hosts.values()),
        *(_town(town) for town in towns.values()),
        *(_event(entry, held) for entry in entries for held in entry.occurrences),
    ]
    return to_json({"@context": "https://schema.org", "@graph": graph}, exclude_none=True)


def _business(host: Host, town: Place) -> Json:
    return {
        "@type": _BUSINESS[host.kind],
        "@id": f"urn:uuid:{host.id}",
        "name": host.public_name,
        "description": host.branch,
        "address": _address(host, town),
        "geo": _coordinates(host.latitude, host.longitude),
        "openingHoursSpecification": list(_hours(host.opening_hours)) or None,
        "sameAs": [link.url for link in host.links] or None,
    }


def _town(town: Place) -> Json:
    return {"@type": "City", "@id": f"urn:regio:town:{town.key}", "name": town.name, "geo": _at(town)}


def _event(entry: Entry, held: Occurrence) -> Json:
    host, town = entry.host, entry.town
    where: Json = {"@type": "Place", "name": entry.location or (host.public_name if host else town.name)}
    where["address"] = _address(host, town)
    where["geo"] = _coordinates(*entry.position) if entry.position else None
    organiser = f"urn:uuid:{host.id}" if host else f"urn:regio:town:{town.key}"
    return {
        "@type": _EVENT.get(entry.kind, "Event"),
        "@id": f"urn:uuid:{entry.id}#{held.number}",
        "name": entry.title,
        "description": entry.description,
        "startDate": held.starts_at.isoformat(),
        "endDate": held.ends_at.isoformat(),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if entry.cancelled or held.dropped else 'Scheduled'}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": where,
        "organizer": {"@id": organiser},
        "inLanguage": "de",
        "offers": _offer(entry, held, organiser),
    }


def _offer(entry: Entry, held: Occurrence, organiser: str) -> Json | None:
    if entry.price_note is None and entry.kind is not OfferKind.DISCOUNT:
        return None
    availability = "Discontinued" if entry.cancelled or held.dropped else "InStock"
    return {
        "@type": "Offer",
        "name": entry.price_note or entry.title,
        "availability": f"https://schema.org/{availability}",
        "validFrom": held.starts_at.isoformat(),
        "validThrough": held.ends_at.isoformat(),
        "offeredBy": {"@id": organiser},
    }


def _address(host: Host | None, town: Place) -> Json:
    return {
        "@type": "PostalAddress",
        "streetAddress": host.street if host else None,
        "postalCode": host.postcode if host else None,
        "addressLocality": town.name,
        "addressRegion": "Thüringen",
        "addressCountry": "DE",
    }


def _at(town: Place) -> Json | None:
    return _coordinates(town.latitude, town.longitude)


def _coordinates(latitude: float | None, longitude: float | None) -> Json | None:
    if latitude is None or longitude is None:
        return None
    return {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}


def _hours(text: str | None) -> Iterator[Json]:
    """Weekly hours only: schema.org has no words for exceptions of a shop's holidays."""
    try:
        rules = OpeningHours.parse(text).rules if text else ()
    except HoursInvalid:
        return
    for rule in rules:
        if rule.dates or rule.state is not State.OPEN or not (rule.weekdays or rule.spans):
            continue
        days = [_DAYS[day] for day in sorted(rule.weekdays)] or list(_DAYS)
        for start, end in rule.spans:
            yield {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": days,
                "opens": _clock(start),
                "closes": "23:59" if end == 24 * 60 else _clock(end % (24 * 60)),
            }


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
