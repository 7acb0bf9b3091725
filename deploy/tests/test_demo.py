"""The real demo, started as a person starts it: a process of its own, on free ports."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from demo_process import PREFIXES, REGIO, Demo, started
from redis import Redis

from regio_chassis.testing.servers import free_port


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with started(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="module")
def http(demo: Demo) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=demo.url, timeout=10, trust_env=False) as client:
        yield client


def eventually(ask: Any, seconds: float = 10) -> Any:
    """What ``ask`` gives as soon as it gives something, or what it gave last."""
    deadline = time.monotonic() + seconds
    while not (given := ask()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return given


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_programme_is_ready(http: httpx.Client, prefix: str) -> None:
    answer = http.get(f"{prefix}/readyz")

    assert answer.status_code == 200, answer.text


def test_the_start_page_shows_the_three_programmes_with_figures(http: httpx.Client) -> None:
    page = http.get("/")

    figures = http.get("/figures.json").json()
    assert page.status_code == 200
    assert set(figures) == {"campaign", "network", "placement"}
    assert all(sum(counts.values()) > 0 for counts in figures.values()), figures
    assert all(label in page.text for counts in figures.values() for label in counts)


def test_the_start_page_loads_nothing_from_elsewhere_and_nothing_inline(http: httpx.Client) -> None:
    page = http.get("/")

    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "://" not in page.text
    assert "<style" not in page.text
    assert " on" not in [attribute[:3] for attribute in page.text.split('="')]
    assert [http.get(path).status_code for path in ("/start.css", "/start.js", "/start.svg")] == [200, 200, 200]


def test_another_name_for_our_address_is_refused(http: httpx.Client) -> None:
    answer = http.get("/figures.json", headers={"Host": "elsewhere.example"})

    assert answer.status_code == 400


def test_without_a_token_nothing_is_written(http: httpx.Client) -> None:
    answer = http.post("/innenstadt/api/v1/towns", json={"key": "bleicherode"})

    assert answer.status_code == 401


def test_the_token_of_a_role_opens_what_the_role_may_do(demo: Demo, http: httpx.Client) -> None:
    manager = {"Authorization": f"Bearer {demo.token('town-manager', '--scope', 'nordhausen')}"}
    chamber = {"Authorization": f"Bearer {demo.token('chamber')}"}
    town = {"key": "bleicherode", "name": "Bleicherode", "municipality_key": "16062002", "county": "Nordhausen"}

    refused = http.post("/innenstadt/api/v1/towns", json=town, headers=manager)
    made = http.post("/innenstadt/api/v1/towns", json=town, headers=chamber)

    assert (refused.status_code, made.status_code) == (403, 201), made.text


def test_a_role_nobody_has_gets_no_token_and_a_reason(demo: Demo) -> None:
    asked = subprocess.run(
        [REGIO, "token", "king", "--port", str(demo.port)], check=False, capture_output=True, text=True
    )

    assert asked.returncode == 1
    assert "town_manager" in asked.stderr


def test_a_port_in_use_is_said_with_the_way_out(demo: Demo) -> None:
    second = subprocess.run(
        [REGIO, "demo", "--port", str(demo.port), "--redis-port", str(free_port())],
        check=False,
        capture_output=True,
        text=True,
    )

    assert second.returncode == 1
    assert "--port" in second.stderr


def test_the_stream_holds_plain_json_under_its_position(demo: Demo) -> None:
    with Redis.from_url(demo.redis_url) as redis:
        (first,) = eventually(lambda: redis.xrange("network.events", count=1))

    position, fields = first
    assert position == b"1-0"
    assert list(fields) == [b"__data__"]
    assert json.loads(fields[b"__data__"])["specversion"] == "1.0"


@pytest.mark.torture
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything_within_five_seconds(tmp_path: Path, sent: signal.Signals) -> None:
    with started(tmp_path) as demo, httpx.Client(base_url=demo.url, timeout=30, trust_env=False) as http:
        running = demo.processes()
        with http.stream("GET", "/innenstadt/api/v1/events/stream") as open_stream:
            assert open_stream.status_code == 200

            demo.process.send_signal(sent)
            _, alive = psutil.wait_procs(running, timeout=5)

    assert len(running) == 2
    assert alive == []
    assert demo.process.returncode == 0


@pytest.mark.torture
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent ended")
def test_even_a_killed_demo_leaves_no_process(tmp_path: Path) -> None:
    with started(tmp_path) as demo:
        running = demo.processes()

        demo.process.kill()
        _, alive = psutil.wait_procs(running, timeout=5)

    assert alive == []


@pytest.mark.torture
def test_a_restart_with_the_same_folder_keeps_everything_and_doubles_nothing(tmp_path: Path) -> None:
    with started(tmp_path) as first:
        before = settled_figures(first)
        first.process.send_signal(signal.SIGINT)
        first.process.wait(5)

    with started(tmp_path) as second:
        after = settled_figures(second)

    assert after == before


def settled_figures(demo: Demo) -> dict[str, dict[str, int]]:
    """The figures once they have not changed for a second."""
    seen: dict[str, dict[str, int]] = {}
    since = time.monotonic()
    while time.monotonic() - since < 1:
        now = httpx.get(f"{demo.url}/figures.json", trust_env=False).json()
        if now != seen:
            seen, since = now, time.monotonic()
        time.sleep(0.1)
    return seen
