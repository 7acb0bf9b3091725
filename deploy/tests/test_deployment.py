"""`.env`, `.env.example` and docker-compose.yml say the same."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from regio.cli import app
from regio.deployment import SET_BY_COMPOSE, OldTokens, Ports, Secrets, write_secrets
from regio.redis_users import LIMITS
from regio_chassis.settings import ServiceSettings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
TLS: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "compose.tls.yml").read_text())["services"]
SERVICES = ["campaign", "network", "placement"]


def test_init_writes_every_secret_for_the_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / ".env"

    write_secrets(file)

    lines = dict(line.split("=") for line in file.read_text().splitlines())
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(lines) == [name.upper() for name in Secrets.model_fields]
    assert len(set(lines.values())) == len(lines)
    assert all(re.fullmatch("[0-9a-f]{48}", value) for value in lines.values())


def test_init_never_overwrites(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("OWN=1\n")

    result = CliRunner().invoke(app, ["init", "--file", str(file)])

    assert result.exit_code == 1
    assert file.read_text() == "OWN=1\n"


def test_init_does_not_print_what_it_wrote(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["init", "--file", str(tmp_path / ".env"), "--json"])

    assert result.exit_code == 0
    assert not re.search("[0-9a-f]{48}", result.output)


def test_the_committed_example_is_the_one_the_settings_give() -> None:
    current = CliRunner().invoke(app, ["env-example"])

    assert (ROOT / ".env.example").read_text() == current.output, "run `make env`"


def test_compose_asks_for_every_secret_and_has_a_default_for_none() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+):\?run regio init\}", (ROOT / "docker-compose.yml").read_text()))

    assert asked == {name.upper() for name in Secrets.model_fields}


def test_compose_publishes_the_ports_of_the_example_on_loopback_only() -> None:
    ports = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}

    assert ports == {
        name: [f"127.0.0.1:${{{name.upper()}_PORT:-{Ports.model_fields[f'{name}_port'].default}}}:8000"]
        for name in SERVICES
    }


@pytest.mark.parametrize("name", SERVICES)
def test_compose_hands_a_service_every_setting_it_has(name: str) -> None:
    handed = set(COMPOSE["services"][name]["environment"])

    assert handed == {f"{name}_{field}".upper() for field in ServiceSettings.model_fields}
    assert ServiceSettings.model_fields.keys() >= SET_BY_COMPOSE


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_knows_no_password_of_another(name: str) -> None:
    known = yaml.safe_dump([COMPOSE["services"][each] for each in (name, f"{name}-migrate")])

    others = [other.upper() for other in SERVICES if other != name]
    own = {f"{name.upper()}_{each}" for each in ("DATABASE_PASSWORD", "REDIS_PASSWORD", "SECRET")}
    shown = {f"{name.upper()}_TOKEN_FOR_{other}" for other in others}
    taken = {f"{old}{other}_TOKEN_FOR_{name.upper()}" for other in others for old in ("", "OLD_")}
    assert set(re.findall(r"\$\{([A-Z_]+)(?=:)", known)) - {f"{name.upper()}_PORT"} == own | shown | taken


@pytest.mark.parametrize("name", SERVICES)
def test_compose_gives_each_way_between_two_services_the_same_token_at_both_ends(name: str) -> None:
    def given(service: str, setting: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(COMPOSE["services"][service]["environment"][f"{service.upper()}_{setting}"])
        return found

    shown = given(name, "FEED_TOKENS")

    assert shown.keys() == given(name, "FEEDS").keys() == set(SERVICES) - {name}
    for other, token in shown.items():
        way = f"{name.upper()}_TOKEN_FOR_{other.upper()}"
        assert token == f"${{{way}:?run regio init}}"
        assert given(other, "CALLERS")[name] == [token, f"${{OLD_{way}:-}}"]
    assert {f"old_{name}_token_for_{other}" for other in shown} <= OldTokens.model_fields.keys()


def test_redis_with_tls_is_the_same_redis() -> None:
    plain = COMPOSE["services"]["redis"]["command"]
    assert TLS["redis"]["command"].startswith(plain + " --port 0 --tls-port 6379 ")


@pytest.mark.parametrize("name", SERVICES)
def test_with_tls_a_service_and_its_migration_believe_our_authority_alone(name: str) -> None:
    url = COMPOSE["services"][name]["environment"][f"{name.upper()}_REDIS_URL"]

    for container in (TLS[name], TLS[f"{name}-migrate"]):
        assert container["environment"] == {
            f"{name.upper()}_REDIS_URL": url.replace("redis://", "rediss://") + "?ssl_ca_certs=/etc/regio/ca.crt",
            "PGSSLMODE": "verify-full",
            "PGSSLROOTCERT": "/etc/regio/ca.crt",
        }
        assert container["volumes"] == ["./tls/ca.crt:/etc/regio/ca.crt:ro"]


def test_with_tls_postgresql_lets_nobody_in_over_the_net_in_plain_text() -> None:
    rules = (ROOT / "deploy" / "postgres" / "pg_hba.conf").read_text()

    assert {line.split()[0] for line in rules.splitlines() if line and line[0] != "#"} == {"local", "hostssl"}
    assert "-c hba_file=/etc/regio/pg_hba.conf" in TLS["postgres"]["command"]
    assert "./deploy/postgres/pg_hba.conf:/etc/regio/pg_hba.conf:ro" in TLS["postgres"]["volumes"]


def test_compose_gives_redis_the_users_and_the_limits_that_were_tested() -> None:
    command = COMPOSE["services"]["redis"]["command"]

    assert "--aclfile /etc/regio/users.acl" in command
    assert "./redis:/etc/regio:ro" in COMPOSE["services"]["redis"]["volumes"]
    assert all(f"--{name} {value}" in command for name, value in LIMITS.items())


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_every_container_is_hardened_and_bounded(name: str) -> None:
    service = COMPOSE["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"].endswith("m")
    assert service["logging"]["options"]["max-size"]
    assert "cap_add" not in service
    assert "privileged" not in service
