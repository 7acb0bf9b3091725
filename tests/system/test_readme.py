"""What the README says a person can do is done here, against a real demo."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import pytest
from typer.testing import CliRunner

import regio.cli
from regio.programmes import SERVICES
from regio_chassis.cli import command_line
from regio_chassis.testing.servers import free_port

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
BIN = Path(sys.executable).parent
SHELL, PYTHON = (
    re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL) for language in ("sh", "python")
)


@dataclass
class Demo:
    """Where the demo of this test answers, instead of where the README says."""

    port: int
    redis_port: int

    def here(self, text: str) -> str:
        moved = text.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}").replace(":6399", f":{self.redis_port}")
        return re.sub(r"\.venv/bin/regio token (\w+)", rf".venv/bin/regio token \1 --port {self.port}", moved).replace(
            ".venv/bin/", f"{BIN}/"
        )

    def run(self, *command: str) -> str:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    found = Demo(free_port(), free_port())
    command = [str(BIN / "regio"), "demo", "--port", str(found.port), "--redis-port", str(found.redis_port), "--json"]
    environment = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline(), "the demo did not start"
        yield found
        process.terminate()


def shell_block(word: str) -> str:
    (found,) = [block for block in SHELL if word in block]
    return found


def test_following_one_event_ends_with_the_town_in_the_campaign(demo: Demo) -> None:
    block = demo.here(shell_block("join_campaign"))

    printed = demo.run("bash", "-eu", "-c", block)

    decision, participations = _documents(printed)
    assert decision["result"] == "adopted"
    (item,) = [item for item in participations["items"] if item["decision_id"] == decision["id"]]
    assert (item["town_key"], item["status"]) == ("apolda", "declared")


def test_the_subscriber_prints_what_the_network_has_stated(demo: Demo) -> None:
    printed = demo.run(sys.executable, "-c", demo.here(PYTHON[0]))

    lines = printed.splitlines()
    assert [int(line.split()[0]) for line in lines] == list(range(1, len(lines) + 1))
    assert any("regio.network.meeting.held.v1" in line for line in lines)


def test_the_feed_gives_a_batch_and_a_stream(demo: Demo) -> None:
    printed = demo.run("bash", "-eu", "-c", demo.here(shell_block("Last-Event-ID")))

    batch, _, stream = printed.partition("]")
    assert len(json.loads(batch + "]")) == 2
    assert re.search(r"^id: 4$", stream, re.MULTILINE)


def test_lists_answer_and_a_wrong_address_is_explained(demo: Demo) -> None:
    offers, places, problem = _documents(demo.run("bash", "-eu", "-c", demo.here(shell_block("nothing"))))

    assert len(offers["items"]) == len(places["items"]) == 2
    assert problem["status"] == 404


def test_every_shell_and_python_block_is_run_here() -> None:
    assert (len(SHELL), len(PYTHON)) == (3, 1)


def _said_in_passing() -> list[str]:
    """The commands between backticks in running text; ``…`` stands for the command of a service."""
    flowing = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
    spans = (" ".join(span.split()) for span in re.findall(r"`([^`]+)`", flowing))
    return [span for span in spans if re.match(r"(regio|…|make|docker compose exec (\w+) \2) [a-z]", span)]


def test_every_command_that_is_named_in_passing_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    commands = {"regio": regio.cli.app} | {service.name: command_line(service) for service in SERVICES}
    spans = _said_in_passing()
    for span in spans:
        name, *words = span.removeprefix("docker compose exec ").split()
        # `compose exec` names the container first; values are written in capitals or behind options.
        words = list(takewhile(re.compile("[a-z-]+").fullmatch, words[1:] if span.startswith("docker") else words))
        words = list(takewhile(lambda word: not word.startswith("-"), words))
        if name == "make":
            assert f"\n{words[0]}:" in makefile, span
        else:
            result = CliRunner().invoke(commands.get(name, commands["campaign"]), [*words, "--help"])
            assert result.exit_code == 0, span
            assert f"Usage: root {' '.join(words)} " in result.output, span
    assert len(spans) > 20


def test_the_readme_stays_within_200_lines_and_shows_pictures_that_exist() -> None:
    assert len(README.splitlines()) <= 200
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)
    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)


def _documents(text: str) -> list[dict[str, object]]:
    decoder, found, at = json.JSONDecoder(), [], 0
    while (at := text.find("{", at)) >= 0:
        document, at = decoder.raw_decode(text, at)
        found.append(document)
    return found
