"""`regio retention`, `regio erase` and the record of processing, beside the databases that the environment names."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from regio.cli import app
from regio.programmes import SERVICES
from regio_chassis.cli import command_line
from regio_chassis.database import Database
from regio_chassis.erasures import Ledger
from regio_chassis.testing.databases import NewDatabases

PLACEMENT = SERVICES[-1]


@pytest.fixture
def databases(new_databases: NewDatabases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """A database of each service, placement's with its demo facts."""
    files = {service.name: tmp_path / f"{service.name}.db" for service in SERVICES}

    async def fill() -> None:
        for service in SERVICES:
            database = Database(await new_databases.sqlite(files[service.name], service.migrations))
            if service is PLACEMENT:
                at = datetime.now(UTC)
                async with database.begin(at=at) as tx:
                    await service.demo(tx, at)
            await database.close()

    asyncio.run(fill())
    for service in SERVICES:
        prefix = service.name.upper()
        monkeypatch.setenv(f"{prefix}_DATABASE_URL", f"sqlite:///{files[service.name]}")
        monkeypatch.setenv(f"{prefix}_REDIS_URL", "redis://127.0.0.1:1")
        monkeypatch.setenv(f"{prefix}_SECRET", "of-this-service-alone")
    return files


def test_a_dry_run_of_retention_answers_for_every_service(databases: dict[str, Path]) -> None:
    result = CliRunner().invoke(app, ["retention", "--dry-run", "--json"])

    found = json.loads(result.output)
    assert result.exit_code == 0
    assert found.keys() == {service.name for service in SERVICES}
    assert found["placement"]["pupil"] == 0


def test_a_pupil_is_erased_once_and_stands_in_the_ledger(databases: dict[str, Path]) -> None:
    from placement.demo.facts import stable_id

    years = {f"{year}/{(year + 1) % 100:02d}" for year in range(2020, 2040)}
    candidates = [stable_id("pupil", year, 0) for year in sorted(years)]

    done = [CliRunner().invoke(app, ["erase", str(pupil)]).exit_code for pupil in candidates]
    again = [CliRunner().invoke(app, ["erase", str(pupil)]).exit_code for pupil in candidates]

    assert done.count(0) == 1
    assert again.count(0) == 0
    erased = candidates[done.index(0)]
    assert list(Ledger(Path(f"{databases['placement']}.evidence")).subjects()) == [erased]
    assert CliRunner().invoke(app, ["audit", "verify"]).exit_code == 0


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_every_service_prints_its_record_of_processing(service: object, databases: dict[str, Path]) -> None:
    result = CliRunner().invoke(command_line(service), ["processing-record"])  # type: ignore[arg-type]

    assert result.exit_code == 0
    assert result.output.startswith("# Verzeichnis von Verarbeitungstätigkeiten: ")
    assert "| `audit` | Person |" in result.output
