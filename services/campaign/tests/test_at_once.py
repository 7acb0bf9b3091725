"""What many decide about businesses at the same time ends as if they had done it one after the other."""

import asyncio
from collections import Counter
from uuid import UUID

import httpx
import pytest
from campaign_examples import NOW, a_business
from campaign_people import People
from campaign_stage import Stage, stated_by

from campaign.domain import Business, BusinessStatus
from regio_chassis.access import Role
from regio_chassis.database import Database

CHAMBER = Role.CHAMBER
MANY = 12


async def waiting(database: Database, count: int) -> list[Business]:
    """So many businesses that nobody has looked at yet."""
    await Stage.build(database)
    businesses = [a_business(BusinessStatus.REGISTERED) for _ in range(count)]
    async with database.begin(at=NOW) as tx:
        await tx.add(*businesses)
    return businesses


async def decided(people: People, *decisions: tuple[UUID, str]) -> list[httpx.Response]:
    """The answers to all of them, sent at the same time."""
    return await asyncio.gather(
        *(
            people.post(f"/businesses/{id}/{verb}", CHAMBER, json={"reason": "doppelt"} if verb == "reject" else None)
            for id, verb in decisions
        )
    )


@pytest.mark.parametrize("again", range(3))
async def test_of_many_decisions_about_one_business_one_stands(people: People, database: Database, again: int) -> None:
    (business,) = await waiting(database, 1)

    answers = await decided(people, *((business.id, verb) for verb in ["approve", "reject"] * (MANY // 2)))

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: MANY - 1}
    (stands,) = [answer.json()["status"] for answer in answers if answer.is_success]
    now = (await people.get(f"/businesses/{business.id}", CHAMBER)).json()
    stated = [type_ for type_, _ in await stated_by(database)]
    assert (now["status"], now["version"]) == (stands, 2)
    assert stated.count("business.approved") == (1 if stands == "approved" else 0)


async def test_many_decisions_about_many_businesses_all_stand_and_are_stated_once(
    people: People, database: Database
) -> None:
    businesses = await waiting(database, MANY)

    answers = await decided(people, *((business.id, "approve") for business in businesses))

    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["version"] for answer in answers} == {2}
    feed = (await people.get("/events?channel=public", CHAMBER)).json()
    subjects = [event["subject"] for event in feed if event["type"].endswith("business.approved.v1")]
    assert sorted(subjects) == sorted(str(business.id) for business in businesses)
    assert [int(event["sequence"]) for event in feed] == list(range(1, len(feed) + 1))
