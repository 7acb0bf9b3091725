"""Measures: rules, routes, parts, other towns, and what the campaign and a fallen decision do to them."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from network_examples import AT, a_measure, a_measure_decision, a_recorded_decision, enveloped, with_fields
from network_sisters import EDITION, announced, confirmed, handle
from network_stage import Callers
from sqlalchemy import text

from network import commands, queries
from network.domain import Measure, Share
from network.domain.errors import ChildrenOpen, NoDecision
from network.domain.measure_parts import mean
from network.handlers import HANDLERS
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database, Tx
from regio_chassis.handling import Each
from regio_chassis.rows import new_id
from regio_events import Event
from regio_events.campaign import TownConfirmed, TownWithdrew
from regio_events.network import DecisionRevoked, MeasureStatus

API = "/api/v1"
BODY = {"title": "Bänke", "field_key": "erlebnisraum", "town_keys": ["gotha"], "participation": "consult"}
PLAN = {"starts_on": "2026-05-04", "ends_on": "2026-05-22", "affects_access": True}


async def done(client: httpx.AsyncClient, path: str, body: object = None, status: int = 200) -> dict[str, Any]:
    answer = await client.post(API + path, json=body) if body is not None else await client.post(API + path)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def said(database: Database) -> list[str]:
    """The types of the measures' events, in order."""
    async with database.reading() as reading:
        rows = await reading.execute(text("SELECT type FROM bus_log ORDER BY position"))
    return [row.type.split(".")[3] for row in rows if ".measure." in row.type]


async def a_new_measure(tx: Tx, **values: Any) -> Measure:
    given: dict[str, Any] = {"title": "Bänke", "field_key": "erlebnisraum", "town_keys": ["gotha"]}
    return await commands.measures.create(tx, Scope.ALL, **(given | values), at=AT)


async def test_a_measure_goes_from_the_decision_to_its_evaluation(database: Database, caller: Callers) -> None:
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        decision = await a_measure_decision(tx)
    manager = await caller(Role.TOWN_MANAGER, "gotha")

    measure = await done(manager, "/measures", BODY | {"decision_id": str(decision.id)}, 201)
    path = f"/measures/{measure['id']}"
    await done(manager, f"{path}/plan", PLAN)
    await done(manager, f"{path}/milestones", {"title": "Bestellt", "due": "2026-04-30"})
    money = {"giver": "Städtebauförderung", "since": "2026-01-01", "until": "2026-12-31", "cents": 1_250_000}
    funded = await done(manager, f"{path}/funding", money)
    reached = await done(manager, f"/milestones/{funded['milestones'][0]['id']}/reach", {"on": "2026-04-28"})
    await done(manager, f"{path}/start")
    await done(manager, f"{path}/advance", {"progress": 40})
    await done(manager, f"{path}/pause", {"reason": "Frost"})
    await done(manager, f"{path}/resume")
    await done(manager, f"{path}/complete")
    evaluated = await done(manager, f"{path}/evaluate", {"text": "Die Bänke werden genutzt."})

    assert (measure["status"], measure["decision_id"]) == ("decided", str(decision.id))
    assert [(one["giver"], one["cents"]) for one in funded["funding"]] == [("Städtebauförderung", 1_250_000)]
    assert reached["milestones"][0]["reached_on"] == "2026-04-28"
    assert (evaluated["status"], evaluated["progress"]) == ("evaluated", 100)
    assert await said(database) == [*["changed"] * 2, "started", *["changed"] * 3, "completed", "changed"]


@pytest.mark.parametrize("kind", ["join_campaign", "rejected", "revoked"])
async def test_only_an_adopted_decision_about_measures_that_stands_carries_one(database: Database, kind: str) -> None:
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        decision = (await a_recorded_decision(tx))[0] if kind == "join_campaign" else await a_measure_decision(tx)
        if kind == "rejected":
            await tx.execute(text("UPDATE decision SET result = 'rejected'"))
        if kind == "revoked":
            await commands.decisions.revoke(tx, Scope.ALL, decision.id, reason="quorum-missed")
        waiting = await a_new_measure(tx)

        for attempt in (a_new_measure(tx, decision_id=decision.id), _decide(tx, waiting.id, decision.id)):
            with pytest.raises(NoDecision):
                await attempt


