"""`regio doctor` finds each thing that is wrong, says how to mend it, and finds nothing where all is well."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from acl_server import GuardedServer
from pydantic import ValidationError
from typer.testing import CliRunner

import placement.app
from regio.cli import app
from regio.deployment import write_secrets
from regio_chassis.database import Database
from regio_chassis.doctor import Finding, State, examine
from regio_chassis.doctor.network import (
    OLDEST_REDIS,
    _clock,
    _redis_version,
    database_tls,
    issuer_findings,
    proxy_findings,
    redis_findings,
)
from regio_chassis.doctor.settings import settings_findings
from regio_chassis.doctor.versions import zone_finding
from regio_chassis.migrations import migrate

SERVICE = placement.app.SERVICE
STRONG = "3f9c1a5b7e2d4c6f8a0b9d1e3c5f7a9b"
RIGHT: Mapping[str, Any] = {
    "database_url": "sqlite:///nowhere.db",
    "redis_url": f"redis://placement:{STRONG}@redis:6379",
    "feeds": {"network": "http://network:8000"},
    "feed_tokens": {"network": STRONG + "1"},
    "callers": {"network": [STRONG + "2", ""], "campaign": [STRONG + "3", STRONG + "4"]},
    "secret": STRONG + STRONG,
    "oidc_issuer": "https://anmeldung.example/realms/regio",
}


def bad(findings: list[Finding]) -> set[str]:
    return {finding.check for finding in findings if finding.state is State.BAD}


def settings(**changes: Any) -> Any:
    return SERVICE.settings(**{**RIGHT, **changes})


def test_settings_that_are_right_are_found_right() -> None:
    assert bad(settings_findings(settings())) == set()


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"secret": "changeme"}, "secret"),
        ({"secret": "a" * 64}, "secret"),
        ({"secret": STRONG + "1"}, "service-tokens"),
        ({"feed_tokens": {"network": "changeme"}}, "service-tokens"),
        ({"feed_tokens": {"network": STRONG + "1", "campaign": STRONG + "1"}}, "service-tokens"),
        ({"feed_tokens": {"network": STRONG + "2"}}, "service-tokens"),
        ({"callers": {"network": ["a" * 64]}}, "service-tokens"),
        ({"callers": {"network": [STRONG + "5"], "campaign": [STRONG + "5"]}}, "service-tokens"),
        ({"database_url": "postgresql://placement@postgres/placement"}, "database-password"),
        ({"database_url": "postgresql://placement:postgres@postgres/placement"}, "database-password"),
        ({"database_url": "postgresql://placement:placement@postgres/placement"}, "database-password"),
        ({"database_url": "postgresql://placement-service:placement-service@postgres/x"}, "database-password"),
        ({"redis_url": "redis://redis:6379"}, "redis-password"),
        ({"redis_url": "redis://placement:secret@redis:6379"}, "redis-password"),
        ({"oidc_issuer": "http://anmeldung.example/realms/regio"}, "issuer-setting"),
        ({"oidc_issuer": "http://127.0.0.1:8000/anmeldung"}, "issuer-setting"),
        ({"oidc_issuer": "https://localhost/anmeldung"}, "issuer-setting"),
        ({"webhooks_insecure": True}, "webhooks"),
        ({"log_level": "DEBUG"}, "debug"),
        ({"feeds": {"network": "http://netz.example"}}, "feed-network"),
        ({"root_path": "/praxistage"}, "proxies"),
        ({"public_url": "https://praxistage.example"}, "proxies"),
    ],
)
def test_each_unsafe_setting_is_bad_and_has_a_mend(changes: dict[str, Any], check: str) -> None:
    findings = settings_findings(settings(**changes))

    assert bad(findings) == {check}
    (found,) = [finding for finding in findings if finding.check == check]
    assert found.said
    assert found.mend


def test_a_service_does_not_start_without_the_token_of_a_feed() -> None:
    with pytest.raises(ValidationError, match="feed_tokens lacks network") as refused:
        settings(feed_tokens={})

    assert STRONG not in str(refused.value)


def test_no_finding_quotes_a_secret() -> None:
    weak = settings(
        secret="geheim-1", callers={"campaign": ["geheim-3"]}, redis_url="redis://placement:geheim-2@redis:6379"
    )

    assert "geheim-" not in str(settings_findings(weak))


async def test_a_redis_server_that_is_not_there_is_bad() -> None:
    assert bad(await redis_findings(settings(redis_url="redis://127.0.0.1:1"), None)) == {"redis"}


async def test_redis_in_plain_text_over_the_net_is_bad() -> None:
    found = await redis_findings(settings(redis_url=f"redis://placement:{STRONG}@redis.example.invalid:6379"), None)

    assert "redis-tls" in bad(found)


@pytest.mark.parametrize(
    ("query", "mode", "encrypted", "state"),
    [
        ("", None, False, State.BAD),
        ("", None, True, State.BAD),
        ("", "require", True, State.BAD),
        ("", "verify-full", True, State.GOOD),
        ("?ssl=verify-ca", None, True, State.GOOD),
        ("?ssl=require", "verify-full", True, State.BAD),
    ],
)
def test_a_database_over_the_net_is_good_only_with_tls_that_looks_at_the_certificate(
    monkeypatch: pytest.MonkeyPatch, query: str, mode: str | None, encrypted: bool, state: State
) -> None:
    monkeypatch.delenv("PGSSLMODE", raising=False)
    if mode is not None:
        monkeypatch.setenv("PGSSLMODE", mode)

    far = f"postgresql://placement:{STRONG}@datenbank.example/placement{query}"

    assert database_tls(far, encrypted=encrypted).state is state
    assert database_tls("postgresql://postgres:5432/placement", encrypted=False).state is State.GOOD


async def test_a_server_that_throws_away_and_forgets_is_bad(tmp_path: Path) -> None:
    server = GuardedServer(tmp_path)
    server.start()
    try:
        with server.client() as operator:
            operator.config_set("maxmemory-policy", "allkeys-lru")
            found = await redis_findings(settings(redis_url=server.url_for("placement")), server.url_for("operator"))
            assert bad(found) == {"redis-aof", "redis-eviction"}

            operator.config_set("maxmemory-policy", "noeviction")
            operator.config_set("appendonly", "yes")
            found = await redis_findings(settings(redis_url=server.url_for("placement")), server.url_for("operator"))
            assert bad(found) == set()
            assert not any(finding.state is State.UNKNOWN for finding in found)
    finally:
        server.stop()


async def test_a_default_user_and_a_login_that_may_all_are_bad(tmp_path: Path) -> None:
    server = GuardedServer(tmp_path)
    server.start()
    try:
        with server.client() as operator:
            operator.execute_command("ACL SETUSER default on nopass ~* +@all")
            found = await redis_findings(settings(redis_url=server.url_for("operator")), None)
        assert bad(found) >= {"redis-default-user", "redis-acl"}
        found = await redis_findings(settings(redis_url=server.url_for("placement")), None)
        assert {finding.check for finding in found if finding.state is State.UNKNOWN} == {
            "redis-aof",
            "redis-eviction",
            "redis-version",
            "clock-redis",
        }
    finally:
        server.stop()


def test_an_old_redis_is_bad_and_a_valkey_is_not() -> None:
    old = ".".join(str(number) for number in (*OLDEST_REDIS[:2], OLDEST_REDIS[2] - 1))

    assert _redis_version({"redis_version": old}).state is State.BAD
    assert _redis_version({"redis_version": "8.6.3"}).state is State.GOOD
    assert _redis_version({"server_name": "valkey", "valkey_version": "9.1.2", "redis_version": "7.2.4"}).state is (
        State.GOOD
    )


def test_a_clock_that_is_off_is_bad() -> None:
    assert _clock("database", datetime.now(UTC)).state is State.GOOD
    assert _clock("database", datetime.now(UTC) - timedelta(seconds=9)).state is State.BAD


def test_a_zone_that_is_not_known_is_bad() -> None:
    assert zone_finding().state is State.GOOD
    assert zone_finding("Europe/Nirgendwo").state is State.BAD


async def test_a_database_is_bad_until_it_is_migrated(empty_database_url: str) -> None:
    given = settings(database_url=empty_database_url, redis_url="redis://127.0.0.1:1", oidc_issuer=None)
    before = await examine(SERVICE, given)
    database = Database(empty_database_url)
    await migrate(database, SERVICE.migrations)
    await database.close()

    after = await examine(SERVICE, given)

    assert "migrations" in bad(before)
    assert not {"database", "migrations", "postgresql", "clock-database"} & bad(after)


async def test_a_database_that_is_not_there_is_bad() -> None:
    given = settings(database_url=f"postgresql://placement:{STRONG}@127.0.0.1:1/x", redis_url="redis://127.0.0.1:1")

    assert {"database", "redis"} <= bad(await examine(SERVICE, given))


@pytest.fixture
async def issuer() -> AsyncIterator[str]:
    """Calls itself what the first half of the path says, at any address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        named = address if path.startswith("/right") else address + "/other"
        body = json.dumps({"issuer": named + "/right" if path.startswith("/right") else named}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield address
    server.close()


async def test_an_issuer_that_calls_itself_something_else_is_bad(issuer: str) -> None:
    assert bad(await issuer_findings(settings(oidc_issuer=issuer + "/right"))) == set()
    assert bad(await issuer_findings(settings(oidc_issuer=issuer + "/wrong"))) == {"issuer"}
    assert bad(await issuer_findings(settings(oidc_issuer="http://127.0.0.1:1"))) == {"issuer"}


def _doctor(file: Path, environment: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    done = CliRunner().invoke(app, ["doctor", "--json", "--file", str(file)], env=dict(environment))
    found: dict[str, Any] = json.loads(done.output)
    return done.exit_code, found


@pytest.mark.parametrize("said", ["<!doctype html><p>Willkommen</p>", '{"status": "ok"}', "up 1\n", "load NaN\n"])
async def test_whatever_else_answers_is_not_taken_for_the_service(said: str) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n" + said.encode())
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        (found,) = await proxy_findings(f"http://127.0.0.1:{port}")

    assert (found.state, found.said) == (State.UNKNOWN, "dort antwortet etwas anderes")


def test_the_command_ends_with_1_when_anything_is_bad_and_0_when_nothing_is(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    write_secrets(file)
    code, good = _doctor(file, {})
    file.chmod(0o644)
    worse, report = _doctor(file, {})

    assert (code, good["good"]) == (0, True)
    assert (worse, report["good"]) == (1, False)
    assert {each["check"] for each in report["findings"]["secrets"] if each["state"] == "bad"} == {"file"}
    assert {each["state"] for each in good["findings"]["campaign"]} == {"unknown"}


def test_the_command_finds_weak_secrets_and_a_default_user_that_is_on(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    write_secrets(file)
    file.write_text(file.read_text().replace("NETWORK_SECRET=", "NETWORK_SECRET=x\n# "))
    users = tmp_path / "redis" / "users.acl"
    users.write_text(users.read_text().replace("user default reset off", "user default on nopass ~* +@all"))

    code, report = _doctor(file, {})

    assert code == 1
    assert {each["check"] for each in report["findings"]["secrets"] if each["state"] == "bad"} == {
        "secrets",
        "redis-users",
    }


def test_settings_that_are_missing_are_named_and_not_shown(tmp_path: Path) -> None:
    environment = {"PLACEMENT_DATABASE_URL": "sqlite:///x.db", "PLACEMENT_LOG_LEVEL": "geheim"}

    code, report = _doctor(tmp_path / ".env", environment)

    (found,) = report["findings"]["placement"]
    assert code == 1
    assert "PLACEMENT_SECRET" in found["said"]
    assert "geheim" not in json.dumps(report)
