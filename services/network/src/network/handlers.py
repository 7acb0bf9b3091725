"""Events in: what this service does when another one states a fact."""

from collections.abc import Mapping
from datetime import date

from network import projections, queries
from network.commands import action_items, agenda, editions, outcomes
from network.domain import local_day
from regio_chassis.database import Tx
from regio_chassis.handling import Handlers, Single, each, together
from regio_events import EVENT_TYPES, Envelope, placement
from regio_events.campaign import (
    EditionAnnounced,
    OfferCancelled,
    OfferPublished,
    ParticipationAccepted,
    ParticipationWithdrew,
    ReportSubmitted,
    SpecialOpeningRegistered,
    SpecialOpeningRevoked,
    TownConfirmed,
    TownDeclared,
    TownPublished,
    TownWithdrew,
)
from regio_events.network import MembershipChanged
from regio_events.placement import PhaseCompleted, SeatGap, SeatsShort

OWN = tuple(event for event in EVENT_TYPES.values() if event.owner == "network" and event is not MembershipChanged)
"""What this service states itself: its own channel is read like a sister's, for the threads."""

MISSING: Mapping[SeatGap, str] = {SeatGap.FEW: "Es fehlen einzelne Plätze", SeatGap.MANY: "Es fehlen viele Plätze"}


async def on_edition_announced(tx: Tx, event: EditionAnnounced, envelope: Envelope) -> None:
    await projections.told(tx, [Single(event, envelope)])
    await projections.edition_announced(tx, event)
    until = event.register_until
    # Editions of former years are announced as well: to whoever reads the channel from its start.
    if local_day(tx.at) > (until or date(event.year, 12, 31)):
        return
    title = f"Teilnahme Heimat shoppen {event.year}"
    await agenda.propose_from_event(
        tx,
        envelope,
        title=title,
        text="Welche Städte nehmen teil?" + (f" Anmeldeschluss: {until:%d.%m.%Y}." if until else ""),
        not_after=until,
    )
    if until is not None:
        await action_items.ask_members(tx, envelope, title=f"{title}: entscheiden und anmelden", due=until)


async def on_town_confirmed(tx: Tx, event: TownConfirmed, envelope: Envelope) -> None:
    handled = [Single(event, envelope)]
    await projections.told(tx, handled)
    await projections.towns_confirmed(tx, handled)
    await action_items.complete_for(tx, [event])
    await editions.follow(tx, event, envelope)


async def on_town_withdrew(tx: Tx, event: TownWithdrew, envelope: Envelope) -> None:
    handled = [Single(event, envelope)]
    await projections.told(tx, handled)
    await projections.towns_withdrew(tx, handled)
    await action_items.drop_for(tx, [event])
    await editions.follow(tx, event, envelope)


async def on_report_submitted(tx: Tx, event: ReportSubmitted, envelope: Envelope) -> None:
    await projections.told(tx, [Single(event, envelope)])
    await outcomes.report_submitted(tx, event, envelope)


async def on_special_opening_registered(tx: Tx, event: SpecialOpeningRegistered, envelope: Envelope) -> None:
    await projections.special_openings_registered(tx, [Single(event, envelope)])
    await outcomes.special_opening_registered(tx, event, envelope)


async def on_seats_short(tx: Tx, event: SeatsShort, envelope: Envelope) -> None:
    towns = await queries.towns.towns_of_places(tx, [event.town_key])
    wanted = f" Gesucht: Berufsgruppen {', '.join(event.kldb_groups)} (KldB 2010)." if event.kldb_groups else ""
    await agenda.propose_from_event(
        tx,
        envelope,
        title="Plätze gesucht: Praxistage",
        text=f"{MISSING[event.gap]} ({event.town_key}).{wanted}",
        town_key=towns.get(event.town_key),
    )


HANDLERS: Handlers = {
    EditionAnnounced: each(on_edition_announced),
    TownDeclared: together(projections.told),
    TownConfirmed: each(on_town_confirmed),
    TownPublished: together(projections.told),
    TownWithdrew: each(on_town_withdrew),
    ReportSubmitted: each(on_report_submitted),
    ParticipationAccepted: together(projections.participations_accepted),
    ParticipationWithdrew: together(projections.participations_withdrew),
    OfferPublished: together(projections.offers_published),
    OfferCancelled: together(projections.offers_cancelled),
    SpecialOpeningRegistered: each(on_special_opening_registered),
    SpecialOpeningRevoked: together(projections.special_openings_revoked),
    placement.OfferPublished: together(projections.seats_offered),
    placement.OfferPaused: together(projections.seats_paused),
    placement.OfferWithdrawn: together(projections.seats_withdrawn),
    PhaseCompleted: each(outcomes.phase_completed),
    SeatsShort: each(on_seats_short),
    **dict.fromkeys(OWN, together(projections.told)),
}
