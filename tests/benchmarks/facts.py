"""The events that travel: offers of the campaign service, which the network service projects into one table."""

from datetime import UTC, date, datetime, time
from uuid import UUID

from regio_events import OfferDate, render
from regio_events.campaign import OfferKind, OfferPublished

EDITION = UUID("0198a3c4-0000-7000-8000-00000000ed17")
BUSINESS = UUID("0198a3c4-0000-7000-8000-0000000b0551")
AT = datetime(2026, 9, 1, 8, tzinfo=UTC)
OFFERS = UUID("0198a3c4-0000-7000-8000-000000000000").int


def offer_id(number: int) -> UUID:
    """The id of the n-th offer; the harness looks for it in the projection."""
    return UUID(int=OFFERS + number)


def offer(number: int) -> OfferPublished:
    """The n-th offer."""
    day = OfferDate(day=date(2026, 9, 11), starts=time(15), ends=time(17))
    return OfferPublished(
        offer_id=offer_id(number),
        edition_id=EDITION,
        business_id=BUSINESS,
        town_key="heiligenstadt",
        kind=next(iter(OfferKind)),
        dates=(day,),
        sequence=0,
        title="Schaufenster bei Nacht",
    )


def document(number: int) -> bytes:
    """The same as a CloudEvents document, for those who have no log that writes it."""
    return render(
        offer(number),
        id=offer_id(number),
        time=AT,
        epoch=1,
        position=number,
        previous=offer_id(number - 1) if number > 1 else None,
        correlationid=BUSINESS,
        causationid=None,
        traceparent=None,
    )
