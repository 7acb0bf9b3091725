"""Businesses that take part vote on action windows: one vote each, and the result is recorded."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from campaign_examples import NOW, a_business, a_participation
from campaign_people import People
from campaign_stage import Stage

from campaign.domain import BusinessStatus, DatePoll, ParticipationStatus, PollStatus, Proposal
from campaign.domain.errors import PollNotOpen
from regio_chassis.access import Role
from regio_chassis.database import Database

MANAGER, SHOP = Role.TOWN_MANAGER, Role.SHOPKEEPER
SATURDAY = {"day": "2026-09-12", "opens": "10:00", "closes": "18:00"}
SUNDAY = {"day": "2026-09-13", "opens": "13:00", "closes": "18:00"}


@dataclass
class Poll:
    """Saturday or Sunday, asked of three shops in Worbis."""

    people: People
    path: str
    shops: list[str]

    @classmethod
    async def build(cls, people: People, database: Database) -> "Poll":
        stage = await Stage.build(database)
        more = [a_business(BusinessStatus.APPROVED) for _ in range(2)]
        parts = [a_participation(ParticipationStatus.ACCEPTED, edition_id=stage.edition.id, business=b) for b in more]
        async with database.begin(at=NOW) as tx:
            await tx.add(*more, *parts)
        proposals = [{"label": "Samstag", "windows": [SATURDAY]}, {"label": "Sonntag", "windows": [SUNDAY]}]
        body = {"edition_id": str(stage.edition.id), "town_key": "worbis", "proposals": proposals}
        made = await people.done("/date-polls", MANAGER, "worbis", json=body)
        return cls(people, f"/date-polls/{made['id']}", [str(shop.id) for shop in (stage.shop, *more)])

    async def vote(self, shop: int, proposal: int) -> Any:
        keeper = self.shops[shop]
        body = {"business_id": keeper, "proposal": proposal}
        return await self.people.post(f"{self.path}/vote", SHOP, keeper, json=body)

    async def step(self, verb: str) -> Any:
        return await self.people.done(f"{self.path}/{verb}", MANAGER, "worbis")


async def test_the_proposal_with_most_votes_is_recorded(people: People, database: Database) -> None:
    poll = await Poll.build(people, database)
    await poll.step("open")

    for shop, proposal in ((0, 1), (1, 0), (2, 0), (0, 1)):
        assert (await poll.vote(shop, proposal)).status_code == 200
    during = (await people.get(poll.path, SHOP, poll.shops[0])).json()
    closed = await poll.step("close")

    assert (during["votes"], during["chosen"]) == (None, None)
    assert (closed["votes"], closed["chosen"]) == ([2, 1], 0)


async def test_a_business_has_one_vote_however_often_it_votes(people: People, database: Database) -> None:
    poll = await Poll.build(people, database)
    await poll.step("open")

    await asyncio.gather(*(poll.vote(0, proposal) for proposal in (0, 1, 0, 1, 1)))
    await poll.vote(0, 1)
    closed = await poll.step("close")

    assert (closed["votes"], closed["chosen"]) == ([0, 1], 1)


async def test_a_tie_chooses_nothing(people: People, database: Database) -> None:
    poll = await Poll.build(people, database)
    await poll.step("open")
    await poll.vote(0, 0)
    await poll.vote(1, 1)

    closed = await poll.step("close")

    assert (closed["votes"], closed["chosen"]) == ([1, 1], None)


async def test_votes_count_between_opening_and_closing_only(people: People, database: Database) -> None:
    poll = await Poll.build(people, database)
    hidden = await poll.vote(0, 0)
    await poll.step("open")
    await poll.step("close")

    late = await poll.vote(0, 0)

    assert hidden.status_code == 404
    assert (late.status_code, late.json()["code"]) == (409, "poll-not-open")


async def test_who_does_not_take_part_has_no_vote_and_nobody_votes_for_others(
    people: People, database: Database
) -> None:
    poll = await Poll.build(people, database)
    await poll.step("open")
    stranger = a_business(BusinessStatus.APPROVED)
    async with database.begin(at=NOW) as tx:
        await tx.add(stranger)
    keeper = str(stranger.id)

    outside = await people.post(f"{poll.path}/vote", SHOP, keeper, json={"business_id": keeper, "proposal": 0})
    other = await people.post(f"{poll.path}/vote", SHOP, keeper, json={"business_id": poll.shops[0], "proposal": 0})
    third = await poll.vote(0, 2)

    assert (outside.status_code, outside.json()["code"]) == (409, "not-taking-part")
    assert other.status_code == 404
    assert (third.status_code, third.json()["errors"][0]["pointer"]) == (422, "/proposal")


def test_after_its_last_day_nobody_votes() -> None:
    proposals = (Proposal(label="A", windows=()), Proposal(label="B", windows=()))
    shop = a_business()
    poll = DatePoll(edition_id=shop.id, town_key="worbis", status=PollStatus.OPEN, proposals=proposals)
    poll.closes_on = date(2026, 5, 31)

    with pytest.raises(PollNotOpen, match=r"31\.05\.2026"):
        poll.vote(shop.id, 0, participation=ParticipationStatus.ACCEPTED, at=NOW)
