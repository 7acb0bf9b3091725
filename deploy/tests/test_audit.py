"""`regio audit verify` and the same command of each service."""

import asyncio
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from regio.cli import app
from regio.programmes import SERVICES
from regio_chassis.audit import record
from regio_chassis.cli import command_line
from regio_chassis.database import Database
from regio_chassis.testing.databases import NewDatabases

PLACEMENT = SERVICES[-1]


@pytest.fixture
def databases(new_databases: NewDatabases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """A database of each service with three audit entries; the environment names them."""
    files = {service.name: tmp_path / f"{service.name}.db" for service in SERVICES}

    async def fill() -> None:
        for service in SERVICES:
            database = Database(await new_databases.sqlite(files[service.name], service.migrations))
            for number in (1, 2, 3):
                async with database.begin() as tx:
                    await record(
                        tx, at=datetime.now(UTC), actor="iss anna", action="pupil.read", target=f"pupil:{number}"
                    )
            await database.close()

    asyncio.run(fill())
    for service in SERVICES:
        prefix = service.name.upper()
        monkeypatch.setenv(f"{prefix}_DATABASE_URL", f"sqlite:///{files[service.name]}")
        monkeypatch.setenv(f"{prefix}_REDIS_URL", "redis://127.0.0.1:1")
        monkeypatch.setenv(f"{prefix}_SECRET", "of-this-service-alone")
    return files


def tamper(file: Path, statement: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(statement)
    connection.close()


def test_chains_that_hold_are_reported_and_the_exit_code_is_0(databases: dict[str, Path]) -> None:
    result = CliRunner().invoke(app, ["audit", "verify", "--json"])

    found = json.loads(result.output)
    assert result.exit_code == 0
    assert {name: (verdict["entries"], verdict["broken"]) for name, verdict in found.items()} == {
        service.name: (3, None) for service in SERVICES
    }


def test_the_first_broken_entry_is_named_and_the_exit_code_is_1(databases: dict[str, Path]) -> None:
    tamper(databases["placement"], "UPDATE audit SET target = 'pupil:4' WHERE position = 2")

    over_all = CliRunner().invoke(app, ["audit", "verify"])
    of_one = CliRunner().invoke(command_line(PLACEMENT), ["audit", "verify"])

    assert (over_all.exit_code, of_one.exit_code) == (1, 1)
    assert "placement: hält nicht: Eintrag 2" in over_all.output
    assert "network: hält, 3 Einträge" in over_all.output
    assert json.loads(of_one.output)["broken"] == {"position": 2, "why": "changed"}


def test_a_cut_tail_is_found_by_the_anchor_that_was_kept_beside_the_database(databases: dict[str, Path]) -> None:
    anchored = CliRunner().invoke(command_line(PLACEMENT), ["audit", "anchor"])
    tamper(databases["placement"], "DELETE FROM audit WHERE position = 3")
    tamper(
        databases["placement"],
        "UPDATE audit_head SET position = 2, hash = (SELECT hash FROM audit WHERE position = 2)",
    )

    found = CliRunner().invoke(command_line(PLACEMENT), ["audit", "verify"])

    assert anchored.exit_code == 0
    assert found.exit_code == 1
    assert json.loads(found.output)["broken"]["position"] == 3
