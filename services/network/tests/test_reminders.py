"""Reminders before and after the day, once each; what stays undone goes to the moderator."""

from datetime import date, datetime, time, timedelta

import pytest
from network_examples import AT, a_network, an_action_item
from network_stage import Callers

from network import commands, queries
from network.app import SERVICE
from network.domain import BERLIN, ActionItem, ActionStatus, Reminder
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database, Tx

DUE = date(2026, 3, 31)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), BERLIN)


async def an_item(tx: Tx, **values: object) -> ActionItem:
    await a_network(tx)
    wanted = {"title": "Leerstände melden", "town_key": "gotha", "group_key": "netzwerk-1"} | values
    return await commands.action_items.open_item(tx, Scope.ALL, due=DUE, at=AT, **wanted)


async def reminded(tx: Tx) -> list[tuple[str, date]]:
    found = await tx.entities(Reminder, queries.reminders.reminders(Scope.ALL).with_only_columns(*Reminder.__table__.c))
    return sorted((str(one.kind), one.day) for one in found)


@pytest.mark.parametrize(
    ("days", "kinds"),
    [
        (-8, []),
        (-7, ["before"]),
        (0, ["before"]),
        (1, ["overdue"]),
        (14, ["overdue"]),
        (15, ["overdue", "escalation"]),
    ],
)
def test_reminders_are_called_for_seven_days_before_after_the_day_and_two_weeks_later(
    days: int, kinds: list[str]
) -> None:
    item = an_action_item()

    called_for = item.reminders(item.due + timedelta(days=days))

    assert [one.kind for one in called_for] == kinds


@pytest.mark.parametrize("status", [ActionStatus.DONE, ActionStatus.OBSOLETE])
def test_nobody_is_reminded_of_what_is_done(status: ActionStatus) -> None:
    assert an_action_item(status).reminders(date(2027, 1, 1)) == []


async def test_each_reminder_is_written_once_however_often_the_task_runs(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await an_item(tx)
        for day in (-7, -6, 1, 2, 15, 16, 16):
            await commands.reminders.remind(tx, noon(DUE + timedelta(days=day)))

        assert await reminded(tx) == [
            ("before", DUE - timedelta(days=7)),
            ("escalation", DUE + timedelta(days=15)),
            ("overdue", DUE + timedelta(days=1)),
        ]


async def test_another_due_date_is_reminded_of_anew(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        item = await an_item(tx)
        await commands.reminders.remind(tx, noon(DUE + timedelta(days=1)))
        later = DUE + timedelta(days=30)

        await commands.action_items.change(tx, Scope.ALL, item.id, {"due": later}, version=None)
        forgiven = await reminded(tx)
        await commands.reminders.remind(tx, noon(later))

        assert forgiven == []
        assert await reminded(tx) == [("before", later)]


async def test_the_moderator_finds_what_was_escalated_and_strangers_find_nothing(
    database: Database, caller: Callers
) -> None:
    async with database.begin(at=AT) as tx:
        await an_item(tx)
        await commands.reminders.remind(tx, noon(DUE + timedelta(days=15)))
    path = "/api/v1/reminders?kind=escalation"

    own = await (await caller(Role.MODERATOR, "netzwerk-1")).get(path)
    other = await (await caller(Role.MODERATOR, "netzwerk-2")).get(path)

    assert [(one["title"], one["town_key"]) for one in own.json()["items"]] == [("Leerstände melden", "gotha")]
    assert other.json()["items"] == []


async def test_what_a_town_took_on_by_itself_escalates_to_the_moderator_of_its_group(
    database: Database, caller: Callers
) -> None:
    async with database.begin(at=AT) as tx:
        await an_item(tx, group_key=None)
        await commands.reminders.remind(tx, noon(DUE + timedelta(days=15)))

    found = {}
    for group in ("netzwerk-1", "netzwerk-2"):
        answer = await (await caller(Role.MODERATOR, group)).get("/api/v1/reminders")
        found[group] = [one["kind"] for one in answer.json()["items"]]

    assert found == {"netzwerk-1": ["escalation"], "netzwerk-2": []}


def test_the_service_reminds_by_itself() -> None:
    assert [chore.work for chore in SERVICE.chores] == [commands.reminders.remind]
