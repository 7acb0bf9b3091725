"""People who write to all three services at once, and the comparison of what they were told with what is there."""

import asyncio
from dataclasses import dataclass, field
from itertools import cycle
from random import Random

from programmes import TODAY, Client, Programmes
from sqlalchemy import text

API = "/api/v1"
PAUSE = 0.1
"""Seconds between two things that one person does."""


@dataclass
class Writers:
    """Businesses, companies and corrections of one decision; each writer remembers what was acknowledged."""

    programmes: Programmes
    seed: int
    businesses: list[str] = field(default_factory=list)
    companies: list[str] = field(default_factory=list)
    corrections: int = 0
    repeats: int = 0
    decision: str = ""
    first_revision: int = 0
    _going: bool = True

    async def prepare(self) -> None:
        """Record the decision that will be corrected."""
        async with self.programmes.client("network") as network:
            (item,) = (await network.get(f"{API}/agenda-items?status=discussed&limit=1"))["items"]
            decision = await network.post(
                f"{API}/decisions",
                {
                    "item_id": item["id"],
                    "kind": "join_campaign",
                    "title": "Auch Apolda nimmt teil",
                    "town_keys": ["apolda"],
                    "edition_year": TODAY.year,
                    "effective_on": TODAY.isoformat(),
                    "votes": {"yes": ["apolda", "gotha"]},
                },
            )
        self.decision, self.first_revision = decision["id"], decision["revision"]

    async def write(self) -> None:
        """Write until told to ``stop``; what was begun is answered first."""
        async with asyncio.TaskGroup() as group:
            for number, work in enumerate([self._register, self._register, self._offer, self._offer, self._correct]):
                group.create_task(work(number))

    def stop(self) -> None:
        """Begin nothing new."""
        self._going = False

    def _client(self, service: str, number: int) -> Client:
        return self.programmes.client(service, chance=Random(self.seed * 100 + number))

    async def _register(self, number: int) -> None:
        async with self._client("campaign", number) as campaign:
            (place,) = (await campaign.get(f"{API}/towns?limit=1"))["items"]
            while self._going:
                made = await campaign.post(
                    f"{API}/businesses",
                    {
                        "public_name": f"Laden {number}-{len(self.businesses)}",
                        "kind": "retail",
                        "branch": "Buchhandlung",
                        "town_key": place["key"],
                        "street": "Am Brühl 1",
                        "postcode": "99734",
                        "consent_placement_contact": True,
                    },
                )
                await campaign.post(f"{API}/businesses/{made['id']}/approve")
                self.businesses.append(made["id"])
                await asyncio.sleep(PAUSE)
            self.repeats += campaign.repeats

    async def _offer(self, number: int) -> None:
        async with self._client("placement", number) as placement:
            (place,) = (await placement.get(f"{API}/towns?limit=1"))["items"]
            while self._going:
                made = await placement.post(
                    f"{API}/companies",
                    {"name": f"Werkstatt {number}-{len(self.companies)}", "kind": "craft", "town_key": place["key"]},
                )
                await placement.post(f"{API}/companies/{made['id']}/approve")
                self.companies.append(made["id"])
                await asyncio.sleep(PAUSE)
            self.repeats += placement.repeats

    async def _correct(self, number: int) -> None:
        async with self._client("network", number) as network:
            for towns in cycle([["apolda", "gotha"], ["apolda"], ["gotha"]]):
                if not self._going:
                    break
                body = {"reason_code": "typing-error", "town_keys": towns}
                await network.post(f"{API}/decisions/{self.decision}/correct", body)
                self.corrections += 1
                await asyncio.sleep(PAUSE)
            self.repeats += network.repeats

    async def everything_is_there_once(self) -> None:
        """Acknowledged writes are in their owner's database once; every projection says what its owner says."""
        programmes = self.programmes
        businesses = await self._ids("campaign", "SELECT id FROM business WHERE status = 'approved'")
        companies = await self._ids("placement", "SELECT id FROM company WHERE status = 'approved'")
        decisions = await programmes.rows("network", text("SELECT id, revision FROM decision"))
        assert businesses.issuperset(_plain(id) for id in self.businesses)
        assert companies.issuperset(_plain(id) for id in self.companies)
        assert await self._doubled("campaign", "business", "public_name", "Laden") == []
        assert await self._doubled("placement", "company", "name", "Werkstatt") == []
        revisions = {_plain(row.id): row.revision for row in decisions}
        assert revisions[_plain(self.decision)] == self.first_revision + self.corrections

        assert await self._ids("placement", "SELECT business_id FROM invitation") == businesses
        assert await self._ids("campaign", "SELECT company_id FROM known_company WHERE NOT suspended") == companies
        known = await programmes.rows("campaign", text("SELECT decision_id, revision FROM known_decision"))
        assert {_plain(row.decision_id): row.revision for row in known} == revisions

        for service, type in (
            ("campaign", "regio.campaign.business.registered.v1"),
            ("campaign", "regio.campaign.business.approved.v1"),
            ("placement", "regio.placement.company.registered.v1"),
            ("placement", "regio.placement.company.approved.v1"),
        ):
            said = [event.subject for event in await programmes.log(service) if event.type == type]
            assert len(said) == len(set(said)), f"{type} was said twice about the same"
        await self._effects_happened_once()
        assert await programmes.parked() == []

    async def _effects_happened_once(self) -> None:
        """Campaign follows every version of the decision once: what it says about it has different causes."""
        corrected = {event.id for event in await self.programmes.log("network") if event.subject == self.decision}
        followed = [event for event in await self.programmes.log("campaign") if event.causationid in corrected]
        assert len(followed) == len({(event.causationid, event.type, event.subject) for event in followed})
        assert followed

    async def _ids(self, service: str, statement: str) -> set[str]:
        return {_plain(row[0]) for row in await self.programmes.rows(service, text(statement))}

    async def _doubled(self, service: str, table: str, column: str, word: str) -> list[str]:
        statement = f"SELECT {column} FROM {table} WHERE {column} LIKE '{word} %' GROUP BY {column} HAVING count(*) > 1"
        return [row[0] for row in await self.programmes.rows(service, text(statement))]


def _plain(id: object) -> str:
    """Both databases, and JSON, write an id in their own way."""
    return str(id).replace("-", "")