async def _decide(tx: Tx, id: UUID, decision_id: UUID) -> Measure:
    return await commands.measures.decide(tx, Scope.ALL, id, decision_id=decision_id)


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ([], None),
        ([Share(1, 50, MeasureStatus.RUNNING)], 50),
        ([Share(3, 100, MeasureStatus.DONE), Share(1, 0, MeasureStatus.IDEA)], 75),
        ([Share(1, 0, MeasureStatus.IDEA), Share(1, 1, MeasureStatus.RUNNING)], 1),
        ([Share(1, 40, MeasureStatus.RUNNING), Share(9, 0, MeasureStatus.DROPPED)], 40),
        ([Share(5, 0, MeasureStatus.DROPPED)], None),
    ],
)
def test_progress_is_the_weighted_mean_of_parts_that_were_not_dropped(parts: list[Share], wanted: int | None) -> None:
    assert mean(parts) == wanted


def test_a_measure_is_not_done_before_its_parts_are() -> None:
    measure = a_measure(MeasureStatus.RUNNING)

    with pytest.raises(ChildrenOpen):
        measure.complete([Share(1, 100, MeasureStatus.DONE), Share(1, 90, MeasureStatus.PAUSED)])

    assert (measure.status, measure.progress) == ("running", 0)


async def test_parts_that_move_at_once_are_both_counted_in_the_whole(database: Database) -> None:
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        whole = await a_new_measure(tx)
        parts = [await a_new_measure(tx, parent_id=whole.id, weight=weight) for weight in (1, 3)]
        await tx.execute(text("UPDATE measure SET status = 'running'"))

    async def second() -> None:
        async with database.begin(at=AT) as tx:
            await commands.measures.advance(tx, Scope.ALL, parts[1].id, 80)

    async with database.begin(at=AT) as tx:
        await commands.measures.advance(tx, Scope.ALL, parts[0].id, 40)
        waiting = asyncio.create_task(second())
        # The second one stands before the lock; on SQLite it cannot even begin. What is awaited is another session.
        waits = text("SELECT 1 FROM pg_locks WHERE NOT granted")
        while tx.dialect == "postgresql" and not await tx.scalar(waits):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await waiting

    async with database.reading() as reading:
        assert (await queries.measures.measure(reading, Scope.ALL, whole.id)).progress == 70


async def test_the_whole_is_not_advanced_by_hand_and_a_part_has_no_parts(database: Database, caller: Callers) -> None:
    await with_fields(database)
    manager = await caller(Role.TOWN_MANAGER, "gotha")
    whole = await done(manager, "/measures", BODY, 201)
    part = await done(manager, "/measures", BODY | {"parent_id": whole["id"]}, 201)
    async with database.begin(at=AT) as tx:
        await tx.execute(text("UPDATE measure SET status = 'running'"))

    by_hand = await done(manager, f"/measures/{whole['id']}/advance", {"progress": 10}, 422)
    deeper = await done(manager, "/measures", BODY | {"parent_id": part["id"]}, 422)

    assert (by_hand["code"], deeper["code"]) == ("progress-derived", "wrong-parent")


async def test_another_town_takes_a_measure_over_and_keeps_where_it_came_from(
    database: Database, caller: Callers, http: httpx.AsyncClient
) -> None:
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        origin = await a_new_measure(tx, text="Drei Bänke")
    apolda = await caller(Role.TOWN_MANAGER, "apolda")

    taken = await done(apolda, f"/measures/{origin.id}/transfer", {"town_keys": ["apolda"]}, 201)
    foreign = await apolda.post(f"{API}/measures/{origin.id}/transfer", json={"town_keys": ["gotha"]})
    changed = await apolda.post(f"{API}/measures/{origin.id}/drop", json={"reason": "nicht unsere"})

    assert (taken["origin_measure_id"], taken["status"], taken["text"]) == (str(origin.id), "idea", "Drei Bänke")
    assert taken["thread_id"] == str(origin.thread_id)
    assert (foreign.status_code, changed.status_code) == (404, 404)
    listed = (await http.get(f"{API}/measures?origin={origin.id}")).json()["items"]
    assert [one["id"] for one in listed] == [taken["id"]]
    assert await said(database) == ["changed", "transferred"]


