"""
docker-compose.yml for real: up, and a decision that becomes a participation, on PostgreSQL and Redis.

Run by hand where an engine and the images are: ``pytest -m engine``. COMPOSE_FILE may add a file of one's own.
"""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from regio.certificates import write_certificates
from regio.deployment import write_secrets
from regio_chassis.testing.servers import free_port

pytestmark = [pytest.mark.engine, pytest.mark.timeout(1200)]

ROOT = Path(__file__).parents[2]
TOWN = "sondershausen"
SERVICES = ["campaign", "network", "placement"]


class Stack:
    """The services of one `docker compose up`."""

    def __init__(self, folder: Path, *, tls: bool) -> None:
        secrets = folder / ".env"
        write_secrets(secrets)
        write_certificates(folder / "tls", at=datetime.now(UTC))
        # Not the users and certificates of whoever runs the test: those this .env belongs to.
        mounts = {"redis": [f"{folder}/redis:/etc/regio:ro"]}
        self.tls = tls
        files = os.environ.get("COMPOSE_FILE", "docker-compose.yml")
        if tls:
            files += ":deploy/compose.tls.yml"
            mounts["redis"] += [f"{folder}/tls/redis:/etc/tls:ro", f"{folder}/tls/ca.crt:/etc/ca.crt:ro"]
            mounts["postgres"] = [f"{folder}/tls/postgres:/etc/tls:ro"]
            for name in SERVICES:
                for container in (name, f"{name}-migrate"):
                    mounts[container] = [f"{folder}/tls/ca.crt:/etc/regio/ca.crt:ro"]
        own = {"services": {name: {"volumes": volumes} for name, volumes in mounts.items()}}
        (folder / "own.yml").write_text(yaml.safe_dump(own))
        self.ports = {name: free_port() for name in SERVICES}
        self._environment = {
            **os.environ,
            "COMPOSE_PROJECT_NAME": "regio-test",
            "COMPOSE_ENV_FILES": str(secrets),
            "COMPOSE_FILE": f"{files}:{folder / 'own.yml'}",
            **{f"{name.upper()}_PORT": str(port) for name, port in self.ports.items()},
        }

    def compose(self, *command: str) -> str:
        done = subprocess.run(
            ["docker", "compose", *command],
            check=False,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=self._environment,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def chamber(self, service: str) -> httpx.Client:
        """A client with an API key of the chamber."""
        key = self.compose("exec", "-T", service, service, "key", "create", "--role", "chamber", "--label", "test")
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.ports[service]}/api/v1",
            headers={"Authorization": f"Bearer {key.strip()}"},
            trust_env=False,
            timeout=20,
        )


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "tls"])
def stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    made = Stack(tmp_path_factory.mktemp("compose"), tls=request.param)
    try:
        made.compose("up", "--build", "--detach", "--wait")
        yield made
    finally:
        made.compose("down", "--volumes", "--timeout", "5")


