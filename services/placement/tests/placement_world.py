"""A small world to test in, people who call the service, and sister services that tell it things."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from placement_examples import CALLERS, NOW, TODAY, a_company, a_phase, a_school, a_town, hours

from placement.commands import companies, offers, schools
from placement.commands.offers import SeatsWanted
from placement.domain.base import Row
from placement.domain.companies import CompanyStatus
from placement.domain.schools import SchoolYear
from placement.handlers import HANDLERS
from regio_chassis.access import EVERY, KEY_ISSUER, Role, Scope, add_grant, create_key
from regio_chassis.bus.entries import Entry
from regio_chassis.bus.incoming import Incoming
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database
from regio_chassis.tracing import Tracing
from regio_events import Envelope, Event, render

YEAR = "2025/26"


@dataclass(frozen=True)
class World:
    """Ids of what ``build`` makes."""

    school: UUID
    running: UUID
    coming: UUID
    company: UUID
    other_company: UUID
    offer: UUID

    @classmethod
    async def build(cls, database: Database) -> "World":
        async with database.begin(at=NOW) as tx:
            await tx.add(a_town(), a_town(key="heiligenstadt", name="Heiligenstadt", corpus_christi=True))
            await tx.add(SchoolYear(key=YEAR, starts_on=date(2025, 8, 1), ends_on=date(2026, 7, 31)))
            school = await schools.create_school(tx, a_school())
            phases = [
                await schools.create_phase(tx, Scope.ALL, a_phase(id=uuid4(), school_year=YEAR, **given))
                for given in (
                    {"number": 1, "starts_on": date(2026, 2, 23), "ends_on": date(2026, 4, 2)},
                    {"number": 2, "starts_on": date(2026, 4, 20), "ends_on": date(2026, 7, 3)},
                )
            ]
            for phase in phases:
                await schools.plan_phase(tx, Scope.ALL, phase.id, expected=None)
            made = [
                await companies.register(tx, a_company(CompanyStatus.INTERESTED, id=uuid4(), name=name, tutor="Frau T"))
                for name in ("Tischlerei", "Bäckerei")
            ]
            for company in made:
                await companies.approve(tx, Scope.ALL, company.id, expected=None)
            loaded = await offers.create(
                tx,
                Scope.ALL,
                made[0].id,
                kldb="22342",
                tasks="Holz schleifen",
                hours=hours("08:00", "13:00", "10:00-10:30"),
                requirements=[],
                seats=[SeatsWanted(phases[1].id, 2, 2)],
                on=TODAY,
            )
            await offers.submit(tx, Scope.ALL, loaded.offer.id, expected=None, on=TODAY)
            await offers.approve(tx, Scope.ALL, loaded.offer.id, expected=None)
        return cls(school.id, phases[0].id, phases[1].id, made[0].id, made[1].id, loaded.offer.id)


class People:
    """One client per role and key, with an API key of its own."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self._clients: list[AsyncClient] = []

    def anonymous(self) -> AsyncClient:
        return self._client({})

    def sister(self) -> AsyncClient:
        return self._client({"Authorization": f"Bearer {CALLERS['campaign'][0]}"})

    async def person(self, role: Role, key: object = EVERY) -> AsyncClient:
        async with self.app.state.running.database.begin(at=NOW) as tx:
            presented = await create_key(tx, "test", at=NOW)
            await add_grant(tx, KEY_ISSUER, presented.partition(".")[0], role, str(key))
        return self._client({"Authorization": f"Bearer {presented}"})

    async def chamber(self) -> AsyncClient:
        return await self.person(Role.CHAMBER)

    async def leave(self) -> None:
        for client in self._clients:
            await client.aclose()

    def _client(self, headers: Mapping[str, str]) -> AsyncClient:
        client = AsyncClient(transport=ASGITransport(self.app), base_url="http://placement", headers=dict(headers))
        self._clients.append(client)
        return client


class Sister:
    """Another service: what it tells arrives in order, and again from the start when it restored a backup."""

    def __init__(self, owner: str, database: Database) -> None:
        self._incoming = Incoming(f"{owner}.events", HANDLERS, bus_tables(Row.metadata), Tracing())
        self._database = database
        self._told: list[tuple[Event, UUID]] = []
        self._epoch = 1
        self.counters = self._incoming.counters

    async def tell(self, *events: Event) -> list[UUID]:
        """State ``events``; returns their ids."""
        self._told += [(event, uuid4()) for event in events]
        await self._apply(len(self._told) - len(events))
        return [id for _, id in self._told[-len(events) :]]

    async def restore(self) -> None:
        """Everything ever told arrives once more, under a new epoch."""
        self._epoch += 1
        await self._apply(0)

    async def _apply(self, start: int) -> None:
        entries = [self._entry(number) for number in range(start, len(self._told))]
        async with self._database.begin(at=NOW) as tx:
            await self._incoming.apply(tx, self._incoming.read(entries))
        assert self.counters.parked == 0

    def _entry(self, number: int) -> Entry:
        event, id = self._told[number]
        body = render(
            event,
            id=id,
            time=NOW,
            epoch=self._epoch,
            position=number + 1,
            previous=self._told[number - 1][1] if number else None,
            correlationid=id,
            causationid=None,
            traceparent=None,
        )
        return Entry(number + 1, body)


async def stated(people: People, *types: str) -> Sequence[Envelope]:
    """What this service stated, oldest first: events whose type begins with one of ``types`` (all without)."""
    sister, found = people.sister(), list[Envelope]()
    while True:
        after = found[-1].position if found else 0
        answer = await sister.get("/api/v1/events", params={"channel": "events", "limit": 500, "after": after})
        found += (page := [Envelope.model_validate(one) for one in answer.json()])
        if len(page) < 500:
            break
    wanted = tuple(f"regio.placement.{type}" for type in types) or ("regio.placement",)
    return [envelope for envelope in found if envelope.type.startswith(wanted)]


def tag(answer: Any) -> dict[str, str]:
    """The header that says which version a change is based on."""
    return {"If-Match": answer.headers["etag"]}
