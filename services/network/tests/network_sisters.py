"""Events of the other programmes, and how they are handed over."""

from datetime import date
from uuid import UUID

from network_examples import enveloped

from network.handlers import HANDLERS
from regio_chassis.database import Tx
from regio_chassis.handling import Each, Handled, Single, Together
from regio_chassis.rows import new_id
from regio_events import Event, Window
from regio_events.campaign import EditionAnnounced, OfferKind, OfferPublished, ParticipationAccepted, TownConfirmed

EDITION = new_id()
SATURDAY = Window.model_validate({"day": "2026-09-12", "opens": "09:00", "closes": "18:00"})


async def handle(tx: Tx, *events: Event) -> None:
    """Hand events over as a subscription does: each by itself, or those of one type together."""
    handled: list[Handled[Event]] = [Single(event, enveloped(event)) for event in events]
    handling = HANDLERS[type(events[0])]
    if isinstance(handling, Together):
        await handling.call(tx, handled)
    for one in handled if isinstance(handling, Each) else ():
        tx.cause = one.envelope
        await handling.call(tx, one.event, one.envelope)


def announced(until: date | None = date(2026, 4, 30)) -> EditionAnnounced:
    return EditionAnnounced(edition_id=EDITION, year=2026, kickoff_days=(date(2026, 9, 11),), register_until=until)


def confirmed(place: str = "gotha", *, edition: UUID = EDITION) -> TownConfirmed:
    return TownConfirmed(
        participation_id=new_id(),
        edition_id=edition,
        town_key=place,
        municipality_key="16067029",
        windows=(SATURDAY,),
    )


def accepted(place: str = "gotha") -> ParticipationAccepted:
    return ParticipationAccepted(participation_id=new_id(), edition_id=EDITION, business_id=new_id(), town_key=place)


def published(place: str = "gotha", edition: UUID | None = EDITION) -> OfferPublished:
    return OfferPublished(
        offer_id=new_id(),
        edition_id=edition,
        town_key=place,
        kind=OfferKind.MUSIC,
        dates=(),
        sequence=0,
        title="Platzkonzert",
    )
