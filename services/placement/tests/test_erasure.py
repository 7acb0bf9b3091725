"""An erased pupil is gone: from the database, its log, the exports and the stream, and stays gone after a restore."""

import asyncio
import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
from httpx import ASGITransport, AsyncClient
from placement_examples import NOW, SECRET
from placement_world import YEAR, People, World
from redis.asyncio import Redis
from sqlalchemy import select
from typer.testing import CliRunner

from placement.app import SERVICE, create_app
from placement.cli import app as cli
from placement.domain.base import Row
from placement.domain.schools import SchoolYear
from placement.settings import Settings
from regio_chassis.access import KEY_ISSUER, Role, add_grant, create_key
from regio_chassis.audit import verify
from regio_chassis.audit.tables import AUDIT
from regio_chassis.database import Database
from regio_chassis.erasures import Ledger
from regio_chassis.migrations import migrate

PUPIL = {
    "given_name": "Canaria",
    "family_name": "Kanarienvogel",
    "born_on": "2012-05-17",
    "phone": "03631 424242",
    "mail": "canaria@kanarien.example",
    "street": "Käfigweg 17",
    "postcode": "99734",
    "town": "Vogelhausen",
    "note": "Nussallergie und Höhenangst",
}
GUARDIAN = {
    "given_name": "Federike",
    "family_name": "Gefieder",
    "phone": "03631 737373",
    "mail": "federike@gefieder.example",
    "street": "Nistplatz 3",
}
CANARIES = [value for value in (*PUPIL.values(), *GUARDIAN.values()) if value != "99734"]


async def planted(client: AsyncClient, year: str = YEAR) -> dict[str, str]:
    """A pupil with a guardian, a code that was used and one that was not, looked at by the service centre."""
    body = {"school_key": "lessing", "school_year": year, "name": f"8{uuid4().hex[:12]}"}
    cohort = (await client.post("/api/v1/cohorts", json=body)).json()["id"]
    key = {"Idempotency-Key": uuid4().hex}
    pupil = (await client.post("/api/v1/pupils", json={**PUPIL, "cohort_id": cohort}, headers=key)).json()
    path = f"/api/v1/pupils/{pupil['id']}"
    guardian = (await client.post(f"{path}/guardians", json=GUARDIAN)).json()
    codes = [
        (await client.post(f"{path}/codes", json=body)).json()["code"] for body in ({}, {"guardian_id": guardian["id"]})
    ]
    return {**pupil, "cohort": cohort, "codes": json.dumps(codes)}


async def stored(database) -> str:
    """Everything in the database, as text."""
    async with database.reading() as reading:
        rows = [tuple(row) for table in Row.metadata.sorted_tables for row in await reading.execute(select(table))]
    return "".join(
        value.decode(errors="replace") if isinstance(value, bytes) else f" {value}" for row in rows for value in row
    )


def found(files: Iterable[Path], words: Iterable[str]) -> list[tuple[str, str]]:
    return [
        (file.name, word) for file in files if file.is_file() for word in words if word.encode() in file.read_bytes()
    ]


@pytest.fixture
async def school(people: People, world: World):
    return await people.person(Role.SCHOOL, "lessing")


async def test_nothing_of_an_erased_pupil_is_left_in_the_database(people, school, database):
    pupil = await planted(school)
    others = await planted(await people.person(Role.SCHOOL, "lessing"))
    before = await stored(database)
    assert all(canary in before for canary in CANARIES)
    assert before.count(PUPIL["mail"]) == 2  # one of each pupil; stored answers are sealed

    erased = await school.post(f"/api/v1/pupils/{pupil['id']}/erase")

    assert erased.json() == {
        "id": pupil["id"],
        "status": "erased",
        "erased_at": NOW.isoformat().replace("+00:00", "Z"),
        "version": 2,
    }
    after = await stored(database)
    assert after.count(PUPIL["mail"]) == 1
    await school.post(f"/api/v1/pupils/{others['id']}/erase")
    rest = await stored(database)
    assert [canary for canary in CANARIES if canary in rest] == []


async def test_an_erased_pupil_is_nowhere_to_be_read(people, school):
    pupil = await planted(school)
    path = f"/api/v1/pupils/{pupil['id']}"
    await school.post(f"{path}/erase")

    shown = await school.get(path)
    exported = await school.get(f"{path}/export")

    assert (shown.status_code, shown.json()["code"]) == (409, "pupil-erased")
    assert (await school.get("/api/v1/pupils")).json()["items"] == []
    assert exported.status_code == 200
    assert [canary for canary in CANARIES if canary in exported.text] == []
    for refused in ("erase", "leave", "return", "codes"):
        assert (await school.post(f"{path}/{refused}", json={} if refused == "codes" else None)).status_code == 409
    assert (await school.post(f"{path}/guardians", json=GUARDIAN)).status_code == 409
    assert (await school.patch(path, json={"note": "x"}, headers={"If-Match": "*"})).status_code == 409


