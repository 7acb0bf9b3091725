"""Who calls is who connects: what a request says of itself is believed from the proxies of the settings alone."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from programmes import Programmes, Templates
from pydantic import TypeAdapter, ValidationError

from regio_chassis.doctor import State
from regio_chassis.doctor.network import proxy_findings
from regio_chassis.settings import Proxies
from regio_chassis.testing.servers import RedisServer

IDEA = {"text": "Im Schatten.", "field_key": "erlebnisraum"}
CODE = "/api/v1/code-sessions"


@pytest.fixture(scope="module")
def pair(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programmes]:
    """Two replicas each of network, which knows no proxy, and placement, which has one on this machine."""
    server = RedisServer().start()
    found = Programmes(templates, None, server, tmp_path_factory.mktemp("pair"))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PLACEMENT_TRUSTED_PROXIES", '["127.0.0.0/8"]')
        found.start("network", "placement", replicas=2)
    try:
        asyncio.run(found.ready())
        yield found
    finally:
        found.stop()
        server.stop()


def post(pair: Programmes, service: str, path: str, number: int, forwarded: str) -> httpx.Response:
    """The ``number``-th request, to the replicas in turn."""
    replicas = pair.replicas[service]
    body = {"code": f"{number:04}ABCDEFGH"} if path == CODE else {**IDEA, "title": f"Bank {number}"}
    return httpx.post(
        replicas[number % len(replicas)].url + path,
        json=body,
        headers={"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https"},
        trust_env=False,
        timeout=20,
    )


def test_two_replicas_count_together_whatever_address_a_request_names(pair: Programmes) -> None:
    answers = [post(pair, "network", "/api/v1/ideas", number, f"192.0.2.{number}") for number in range(12)]

    assert [answer.status_code for answer in answers] == [201] * 10 + [429] * 2
    assert all("strict-transport-security" not in answer.headers for answer in answers)


def test_a_proxy_of_the_settings_names_who_types_a_code_and_nobody_names_another_before(pair: Programmes) -> None:
    answers = [post(pair, "placement", CODE, number, f"198.51.100.{number}, 192.0.2.1") for number in range(6)]
    other = post(pair, "placement", CODE, 7, "192.0.2.2")

    assert [answer.status_code for answer in answers] == [410] * 5 + [429]
    assert other.status_code == 410
    assert other.headers["strict-transport-security"].startswith("max-age=")


def test_the_doctor_finds_the_service_that_does_not_believe_its_proxy(pair: Programmes) -> None:
    urls = {name: pair.replicas[name][0].url for name in ("network", "placement")} | {"nobody": "http://127.0.0.1:1"}
    for name in ("network", "placement"):
        httpx.get(urls[name] + "/healthz", headers={"X-Forwarded-For": "192.0.2.1"}, trust_env=False)

    found = {name: asyncio.run(proxy_findings(url))[0] for name, url in urls.items()}

    states = {name: finding.state for name, finding in found.items()}
    assert states == {"network": State.BAD, "placement": State.GOOD, "nobody": State.UNKNOWN}
    assert "TRUSTED_PROXIES" in found["network"].mend


@pytest.mark.parametrize("everybody", ["0.0.0.0/0", "::/0", "*"])
def test_not_everybody_can_be_the_proxy(everybody: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Proxies).validate_python(everybody)