async def test_a_decision_that_falls_takes_what_has_not_begun_with_it(database: Database) -> None:
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        decision = await a_measure_decision(tx)
        waiting = await a_new_measure(tx, decision_id=decision.id)
        running = await a_new_measure(tx, decision_id=decision.id)
        await tx.execute(text("UPDATE measure SET status = 'running' WHERE id = :id"), {"id": _raw(tx, running.id)})

    async with database.begin(at=AT) as tx:
        await commands.decisions.revoke(tx, Scope.ALL, decision.id, reason="quorum-missed")
        events = [one.event for one in tx.recorded]

        assert [type(one).__name__ for one in events] == [DecisionRevoked.__name__, "MeasureChanged"]
        assert (await queries.measures.measure(tx, Scope.ALL, waiting.id)).status == "dropped"
        assert (await queries.measures.measure(tx, Scope.ALL, running.id)).status == "running"


def _raw(tx: Tx, id: UUID) -> object:
    return id.hex if tx.dialect == "sqlite" else id


async def told(tx: Tx, event: Event, minutes: int) -> None:
    """Hand an event over as stated ``minutes`` after AT."""
    envelope = enveloped(event).model_copy(update={"time": AT + timedelta(minutes=minutes)})
    handling = HANDLERS[type(event)]
    assert isinstance(handling, Each)
    tx.cause = envelope
    await handling.call(tx, event, envelope)
    tx.cause = None


async def of_gotha(tx: Tx) -> list[tuple[str, str, date | None]]:
    found = await tx.entities(Measure, queries.measures.measures(Scope.ALL, town="gotha"))
    return sorted((one.title, str(one.status), one.starts_on) for one in found)


async def test_a_confirmed_town_plans_its_actions_and_one_that_withdrew_drops_them(database: Database) -> None:
    await with_fields(database)
    joined = confirmed()
    left = TownWithdrew.model_validate(joined.model_dump())
    async with database.begin(at=AT) as tx:
        await handle(tx, announced())

        await told(tx, joined, 1)
        planned = await of_gotha(tx)
        caused = [one for one in tx.recorded if one.event.type.startswith("regio.network.measure")]
        await told(tx, left, 2)

        assert planned == [("Heimat shoppen 2026", "planned", date(2026, 9, 12))]
        assert all(one.causation is not None for one in caused)
        assert await of_gotha(tx) == [("Heimat shoppen 2026", "dropped", date(2026, 9, 12))]


async def test_reading_the_campaigns_channel_again_moves_no_measure(database: Database) -> None:
    await with_fields(database)
    joined = confirmed()
    story = [
        (joined, 1),
        (TownWithdrew.model_validate(joined.model_dump()), 2),
        (joined.model_copy(update={"participation_id": new_id()}), 3),
    ]
    async with database.begin(at=AT) as tx:
        await handle(tx, announced())
        for event, minutes in story:
            await told(tx, event, minutes)
        before = await of_gotha(tx)
        stated = len(tx.recorded)
        await tx.execute(text("DELETE FROM town_participation"))

        for event, minutes in story:
            await told(tx, event, minutes)

        assert [status for _, status, _ in before] == ["dropped", "planned"]
        assert await of_gotha(tx) == before
        assert len(tx.recorded) == stated


async def test_a_town_of_two_places_takes_part_until_the_last_one_left(database: Database) -> None:
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        await commands.towns.add_town(
            tx, key="leinefelde-worbis", name="Leinefelde-Worbis", place_keys=("leinefelde", "worbis"), at=AT
        )
        one, other = confirmed("leinefelde"), confirmed("worbis")
        for minutes, event in enumerate((one, other, _left(one)), start=1):
            await told(tx, event, minutes)
        (measure,) = await queries.measures.of_edition_for_update(tx, EDITION, "leinefelde-worbis")

        await told(tx, _left(other), 4)
        (after,) = await queries.measures.of_edition_for_update(tx, EDITION, "leinefelde-worbis")

        assert (measure.status, after.status) == ("planned", "dropped")


def _left(event: TownConfirmed) -> TownWithdrew:
    return TownWithdrew.model_validate(event.model_dump())


@pytest.mark.parametrize(
    ("role", "key", "status"),
    [
        (Role.TOWN_MANAGER, "gotha", 201),
        (Role.TOWN_MANAGER, "apolda", 404),
        (Role.MODERATOR, "netzwerk-1", 201),
        (Role.MODERATOR, "netzwerk-2", 404),
        (Role.CHAMBER, "*", 201),
    ],
)
async def test_measures_are_begun_for_ones_own_towns(
    database: Database, caller: Callers, role: Role, key: str, status: int
) -> None:
    await with_fields(database)
    client = await caller(role, key)

    answer = await client.post(f"{API}/measures", json=BODY)

    assert answer.status_code == status
