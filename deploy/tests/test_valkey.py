"""The embedded Redis server lives exactly as long as we do."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from redis import Redis

from regio.demo.valkey import NoServer, valkey
from regio_chassis.testing.servers import free_port

HOLDER = """
import sys, time
from pathlib import Path
from regio.demo.valkey import valkey
with valkey(int(sys.argv[1]), Path(sys.argv[2])) as url:
    print(url, flush=True)
    time.sleep(60)
"""


def gone_within(process: psutil.Process, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    port = free_port()
    with valkey(port, tmp_path) as url, Redis.from_url(url) as redis:
        redis.xadd("campaign.events", {"__data__": "{}"}, id="7-0")

    with valkey(port, tmp_path) as url, Redis.from_url(url) as redis:
        entries = redis.xrange("campaign.events")

    assert entries == [(b"7-0", {b"__data__": b"{}"})]


def test_it_refuses_writes_rather_than_forgetting_old_entries(tmp_path: Path) -> None:
    with valkey(free_port(), tmp_path) as url, Redis.from_url(url) as redis:
        policy = redis.config_get("maxmemory-policy")

    assert policy == {"maxmemory-policy": "noeviction"}


def test_a_port_in_use_is_said_with_the_way_out(tmp_path: Path) -> None:
    port = free_port()
    with valkey(port, tmp_path / "one"), pytest.raises(NoServer, match="--redis-port"), valkey(port, tmp_path / "two"):
        pass


@pytest.mark.torture
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent ended")
def test_a_killed_parent_leaves_no_server(tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", HOLDER, str(free_port()), str(tmp_path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        (server,) = psutil.Process(holder.pid).children()

        os.kill(holder.pid, signal.SIGKILL)

        assert gone_within(server, 5)
