"""Things to do: asked for by an edition, closed by the town's participation, and seen by those who have to do them."""

from datetime import UTC, date, datetime

import pytest
from network_examples import AT, a_network, an_action_item, fill
from network_sisters import EDITION, announced, confirmed, handle
from network_stage import Callers, Clock

from network import queries
from network.domain import ActionItem, ActionStatus
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database, Tx
from regio_chassis.rows import new_id
from regio_events.campaign import TownWithdrew
from regio_events.network import ActionItemDone, ActionItemOpened

API = "/api/v1/action-items"


async def of_town(tx: Tx, town: str) -> ActionItem:
    (found,) = await tx.entities(ActionItem, queries.action_items.action_items(Scope.ALL, town=town))
    return found


def test_an_item_is_overdue_from_the_day_after_in_berlin() -> None:
    item = an_action_item()

    assert not item.is_overdue(datetime(2026, 3, 31, 21, 59, tzinfo=UTC))
    assert item.is_overdue(datetime(2026, 3, 31, 22, 0, tzinfo=UTC))


def test_what_is_done_is_never_overdue() -> None:
    assert not an_action_item(ActionStatus.DONE).is_overdue(datetime(2027, 1, 1, tzinfo=UTC))


async def test_an_announced_edition_asks_every_member_once(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        before = len(tx.recorded)

        await handle(tx, announced())
        await handle(tx, announced())

        opened = [one.event for one in tx.recorded[before:]]
        items = {town: await of_town(tx, town) for town in ("apolda", "eisenach", "gotha")}
    assert opened == [
        ActionItemOpened(item_id=item.id, town_key=town, due=date(2026, 4, 30)) for town, item in items.items()
    ]
    assert {item.origin_subject for item in items.values()} == {str(EDITION)}
    assert items["apolda"].group_key == "netzwerk-2"


async def test_a_confirmed_town_is_done_and_the_others_are_not(database: Database) -> None:
    joined = confirmed()
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await handle(tx, announced())
        before = len(tx.recorded)

        for _ in range(2):
            await handle(tx, joined, confirmed("apolda", edition=new_id()))

        events = [one.event for one in tx.recorded[before:]]
        gotha = await of_town(tx, "gotha")
        assert events == [ActionItemDone(item_id=gotha.id, town_key="gotha", due=gotha.due)]
        assert (await of_town(tx, "apolda")).status is ActionStatus.OPEN


async def test_a_town_that_withdraws_has_nothing_left_to_do(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await handle(tx, announced())

        await handle(tx, TownWithdrew.model_validate(confirmed().model_dump()))

        assert (await of_town(tx, "gotha")).status is ActionStatus.OBSOLETE


@pytest.mark.parametrize(
    ("role", "key", "towns"),
    [
        (Role.TOWN_MANAGER, "gotha", ["gotha"]),
        (Role.TOWN_MANAGER, "arnstadt", []),
        (Role.MODERATOR, "netzwerk-1", ["eisenach", "gotha"]),
        (Role.CHAMBER, "*", ["apolda", "eisenach", "gotha"]),
    ],
)
async def test_everybody_sees_what_the_own_towns_or_groups_have_to_do(
    database: Database, caller: Callers, role: Role, key: str, towns: list[str]
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await handle(tx, announced())
    client = await caller(role, key)

    answer = await client.get(API)

    assert sorted(one["town_key"] for one in answer.json()["items"]) == towns


async def test_an_item_is_opened_worked_on_and_completed(database: Database, caller: Callers, clock: Clock) -> None:
    await fill(database)
    manager = await caller(Role.TOWN_MANAGER, "gotha")
    body = {"title": "Leerstände melden", "town_key": "gotha", "due": "2026-03-31", "assignee": "Bauamt"}

    made = await manager.post(API, json=body)
    path = f"{API}/{made.json()['id']}"
    changed = await manager.patch(path, json={"due": "2026-03-15"}, headers={"If-Match": made.headers["etag"]})
    clock.now = datetime(2026, 3, 20, tzinfo=UTC)
    overdue = await manager.get(f"{API}?overdue=true")
    started = await manager.post(f"{path}/start")
    done = await manager.post(f"{path}/complete")
    again = await manager.post(f"{path}/drop")

    assert (made.status_code, made.json()["overdue"], changed.json()["due"]) == (201, False, "2026-03-15")
    assert [(one["id"], one["overdue"]) for one in overdue.json()["items"]] == [(made.json()["id"], True)]
    assert (started.json()["status"], done.json()["status"], done.json()["overdue"]) == ("in_progress", "done", False)
    assert (again.status_code, again.json()["code"]) == (409, "transition-not-allowed")
    assert (await manager.get(path)).json() == done.json()


@pytest.mark.parametrize(
    ("role", "key", "body"),
    [
        (Role.TOWN_MANAGER, "gotha", {"town_key": "eisenach"}),
        (Role.TOWN_MANAGER, "gotha", {}),
        (Role.MODERATOR, "netzwerk-1", {"group_key": "netzwerk-2"}),
        (Role.MODERATOR, "netzwerk-1", {"group_key": "netzwerk-1", "meeting_id": str(new_id())}),
    ],
)
async def test_nobody_gives_others_something_to_do(
    database: Database, caller: Callers, role: Role, key: str, body: dict[str, str]
) -> None:
    await fill(database)
    client = await caller(role, key)

    answer = await client.post(API, json={"title": "x", "due": "2026-03-31", **body})

    assert answer.status_code == 404
