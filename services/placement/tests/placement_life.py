"""Pupils with wishes and places, for tests; every step through the commands or the API that people use."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from httpx import AsyncClient, Response
from placement_examples import NOW, TODAY, hours
from placement_world import YEAR, People, World

from placement import queries
from placement.commands import offers, pupils
from placement.commands.offers import SeatsWanted
from placement.domain.pupils import Cohort
from placement.domain.requirements import Requirement
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database

TERMS = {
    "tutor": "Frau T",
    "tasks": "Holz schleifen",
    "hours": {"starts": "08:00", "ends": "13:00", "breaks": [{"starts": "10:00", "ends": "10:30"}]},
    "first_day": "2026-04-20",
    "last_day": "2026-07-03",
}


def at(app: FastAPI, moment: datetime) -> None:
    """From now on it is this time."""
    app.state.edge = replace(app.state.edge, now=lambda: moment)


async def some_pupils(
    database: Database, count: int, *, school_key: str = "lessing", year: str = YEAR, name: str = "8a"
) -> list[UUID]:
    """A class of pupils called Mia Muster0, Mia Muster1, …"""
    async with database.begin(at=NOW) as tx:
        cohort = await pupils.create_cohort(tx, Scope.ALL, Cohort(school_key=school_key, school_year=year, name=name))
        return [
            (
                await pupils.enroll(
                    tx, Scope.ALL, cohort.id, {"given_name": "Mia", "family_name": f"Muster{number}", "born_on": None}
                )
            ).pupil.id
            for number in range(count)
        ]


async def an_offer_with(
    database: Database,
    company: UUID,
    phases: list[tuple[UUID, int]],
    seats: int,
    *,
    kldb: str = "62512",
    requirements: list[Requirement] | None = None,
    tutor_limit: int | None = None,
    on: date = TODAY,
) -> UUID:
    """A published offer with so many seats in each phase, given with its weekday."""
    async with database.begin(at=NOW) as tx:
        loaded = await offers.create(
            tx,
            Scope.ALL,
            company,
            kldb=kldb,
            tasks="Mitarbeit",
            hours=hours("08:00", "13:00", "10:00-10:30"),
            requirements=requirements or [],
            seats=[SeatsWanted(phase, weekday, seats) for phase, weekday in phases],
            tutor_limit=tutor_limit,
            on=on,
        )
        await offers.submit(tx, Scope.ALL, loaded.offer.id, expected=None, on=on)
        await offers.approve(tx, Scope.ALL, loaded.offer.id, expected=None)
        return loaded.offer.id


async def taken(database: Database, offer: UUID) -> int:
    """How many seats of an offer are taken."""
    async with database.reading() as reading:
        return sum(one.taken for one in await queries.seats_of(reading, [offer]))


@dataclass
class Life:
    """One pupil with school, guardian and company, each with a client."""

    app: FastAPI
    world: World
    pupil_id: UUID
    school: AsyncClient
    pupil: AsyncClient
    guardian: AsyncClient
    company: AsyncClient
    phase: UUID
    made: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def of(
        cls, app: FastAPI, people: People, world: World, pupil_id: UUID, company: UUID | None = None
    ) -> "Life":
        return cls(
            app,
            world,
            pupil_id,
            await people.person(Role.SCHOOL, "lessing"),
            await people.person(Role.PUPIL, pupil_id),
            await people.person(Role.GUARDIAN, pupil_id),
            await people.person(Role.COMPANY, company or world.company),
            world.coming,
        )

    async def wish(self, offer: UUID, rank: int = 1) -> str:
        """A draft; its id."""
        body = {"pupil_id": str(self.pupil_id), "phase_id": str(self.phase), "offer_id": str(offer), "rank": rank}
        return str(ok(await self.pupil.post("/api/v1/applications", json=body), 201)["id"])

    async def step(self, who: AsyncClient, id: str, verb: str, **body: Any) -> dict[str, Any]:
        """One step of an application."""
        return ok(await who.post(f"/api/v1/applications/{id}/{verb}", json=body or None))

    async def offered(self, offer: UUID, rank: int = 1) -> str:
        """An application that the company accepted."""
        id = await self.wish(offer, rank)
        for who, verb in (
            (self.pupil, "submit"),
            (self.school, "release"),
            (self.company, "open"),
            (self.company, "accept"),
        ):
            await self.step(who, id, verb)
        return id

    async def placed(self, offer: UUID) -> str:
        """A placement; its id."""
        id = await self.offered(offer)
        return str((await self.step(self.pupil, id, "confirm"))["placement_id"])

    async def newest(self, placement: str) -> dict[str, Any]:
        """The newest version of the agreement."""
        listed = ok(await self.school.get("/api/v1/agreements", params={"placement": placement}))["items"]
        return max(listed, key=lambda one: one["number"])

    async def active(self, offer: UUID, **terms: Any) -> tuple[str, str]:
        """A placement with an agreement in force; both ids."""
        placement = await self.placed(offer)
        agreement = (await self.newest(placement))["id"]
        await self.agree(agreement, "complete", self.company, **TERMS | terms)
        await self.sign_all(agreement)
        await self.agree(agreement, "countersign", self.school)
        return placement, agreement

    async def agree(self, id: str, verb: str, who: AsyncClient, **body: Any) -> dict[str, Any]:
        """One step of an agreement."""
        answer = await who.post(f"/api/v1/agreements/{id}/{verb}", json=body or None)
        return ok(answer, 201 if verb == "amend" else 200)

    async def sign_all(self, id: str, roles: tuple[str, ...] = ("company", "guardian", "pupil", "school")) -> None:
        """Everybody signs, in this order."""
        for role in roles:
            await self.agree(id, "sign", getattr(self, role), role=role)

    async def days(self, **asked: Any) -> list[dict[str, Any]]:
        """The school's practice days."""
        return ok(await self.school.get("/api/v1/practice-days", params={"limit": 100, **asked}))["items"]


def ok(answer: Response, status: int = 200) -> Any:
    """The body of an answer that must have this status."""
    assert answer.status_code == status, f"{answer.status_code} {answer.text}"
    return answer.json()


def refused(answer: Response, code: str, status: int = 409) -> None:
    """An answer must be this refusal."""
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
