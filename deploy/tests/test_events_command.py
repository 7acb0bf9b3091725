"""``regio events`` on the databases of the three services, with a Redis that is there and one that is not."""

import asyncio
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import redis
from sqlalchemy import insert
from typer.testing import CliRunner

from network.app import SERVICE as NETWORK
from placement.app import SERVICE as PLACEMENT
from regio.cli import app
from regio.programmes import SERVICES
from regio_chassis.bus.log import EventLog
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database
from regio_chassis.migrations import migrate
from regio_chassis.testing.servers import RedisServer
from regio_events.network import DecisionRecorded, DecisionRevoked
from regio_events.samples import sample, sample_document

CHANNEL = "network.events"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[UUID]]:
    """Three databases and the ids of two events that the network has stated."""
    folder = tmp_path_factory.mktemp("filled")
    return folder, asyncio.run(_fill(folder))


@pytest.fixture
def ids(filled: tuple[Path, list[UUID]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """
    The network has stated two events, whose ids these are; the environment names three databases and no Redis.

    In placement one event is parked that can be delivered, and one that is broken.
    """
    folder, stated = filled
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    for service in SERVICES:
        name = service.name.upper()
        monkeypatch.setenv(f"{name}_DATABASE_URL", f"sqlite:///{tmp_path}/{service.name}.db")
        monkeypatch.setenv(f"{name}_REDIS_URL", "redis://127.0.0.1:1")
        monkeypatch.setenv(f"{name}_SECRET", "of this service alone")
    return stated


async def _fill(folder: Path) -> list[UUID]:
    at = datetime.now(UTC)
    stated: list[UUID] = []
    for service in SERVICES:
        database = Database(f"sqlite:///{folder}/{service.name}.db")
        await migrate(database, service.migrations)
        database.log = EventLog(database, bus_tables(service.metadata))
        async with database.begin(at=at) as tx:
            if service is NETWORK:
                stated += [tx.record(sample(kind)) for kind in (DecisionRecorded, DecisionRevoked)]
            if service is PLACEMENT:
                tables = bus_tables(service.metadata)
                bodies = {42: ("KeyError in _a, line 1", sample_document(DecisionRecorded)), 43: ("?", b"{")}
                rows = [
                    {"channel": CHANNEL, "position": position, "id": uuid4(), "type": DecisionRecorded.type,
                     "subject": str(position), "error": error, "attempts": 1, "parked_at": at, "body": body}
                    for position, (error, body) in bodies.items()
                ]  # fmt: skip
                await tx.execute(insert(tables.position), {"channel": CHANNEL, "epoch": 1, "position": 43})
                await tx.execute(insert(tables.parked), rows)
        await database.close()
    return stated


def said(*command: str, exit_code: int = 0) -> Any:
    result = CliRunner().invoke(app, ["events", *command, "--json"])
    assert result.exit_code == exit_code, result.output
    return json.loads(result.stdout)


def printed(*command: str) -> list[str]:
    result = CliRunner().invoke(app, ["events", *command])
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def positions() -> list[int]:
    return [one["position"] for one in said("parked")["placement"]]


def subscription(service: str) -> dict[str, Any]:
    (found,) = [each for each in said("status")[service]["subscriptions"] if each["channel"] == CHANNEL]
    return dict(found)


def test_status_without_redis_says_what_the_databases_know_and_no_zero_for_the_rest(ids: list[UUID]) -> None:
    events, public = said("status")["network"]["channels"]

    assert (events["channel"], events["head"], events["top"], events["lag"]) == (CHANNEL, 2, None, None)
    assert (public["channel"], public["lag_seconds"]) == ("network.public", None)
    assert subscription("placement") == {
        "channel": CHANNEL, "epoch": 1, "position": 43, "top": None, "lag": None, "lag_seconds": None, "parked": 2,
    }  # fmt: skip
    assert f"network\t→\t{CHANNEL}\t2\t-\t-" in printed("status")


def test_status_with_redis_says_how_far_everybody_is_behind(
    ids: list[UUID], redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = redis.Redis.from_url(redis_server.url)
    server.flushall()
    server.xadd(CHANNEL, {"__data__": b"{}"}, id="1-0")
    server.close()
    for service in SERVICES:
        monkeypatch.setenv(f"{service.name.upper()}_REDIS_URL", redis_server.url_for(service.name))

    events, public = said("status")["network"]["channels"]

    assert (events["top"], events["lag"]) == (1, 1)
    assert (public["top"], public["lag"]) == (0, public["head"])
    assert (subscription("campaign")["position"], subscription("campaign")["lag"]) == (0, 1)
    assert subscription("placement")["lag"] == 0


def test_tail_gives_the_newest_oldest_first(ids: list[UUID]) -> None:
    found = said("tail")

    assert [each["id"] for each in found["network"]] == [str(id) for id in ids]
    assert found["campaign"] == []
    assert [each["id"] for each in said("tail", "--number", "1")["network"]] == [str(ids[1])]
    assert [line.split("\t")[-1] for line in printed("tail", "--service", "network")] == [str(id) for id in ids]


def test_show_finds_an_event_whoever_stated_it(ids: list[UUID]) -> None:
    assert said("show", str(ids[0]))["type"] == DecisionRecorded.type
    assert "error" in said("show", str(uuid4()), exit_code=1)


def test_parked_events_are_listed_without_their_bodies(ids: list[UUID]) -> None:
    found = said("parked")

    assert found["network"] == found["campaign"] == []
    assert [(one["position"], one["error"]) for one in found["placement"]] == [
        (42, "KeyError in _a, line 1"),
        (43, "?"),
    ]
    assert all("body" not in one for one in found["placement"])


def test_retry_delivers_what_can_be_delivered(ids: list[UUID]) -> None:
    assert said("retry", "placement", CHANNEL, "--subject", "43", exit_code=1) == {"delivered": 0, "parked": 1}
    assert said("retry", "placement", CHANNEL, exit_code=1) == {"delivered": 1, "parked": 1}
    assert positions() == [43]


def test_discard_gives_up_the_one_that_is_named(ids: list[UUID]) -> None:
    assert said("discard", "placement", CHANNEL, "43") == {"discarded": 43}
    assert "error" in said("discard", "placement", CHANNEL, "43", exit_code=1)
    assert positions() == [42]


def test_replay_begins_a_channel_anew(ids: list[UUID]) -> None:
    said("replay", "placement", CHANNEL)

    assert subscription("placement")["position"] == 0
    assert positions() == []


@pytest.mark.parametrize("verb", ["retry", "replay"])
def test_a_channel_that_nobody_listens_to_is_refused(ids: list[UUID], verb: str) -> None:
    result = CliRunner().invoke(app, ["events", verb, "placement", "nobody.events"])

    assert result.exit_code == 2
    assert CHANNEL in result.output
