"""How a town works with the network: what counts, and who may see it."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from network_examples import AT, ENDS, STARTS, a_scheduled_meeting, with_fields
from network_stage import Callers
from sqlmodel import col

from network import commands
from network.domain import Idea
from regio_chassis.access import Role, Scope
from regio_chassis.bus.own import OwnChannel
from regio_chassis.database import Database
from regio_chassis.rows import table_of

YEAR = "/api/v1/engagement/gotha?since=2026-01-01&until=2026-12-31"


async def a_year_of_gotha(database: Database) -> None:
    """One of two meetings attended, one of two items done in time, one of two ideas answered, one of two measures."""
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        for number, present in enumerate((["gotha"], ["eisenach"])):
            meeting = await a_scheduled_meeting(tx, starts_at=STARTS + timedelta(hours=5 * number))
            await commands.meetings.invite(tx, Scope.ALL, meeting.id, at=AT)
            await commands.meetings.hold(
                tx, Scope.ALL, meeting.id, towns_present=present, decisions=0, at=ENDS + timedelta(hours=9)
            )
        items = [
            await commands.action_items.open_item(
                tx, Scope.ALL, title=f"Aufgabe {number}", due=AT.date(), town_key="gotha", at=AT
            )
            for number in range(2)
        ]
        await commands.action_items.complete(tx, Scope.ALL, items[0].id)
        ideas = [
            await commands.ideas.submit(
                tx, title="Idee", text="Idee", field_key="erlebnisraum", town_key="gotha", secret_hash="", at=AT
            )
            for _ in range(2)
        ]
        for idea in ideas:
            await commands.ideas.screen(tx, Scope.ALL, idea.id)
        moved, _ = [
            await commands.measures.create(
                tx, Scope.ALL, title="Bänke", field_key="erlebnisraum", town_keys=["gotha"], at=AT - timedelta(days=400)
            )
            for _ in range(2)
        ]
        first = table_of(Idea).update().where(col(Idea.id) == ideas[0].id)
        await tx.execute(first.values(answered_on=ideas[0].answer_due))
    async with database.begin(at=AT + timedelta(days=1)) as tx:
        await commands.action_items.complete(tx, Scope.ALL, items[1].id)
        await commands.measures.step(tx, Scope.ALL, moved.id, lambda one: one.drop(reason="Kein Geld"))


async def test_a_towns_year_is_counted_for_who_moderates_its_group(
    app: FastAPI, database: Database, caller: Callers
) -> None:
    await a_year_of_gotha(database)
    (own,) = [one for one in app.state.running.bus.subscriptions if isinstance(one, OwnChannel)]
    await own.catch_up()
    moderator = await caller(Role.MODERATOR, "netzwerk-1")

    found = (await moderator.get(YEAR)).json()
    empty = (await moderator.get(YEAR.replace("2026", "2027"))).json()
    quiet = (await moderator.get("/api/v1/engagement/gotha?since=2026-03-03&until=2026-03-03")).json()

    assert {name: (found[name]["done"], found[name]["all"]) for name in ("meetings", "action_items", "ideas")} == {
        "meetings": (1, 2),
        "action_items": (1, 2),
        "ideas": (1, 2),
    }
    assert (quiet["measures"]["done"], quiet["measures"]["all"]) == (1, 2)
    assert [empty[name]["all"] for name in ("meetings", "action_items", "ideas")] == [0, 0, 0]


@pytest.mark.parametrize(
    ("role", "key", "status"),
    [
        (Role.MODERATOR, "netzwerk-1", 200),
        (Role.MODERATOR, "netzwerk-2", 404),
        (Role.TOWN_MANAGER, "gotha", 403),
        (Role.CHAMBER, "*", 200),
    ],
)
async def test_nobody_but_the_groups_moderator_and_the_chamber_sees_it(
    database: Database, caller: Callers, role: Role, key: str, status: int
) -> None:
    await with_fields(database)
    client = await caller(role, key)

    answer = await client.get(YEAR)

    assert answer.status_code == status
