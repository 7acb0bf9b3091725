"""What the other programmes came to: figures of the towns, and something to talk about."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from network import queries
from network.commands import agenda
from network.domain import Indicator, IndicatorKind, local_day
from network.domain.indicators import stated_id
from network.queries.picture import MAX_SPECIAL_OPENINGS
from regio_chassis.database import Tx
from regio_events import Envelope
from regio_events.campaign import ReportSubmitted, SpecialOpeningRegistered
from regio_events.placement import PhaseCompleted


async def report_submitted(tx: Tx, event: ReportSubmitted, envelope: Envelope) -> None:
    """Figures of the town, and one item on the results for the next working meeting, whoever reports first."""
    await agenda.propose_from_event(
        tx,
        envelope,
        title=f"Auswertung Heimat shoppen {event.year}",
        text="Was kam heraus, was machen wir im nächsten Jahr anders? Die Zahlen stehen bei den Städten.",
        subject=str(event.edition_id),
    )
    values = {
        IndicatorKind.CAMPAIGN_BUSINESSES: event.businesses,
        IndicatorKind.CAMPAIGN_OFFERS: event.offers,
        IndicatorKind.CAMPAIGN_CARDS: event.cards_returned,
        IndicatorKind.CAMPAIGN_RATING: event.rating_mean,
    }
    counted = {kind: value for kind, value in values.items() if value is not None}
    await _state(tx, envelope, event.participation_id, event.town_key, local_day(envelope.time), counted)


async def phase_completed(tx: Tx, event: PhaseCompleted, envelope: Envelope) -> None:
    """Figures of the town; counts below five arrive as null and stay so."""
    values = {
        IndicatorKind.PLACEMENT_COMPANIES: event.companies,
        IndicatorKind.PLACEMENT_PLACEMENTS: event.placements,
        IndicatorKind.PLACEMENT_TRAINING_OFFERS: event.training_offers,
    }
    await _state(tx, envelope, event.phase_id, event.town_key, local_day(envelope.time), values)


async def special_opening_registered(tx: Tx, event: SpecialOpeningRegistered, envelope: Envelope) -> None:
    """When the last Sunday of a municipality's year is taken, its town hears of it. Source: ThürLadÖffG § 10."""
    year = event.day.year
    taken = await queries.picture.openings_of(tx, event.municipality_key, year)
    if taken < MAX_SPECIAL_OPENINGS or local_day(tx.at).year > year:
        return
    towns = await queries.towns.towns_of_places(tx, [event.town_key])
    if event.town_key not in towns:
        return
    await agenda.propose_from_event(
        tx,
        envelope,
        title=f"Verkaufsoffene Sonntage {year} sind vergeben",
        text=f"{taken} von {MAX_SPECIAL_OPENINGS} Sonn- und Feiertagen sind angemeldet ({event.town_key}).",
        town_key=towns[event.town_key],
        not_after=date(year, 12, 31),
        subject=f"{event.municipality_key}-{year}",
    )


async def _state(
    tx: Tx,
    envelope: Envelope,
    subject: UUID,
    place_key: str,
    day: date,
    values: Mapping[IndicatorKind, float | None],
) -> None:
    town = (await queries.towns.towns_of_places(tx, [place_key])).get(place_key)
    if town is None:
        return
    rows = [
        {
            # Of the place: a town may have two that report on one edition, each about its own participation.
            "id": stated_id(subject, kind),
            "version": 1,
            "town_key": town,
            "kind": kind,
            "day": day,
            "value": None if value is None else float(value),
            "suppressed": value is None,
            "origin_event_id": envelope.id,
            "origin_type": envelope.type,
            "origin_subject": str(subject),
            "source": None,
            "created_at": tx.at,
        }
        for kind, value in values.items()
    ]
    await tx.upsert(Indicator, rows, key=["id"])