async def test_whoever_came_in_for_an_erased_pupil_is_out(school, app):
    pupil = await planted(school)
    code = json.loads(pupil["codes"])[0]
    async with AsyncClient(transport=ASGITransport(app), base_url="https://placement") as browser:
        await browser.post("/api/v1/code-sessions", json={"code": code})
        path = f"/api/v1/pupils/{pupil['id']}"
        assert (await browser.get(path)).status_code == 200

        await school.post(f"{path}/erase")

        assert (await browser.get(path)).status_code == 401


async def test_another_school_erases_and_exports_nothing(people, school):
    pupil = await planted(school)
    other = await people.person(Role.SCHOOL, "franzberg")
    path = f"/api/v1/pupils/{pupil['id']}"

    answers = [await other.post(f"{path}/erase"), await other.get(f"{path}/export")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert (await school.get(path)).status_code == 200


async def test_the_export_has_every_personal_column_and_no_secret(school, database):
    pupil = await planted(school)

    exported = await school.get(f"/api/v1/pupils/{pupil['id']}/export")

    body = exported.json()
    assert [canary for canary in CANARIES if canary not in exported.text] == []
    assert {"pupil", "pupil_person", "guardian", "guardian_person", "access_code", "break_glass"} <= body[
        "records"
    ].keys()
    assert body["withheld"] == ["access_code.code_hash"]
    assert all("code_hash" not in row for row in body["records"]["access_code"])
    assert [entry["action"] for entry in body["audit"]] == ["code.made", "code.made"]
    async with database.reading() as reading:
        last = (await reading.execute(select(AUDIT).order_by(AUDIT.c.position.desc()).limit(1))).one()
        assert (last.action, last.target) == ("pupil.exported", f"pupil:{pupil['id']}")
        assert (await verify(reading)).broken is None


async def test_without_a_folder_for_the_ledger_nobody_is_erased(school, app, monkeypatch):
    pupil = await planted(school)
    running = app.state.running
    monkeypatch.setattr(running, "settings", running.settings.model_copy(update={"evidence_folder": None}))
    monkeypatch.setattr(type(running.settings), "evidence", None)

    refused = await school.post(f"/api/v1/pupils/{pupil['id']}/erase")

    assert (refused.status_code, refused.json()["code"]) == (503, "no-evidence-folder")
    assert (await school.get(f"/api/v1/pupils/{pupil['id']}")).status_code == 200


# The services' own clock is the real one: of this year nothing is due for deletion by a retention rule.
FAR = "2049/50"


async def planted_far(client: AsyncClient) -> dict[str, str]:
    return await planted(client, FAR)


class House:
    """The service on a file, as a restart and a restored backup find it."""

    def __init__(self, folder: Path, redis_url: str = "redis://127.0.0.1:1", *, url: str | None = None) -> None:
        self.file = folder / "placement.db"
        self.files = [self.file, folder / "placement.db-wal", folder / "placement.db-shm"]
        self.settings = Settings(
            database_url=url or f"sqlite:///{self.file}",
            redis_url=redis_url,
            secret=SECRET,
            public_url="https://placement",
            evidence_folder=folder / "evidence",
        )

    async def build(self) -> None:
        app = create_app(self.settings)
        await migrate(app.state.running.database, SERVICE.migrations)
        await World.build(app.state.running.database)
        async with app.state.running.database.begin(at=NOW) as tx:
            await tx.add(SchoolYear(key=FAR, starts_on=date(2049, 8, 1), ends_on=date(2050, 7, 31)))
        await app.state.running.database.close()

    async def run(self, work) -> object:
        """``work`` with a client of the school, between a start and a stop of the service."""
        app = create_app(self.settings)
        app.state.edge = replace(app.state.edge, now=lambda: NOW)
        async with app.router.lifespan_context(app):
            async with app.state.running.database.begin(at=NOW) as tx:
                key = await create_key(tx, "test", at=NOW)
                await add_grant(tx, KEY_ISSUER, key.partition(".")[0], Role.SCHOOL, "lessing")
            headers = {"Authorization": f"Bearer {key}"}
            async with AsyncClient(transport=ASGITransport(app), base_url="http://p", headers=headers) as client:
                return await work(client)


@pytest.fixture
async def house(tmp_path) -> House:
    house = House(tmp_path)
    await house.build()
    return house


async def test_no_file_of_the_database_has_a_trace_while_the_service_runs(house):
    async def erase_one_of_many(client):
        for _ in range(30):
            pupil = await planted_far(client)
            path = f"/api/v1/pupils/{pupil['id']}"
            await client.patch(path, json={"street": "Käfigweg 17 Hinterhaus"}, headers={"If-Match": "*"})
            await client.post(f"{path}/leave")
        assert found(house.files, CANARIES)
        ids = [one["id"] for one in (await client.get("/api/v1/pupils", params={"limit": 100})).json()["items"]]
        for id in ids:
            assert (await client.post(f"/api/v1/pupils/{id}/erase")).status_code == 200
        return found(house.files, CANARIES)

    assert await house.run(erase_one_of_many) == []
    assert found(house.files, CANARIES) == []


async def test_an_older_backup_does_not_bring_a_pupil_back(house, tmp_path):
    pupil = await house.run(planted_far)
    backup = tmp_path / "backup.db"
    shutil.copy(house.file, backup)

    async def erase(client):
        return await client.post(f"/api/v1/pupils/{pupil['id']}/erase")

    assert (await house.run(erase)).status_code == 200
    for file in house.files:
        file.unlink(missing_ok=True)
    shutil.copy(backup, house.file)
    assert found([house.file], CANARIES)

    async def look(client):
        # Asked as the first request after the start.
        shown = await client.get(f"/api/v1/pupils/{pupil['id']}")
        return shown.json().get("code"), found(house.files, CANARIES)

    assert await house.run(look) == ("pupil-erased", [])


async def test_an_older_backup_of_postgresql_does_not_bring_a_pupil_back(postgres, new_databases, migrations, tmp_path):
    house = House(tmp_path, url=await new_databases.postgres(postgres, migrations))
    await house.build()
    pupil = await house.run(planted_far)
    backup = await postgres.database(template=house.settings.database_url.rpartition("/")[2])

    async def erase(client):
        return (await client.post(f"/api/v1/pupils/{pupil['id']}/erase")).status_code

    async def look(client):
        # Asked as the first request after the start.
        return (await client.get(f"/api/v1/pupils/{pupil['id']}")).json().get("code")

    erased, shown = await house.run(erase), {}
    for name, url in (("erased", house.settings.database_url), ("restored", backup)):
        database = Database(url)
        if name == "restored":
            assert [canary for canary in CANARIES if canary in await stored(database)]
        shown[name] = await House(tmp_path, url=url).run(look)
        left = await stored(database)
        await database.close()
        shown[name] = (shown[name], [canary for canary in CANARIES if canary in left])
    # What PostgreSQL keeps of deleted rows goes with VACUUM FULL, as the README says.
    connection = await asyncpg.connect(backup.replace("+asyncpg", ""))
    await connection.execute("VACUUM FULL")
    await connection.execute("CHECKPOINT")
    cluster, number = (
        await connection.fetchval("SHOW data_directory"),
        await connection.fetchval("SELECT oid FROM pg_database WHERE datname = current_database()"),
    )
    await connection.close()
    files = list((Path(cluster) / "base" / str(number)).iterdir())

    assert (erased, shown) == (200, dict.fromkeys(("erased", "restored"), ("pupil-erased", [])))
    assert found(files, ["lessing"])
    assert found(files, CANARIES) == []
    for url in (house.settings.database_url, backup):
        await postgres.drop(url)


async def test_a_crash_between_ledger_and_commit_is_made_up_for_at_the_next_start(house):
    pupil = await house.run(planted_far)
    Ledger(house.settings.evidence).add(UUID(pupil["id"]), NOW)

    async def look(client):
        return (await client.get(f"/api/v1/pupils/{pupil['id']}")).json().get("code")

    assert await house.run(look) == "pupil-erased"
    assert found(house.files, CANARIES) == []


async def test_one_command_erases_a_pupil_beside_the_running_service(house, monkeypatch):
    for name, value in (
        ("DATABASE_URL", house.settings.database_url),
        ("REDIS_URL", "redis://127.0.0.1:1"),
        ("SECRET", SECRET),
        ("EVIDENCE_FOLDER", str(house.settings.evidence)),
    ):
        monkeypatch.setenv(f"PLACEMENT_{name}", value)

    async def beside(client):
        pupil = await planted_far(client)
        done = await asyncio.to_thread(CliRunner().invoke, cli, ["erase", pupil["id"]])
        again = await asyncio.to_thread(CliRunner().invoke, cli, ["erase", pupil["id"]])
        return done.exit_code, again.exit_code, found(house.files, CANARIES)

    assert await house.run(beside) == (0, 1, [])
    assert len(Ledger(house.settings.evidence).subjects()) == 1


async def test_the_stream_never_had_a_word_about_the_pupil(tmp_path, redis_server):
    house = House(tmp_path, redis_server.url)
    await house.build()

    async def live(client):
        pupil = await planted_far(client)
        await client.post(f"/api/v1/pupils/{pupil['id']}/leave")
        await client.post(f"/api/v1/pupils/{pupil['id']}/erase")
        async with Redis.from_url(redis_server.url) as redis:
            for _ in range(100):
                if streams := [key async for key in redis.scan_iter("*")]:
                    return str([await redis.xrange(stream) for stream in streams]), pupil
                await asyncio.sleep(0.05)
        raise AssertionError("nothing was relayed")

    streams, pupil = await house.run(live)

    assert "regio.placement." in streams
    assert [word for word in (*CANARIES, pupil["id"], *json.loads(pupil["codes"])) if word in streams] == []


def test_a_ledger_that_cannot_be_read_stops_the_start(tmp_path):
    (tmp_path / "erasures.jsonl").write_text("{}\n")

    with pytest.raises(KeyError):
        Ledger(tmp_path).subjects()
