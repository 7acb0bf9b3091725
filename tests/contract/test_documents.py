"""The documents of each service are valid by the judgement of others, and name every event and route."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_spec_validator import validate
from programmes import SERVICES, Programmes

from regio_chassis.bus.asyncapi import asyncapi_document
from regio_events import EVENT_TYPES

MODULES = Path(__file__).parents[1] / "node" / "node_modules"
pytestmark = pytest.mark.parametrize("service", sorted(SERVICES))


def document(told: Programmes, service: str, name: str) -> dict[str, Any]:
    answer = httpx.get(f"{told.replicas[service][0].url}/{name}", trust_env=False, timeout=20)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def needs_node() -> None:
    if shutil.which("node") is None or not MODULES.is_dir():
        pytest.skip("needs node and the packages of tests/node (make test installs them where npm is)")


def test_the_openapi_document_is_valid(told: Programmes, service: str) -> None:
    validate(document(told, service, "openapi.json"))


@pytest.mark.node
def test_redocly_has_nothing_against_the_openapi_document(told: Programmes, service: str, tmp_path: Path) -> None:
    needs_node()
    (tmp_path / "openapi.json").write_text(json.dumps(document(told, service, "openapi.json")))

    # Offline and silent: it would ask for its newest version and count who uses it.
    quiet = {"REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "REDOCLY_TELEMETRY": "off"}
    done = subprocess.run(
        ["node", str(MODULES / "@redocly" / "cli" / "bin" / "cli.js"), "lint", "openapi.json", "--format=json"],
        check=False, capture_output=True, text=True, timeout=120, cwd=tmp_path, env=os.environ | quiet,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


@pytest.mark.node
def test_the_asyncapi_parser_has_nothing_against_the_asyncapi_document(told: Programmes, service: str) -> None:
    needs_node()

    done = subprocess.run(
        ["node", str(Path(__file__).with_name("check_asyncapi.cjs"))],
        check=True, capture_output=True, text=True, timeout=60,
        input=json.dumps(document(told, service, "asyncapi.json")), env=os.environ | {"NODE_PATH": str(MODULES)},
    )  # fmt: skip

    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["channels"] > 0


def test_the_asyncapi_document_is_the_same_each_time_and_names_every_event(told: Programmes, service: str) -> None:
    served = document(told, service, "asyncapi.json")

    definition = SERVICES[service]
    again = asyncapi_document(definition.name, definition.title, definition.summary, definition.handlers)
    assert json.dumps(served) == json.dumps(again)
    text = json.dumps(served)
    for event in EVENT_TYPES.values():
        if event.owner == service or event in definition.handlers:
            assert event.type in text
