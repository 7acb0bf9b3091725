"""A stage for tests with a database: a town in an open edition, and sisters that state facts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from campaign_examples import (
    NOW,
    a_business,
    a_participation,
    a_town,
    a_town_participation,
    an_edition,
    an_offer,
)
from sqlalchemy import select

from campaign.app import SERVICE
from campaign.commands.offers import days_of
from campaign.domain import (
    Business,
    BusinessStatus,
    Edition,
    EditionStatus,
    Offer,
    OfferStatus,
    Participation,
    ParticipationStatus,
    Row,
    TownParticipation,
    TownStatus,
)
from regio_chassis.bus.entries import Entry
from regio_chassis.bus.incoming import Incoming
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database
from regio_chassis.rows import table_of
from regio_chassis.tracing import Tracing
from regio_events import Event, render


@dataclass
class Stage:
    """An edition with registration open, Worbis published in it, Leinefelde and Gotha beside; one accepted shop."""

    edition: Edition
    worbis: TownParticipation
    shop: Business
    part: Participation

    @classmethod
    async def build(cls, database: Database) -> "Stage":
        edition = an_edition(EditionStatus.REGISTRATION_OPEN)
        worbis = a_town_participation(
            TownStatus.PUBLISHED,
            edition_id=edition.id,
            lead_organisation="Gewerbeverein",
            contact="info@verein.example",
        )
        shop = a_business(BusinessStatus.APPROVED)
        part = a_participation(ParticipationStatus.ACCEPTED, edition_id=edition.id, business=shop)
        towns = [a_town(), a_town("leinefelde"), a_town("gotha", "gotha", municipality_key="16067029")]
        async with database.begin(at=NOW) as tx:
            await tx.add(*towns, edition, worbis, shop, part)
        return cls(edition, worbis, shop, part)

    async def offer(self, database: Database, status: OfferStatus, **other: object) -> Offer:
        """One more offer of the shop."""
        offer = an_offer(status, **({"edition_id": self.edition.id, "business_id": self.shop.id} | other))
        async with database.begin(at=NOW) as tx:
            await tx.add(offer, *days_of(offer))
        return offer


@dataclass
class Sister:
    """A sister service and its channel; what it states is delivered by the real subscription code."""

    owner: str
    database: Database
    stated: list[tuple[Event, UUID]] = field(default_factory=list)
    epoch: int = 1

    async def states(self, *facts: Event) -> None:
        """State ``facts`` and deliver them as one batch."""
        self.stated.extend((fact, uuid4()) for fact in facts)
        await self._deliver(self._entries()[-len(facts) :])

    async def restores_a_backup(self) -> None:
        """A new epoch: everybody reads the channel again from the start."""
        self.epoch += 1
        await self._deliver(self._entries())

    async def parked(self) -> int:
        """How many of its events were set aside."""
        table = bus_tables(Row.metadata).parked
        async with self.database.reading() as reading:
            return len((await reading.execute(select(table))).all())

    async def _deliver(self, entries: Sequence[Entry]) -> None:
        incoming = Incoming(f"{self.owner}.events", SERVICE.handlers, bus_tables(Row.metadata), Tracing())
        async with self.database.begin(at=NOW) as tx:
            await incoming.apply(tx, incoming.read(entries))

    def _entries(self) -> list[Entry]:
        previous: UUID | None = None
        entries = []
        for position, (fact, id) in enumerate(self.stated, start=1):
            body = render(
                fact,
                id=id,
                time=NOW,
                epoch=self.epoch,
                position=position,
                previous=previous,
                correlationid=id,
                causationid=None,
                traceparent=None,
            )
            entries.append(Entry(position, body))
            previous = id
        return entries


async def stated_by(database: Database) -> list[tuple[str, UUID | None]]:
    """Type and cause of every event this service has stated, in order."""
    log = bus_tables(Row.metadata).log
    async with database.reading() as reading:
        rows = await reading.execute(select(log.c.type, log.c.causationid).order_by(log.c.position))
        return [(row.type.removeprefix("regio.campaign.").removesuffix(".v1"), row.causationid) for row in rows]


async def town_participations(database: Database) -> dict[str, TownParticipation]:
    """By town; the latest where there are several."""
    table = table_of(TownParticipation)
    async with database.reading() as reading:
        found = await reading.entities(TownParticipation, select(table).order_by(table.c.id))
    return {participation.town_key: participation for participation in found}
