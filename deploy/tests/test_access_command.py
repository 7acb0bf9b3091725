"""``regio grants``, ``regio keys`` and ``regio sessions`` on the databases of the three services."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from regio.cli import app
from regio.programmes import SERVICES
from regio_chassis.access import Identity, open_session
from regio_chassis.access.sessions import live_session
from regio_chassis.database import Database
from regio_chassis.testing.databases import NewDatabases

ANNA = ["--issuer", "https://login.example", "--subject", "anna"]
NAMES = {"campaign", "network", "placement"}


@pytest.fixture
def databases(new_databases: NewDatabases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Migrated and empty; the environment names them."""

    async def make() -> dict[str, str]:
        files = {service: tmp_path / f"{service.name}.db" for service in SERVICES}
        return {one.name: await new_databases.sqlite(file, one.migrations) for one, file in files.items()}

    urls = asyncio.run(make())
    for name, url in urls.items():
        monkeypatch.setenv(f"{name.upper()}_DATABASE_URL", url)
        monkeypatch.setenv(f"{name.upper()}_REDIS_URL", "redis://127.0.0.1:1")
        monkeypatch.setenv(f"{name.upper()}_SECRET", "of this service alone")
    return urls


def said(*command: str, exit_code: int = 0) -> Any:
    result = CliRunner().invoke(app, [*command, "--json"])
    assert result.exit_code == exit_code, result.output
    return json.loads(result.stdout)


def actions(service: str) -> list[str]:
    from sqlalchemy import select

    from regio_chassis.audit.tables import AUDIT
    from regio_chassis.cli_access import with_database

    async def read(database: Database) -> list[str]:
        async with database.reading() as reading:
            return [row.action for row in await reading.execute(select(AUDIT.c.action).order_by(AUDIT.c.position))]

    (one,) = (each for each in SERVICES if each.name == service)
    return with_database(one, read)


def test_a_grant_is_added_listed_and_removed_in_every_service(databases: dict[str, str]) -> None:
    added = said("grants", "add", *ANNA, "--role", "town-manager", "--scope", "gotha")
    listed = said("grants", "list")
    removed = said("grants", "remove", *ANNA, "--role", "town_manager", "--scope", "gotha")

    grant = {"issuer": "https://login.example", "subject": "anna", "role": "town_manager", "key": "gotha"}
    assert set(added["granted"]) == NAMES
    assert listed == {name: [grant] for name in NAMES}
    assert set(removed["removed"]) == NAMES
    assert said("grants", "list") == {name: [] for name in NAMES}
    assert actions("campaign") == ["grant.add", "grant.remove"]


def test_one_service_is_changed_alone_when_it_is_named(databases: dict[str, str]) -> None:
    said("grants", "add", *ANNA, "--role", "school", "--scope", "s1", "--service", "placement")

    listed = said("grants", "list", "--subject", "anna")

    assert {name: len(grants) for name, grants in listed.items()} == {"campaign": 0, "network": 0, "placement": 1}


def test_what_nobody_granted_is_said_with_exit_code_one(databases: dict[str, str]) -> None:
    assert said("grants", "remove", *ANNA, "--role", "chamber", exit_code=1) == {"removed": []}
    assert actions("network") == []


@pytest.mark.parametrize(
    "wrong", [["--role", "king"], ["--role", "chamber", "--service", "moon"]], ids=["role", "service"]
)
def test_what_there_is_not_is_refused(databases: dict[str, str], wrong: list[str]) -> None:
    result = CliRunner().invoke(app, ["grants", "add", *ANNA, *wrong])

    assert result.exit_code == 2


def test_a_key_is_shown_once_listed_without_its_secret_and_revoked_with_its_grants(databases: dict[str, str]) -> None:
    key = said("keys", "add", "--service", "network", "--role", "moderator", "--label", "Zeitung", "--days", "7")["key"]
    key_id, _, secret = key.partition(".")
    (listed,) = said("keys", "list", "--service", "network")["network"]

    revoked = said("keys", "revoke", key_id, "--service", "network")

    assert (listed["id"], listed["label"], listed["used_at"]) == (key_id, "Zeitung", None)
    assert secret not in json.dumps(listed)
    assert revoked == {"service": "network", "revoked": True}
    assert said("keys", "list", "--service", "network") == {"network": []}
    assert said("grants", "list", "--service", "network") == {"network": []}
    assert said("keys", "revoke", key_id, "--service", "network", exit_code=1)["revoked"] is False
    assert actions("network") == ["key.add", "grant.add", "key.revoke"]


@pytest.mark.parametrize("whose", [ANNA, ["--everybody"]], ids=["of one", "of all"])
def test_all_sessions_of_a_person_end(databases: dict[str, str], whose: list[str]) -> None:
    at = datetime.now(UTC)

    async def begin() -> str:
        database = Database(databases["placement"])
        async with database.begin(at=at) as tx:
            presented = await open_session(tx, Identity("https://login.example", "anna"), at=at)
        await database.close()
        return presented

    async def alive(presented: str) -> bool:
        database = Database(databases["placement"])
        async with database.reading() as reading:
            found = await live_session(reading, presented, at)
        await database.close()
        return found is not None

    presented = asyncio.run(begin())
    before = asyncio.run(alive(presented))

    ended = said("sessions", "revoke", *whose)

    assert before
    assert ended == {"ended": {"campaign": 0, "network": 0, "placement": 1}}
    assert not asyncio.run(alive(presented))
    assert actions("placement") == ["session.revoke"]


@pytest.mark.parametrize("half", [[], ANNA[:2], [*ANNA, "--everybody"], [*ANNA[:2], "--everybody"]])
def test_whose_sessions_end_must_be_said_in_one_way(databases: dict[str, str], half: list[str]) -> None:
    assert CliRunner().invoke(app, ["sessions", "revoke", *half]).exit_code == 2
