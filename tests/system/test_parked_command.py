"""`placement events …`: what was set aside is listed, delivered again or given up, from the shell."""

import asyncio
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import Result
from sqlalchemy import insert
from typer.testing import CliRunner

import placement.app
from placement.cli import app
from regio_chassis.bus import Bus
from regio_chassis.bus.status import bus_status
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database
from regio_chassis.migrations import migrate
from regio_events.network import DecisionRecorded
from regio_events.samples import sample_document

SERVICE = placement.app.SERVICE
TABLES = bus_tables(SERVICE.metadata)
CHANNEL = "network.events"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with two parked events: one that can be delivered, and one that is broken."""
    found = tmp_path / "placement.db"
    asyncio.run(_fill(found))
    return found


async def _fill(found: Path) -> None:
    database = Database(f"sqlite:///{found}")
    await migrate(database, SERVICE.migrations)
    at = datetime.now(UTC)
    bodies = {42: ("KeyError in _a, line 1", sample_document(DecisionRecorded)), 43: ("?", b"{")}
    rows = [
        {"channel": CHANNEL, "position": position, "id": uuid4(), "type": DecisionRecorded.type,
         "subject": str(position), "error": error, "attempts": 1, "parked_at": at, "body": body}
        for position, (error, body) in bodies.items()
    ]  # fmt: skip
    async with database.begin(at=at) as tx:
        await tx.execute(insert(TABLES.position), {"channel": CHANNEL, "epoch": 1, "position": 43})
        await tx.execute(insert(TABLES.parked), rows)
    await database.close()


def command(file: Path, *arguments: str) -> Result:
    environment = {
        "PLACEMENT_DATABASE_URL": f"sqlite:///{file}",
        "PLACEMENT_REDIS_URL": "redis://127.0.0.1:1",
        "PLACEMENT_SECRET": "t" * 40,
    }
    return CliRunner().invoke(app, ["events", *arguments], env=environment)


def positions(file: Path) -> list[int]:
    connection = sqlite3.connect(file)
    found = [position for (position,) in connection.execute("SELECT position FROM bus_parked ORDER BY position")]
    connection.close()
    return found


def test_parked_lists_a_document_a_line_without_the_bodies(file: Path) -> None:
    lines: list[dict[str, Any]] = [json.loads(line) for line in command(file, "parked").output.splitlines()]

    assert [(line["position"], line["error"]) for line in lines] == [(42, "KeyError in _a, line 1"), (43, "?")]
    assert all("body" not in line for line in lines)


def test_retry_delivers_what_can_be_delivered_and_keeps_the_rest(file: Path) -> None:
    result = command(file, "retry", CHANNEL)

    assert json.loads(result.output) == {"delivered": 1, "parked": 1}
    assert positions(file) == [43]


def test_retry_of_one_subject_leaves_the_others(file: Path) -> None:
    result = command(file, "retry", CHANNEL, "--subject", "43")

    assert json.loads(result.output) == {"delivered": 0, "parked": 1}
    assert positions(file) == [42, 43]


def test_discard_gives_up_the_one_that_is_named(file: Path) -> None:
    assert command(file, "discard", CHANNEL, "43").exit_code == 0
    assert positions(file) == [42]
    assert command(file, "discard", CHANNEL, "43").exit_code != 0
    assert positions(file) == [42]


def test_a_channel_that_is_not_listened_to_is_refused(file: Path) -> None:
    assert command(file, "retry", "nobody.events").exit_code != 0


async def test_the_status_of_the_bus_says_what_it_knows_and_none_where_it_does_not(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    bus = Bus("placement", database, SERVICE.metadata, SERVICE.handlers, redis_url="redis://127.0.0.1:1", feeds={},
              tokens={}, keep=1000)  # fmt: skip

    status = await bus_status(bus, database, datetime.now(UTC))

    await bus.stop()
    await database.close()
    assert not status.alive
    assert [(each.channel, each.head, each.top, each.lag, each.lag_seconds) for each in status.channels] == [
        ("placement.events", 0, None, None, None),
        ("placement.public", 0, None, None, None),
    ]
    by_channel = {each.channel: each for each in status.subscriptions}
    assert set(by_channel) == {"campaign.events", CHANNEL}
    assert (by_channel[CHANNEL].position, by_channel[CHANNEL].parked, by_channel[CHANNEL].lag) == (43, 2, None)
    assert (by_channel["campaign.events"].position, by_channel["campaign.events"].parked) == (0, 0)
    assert not by_channel[CHANNEL].reading