def posted(client: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.is_success, f"{path}: {answer.text}"
    found: dict[str, Any] = answer.json()
    return found


def eventually(ask: Callable[[], Any], seconds: float = 20) -> Any:
    deadline = time.monotonic() + seconds
    while not (given := ask()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return given


def announced_edition(campaign: httpx.Client, year: int) -> None:
    place = {"municipality": TOWN, "municipality_key": "16065067", "county": "Kyffhäuserkreis", "catholic": False}
    posted(campaign, "/towns", key=TOWN, name="Sondershausen", latitude=51.37, longitude=10.87, **place)
    edition = posted(campaign, "/editions", year=year, motto="Sei loyal, kauf lokal", kickoff_days=[f"{year}-09-10"])
    posted(campaign, f"/editions/{edition['id']}/announce")


def discussed_item(network: httpx.Client, now: datetime) -> str:
    """An agenda item of a meeting that was held a week ago, with final minutes."""
    starts_at = now - timedelta(days=7)
    posted(network, "/towns", key=TOWN, name="Sondershausen")
    posted(network, "/working-groups", key="netzwerk-1", name="Netzwerk 1")
    membership = posted(network, "/memberships", town_key=TOWN, group_key="netzwerk-1")
    posted(network, f"/memberships/{membership['id']}/sign", on=f"{starts_at.year - 1}-01-01")
    meeting = posted(
        network,
        "/meetings",
        kind="working_meeting",
        title="Arbeitstreffen",
        group_keys=["netzwerk-1"],
        starts_at=starts_at.isoformat(),
        ends_at=(starts_at + timedelta(hours=2)).isoformat(),
        lead_days=0,
    )
    item = posted(network, "/agenda-items", title="Teilnahme Heimat shoppen", meeting_id=meeting["id"])
    if item["status"] == "proposed":
        posted(network, f"/agenda-items/{item['id']}/accept")
    posted(network, f"/meetings/{meeting['id']}/invite")
    posted(network, f"/meetings/{meeting['id']}/hold", towns_present=[TOWN], decisions=1)
    posted(network, f"/agenda-items/{item['id']}/discuss")
    minutes = posted(network, "/minutes", meeting_id=meeting["id"], text="TOP 1: Die Stadt nimmt teil.")
    posted(network, f"/minutes/{minutes['id']}/finalise")
    return str(item["id"])


def test_a_decision_of_the_network_becomes_a_participation_in_the_campaign(stack: Stack) -> None:
    now = datetime.now(UTC)
    year = now.year + 1
    with stack.chamber("campaign") as campaign, stack.chamber("network") as network:
        announced_edition(campaign, year)
        item = discussed_item(network, now)
        decision = posted(
            network,
            "/decisions",
            item_id=item,
            title="Teilnahme",
            kind="join_campaign",
            town_keys=[TOWN],
            edition_year=year,
            effective_on=now.date().isoformat(),
            votes={"yes": [TOWN]},
        )

        joined = eventually(lambda: campaign.get("/town-participations").json()["items"])

    assert [(each["town_key"], each["status"], each["decision_id"]) for each in joined] == [
        (TOWN, "declared", decision["id"])
    ]


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_may_enter_the_database_of_another(stack: Stack, service: str) -> None:
    (other, _) = [name for name in SERVICES if name != service]
    query = (
        f"PGPASSWORD=${service.upper()}_DATABASE_PASSWORD psql -h 127.0.0.1 -U {service} -d {other} -c 'select 1' 2>&1"
    )

    said = stack.compose("exec", "-T", "postgres", "sh", "-c", f"{query} || true")

    assert "permission denied for database" in said


def test_with_tls_neither_server_answers_in_plain_text_and_without_it_both_do(stack: Stack) -> None:
    database = "PGPASSWORD=$CAMPAIGN_DATABASE_PASSWORD psql -h postgres -U campaign -d campaign -tAc 'select 1' 2>&1"
    redis = "REDISCLI_AUTH=$REDIS_PASSWORD redis-cli -h redis --user operator ping 2>&1"

    said = (
        stack.compose("exec", "-T", "postgres", "sh", "-c", f"PGSSLMODE=disable {database} || true"),
        stack.compose("exec", "-T", "redis", "sh", "-c", f"{redis} || true"),
    )

    assert ("1" in said[0].split(), "PONG" in said[1]) == (not stack.tls, not stack.tls)
    if stack.tls:
        assert "no encryption" in said[0]


@pytest.mark.parametrize("service", SERVICES)
def test_a_container_has_no_compiler_no_installer_and_no_root(stack: Stack, service: str) -> None:
    script = "id -u; command -v pip gcc cc || echo none; touch /opt/regio/x 2>/dev/null || echo read-only"

    said = stack.compose("exec", "-T", service, "sh", "-c", script)

    assert said.split() == ["10001", "none", "read-only"]
