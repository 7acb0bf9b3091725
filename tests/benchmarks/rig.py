"""Processes that obey, databases to run them on, and rounds that alternate."""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import psutil
from sqlalchemy import text
from tests.benchmarks.workers.stores import connect

from regio_chassis.database import Database
from regio_chassis.migrations import migrate
from regio_chassis.testing.servers import PostgresServer, RedisServer, die_with_parent, free_port

ROOT = Path(__file__).parents[2]
NODE = Path(__file__).parent / "node"
LINE_BYTES = 1 << 26
START_SECONDS = 30.0
WAIT_SECONDS = 120.0


class Worker:
    """A process that answers one JSON line with another."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def ask(self, do: str, **arguments: object) -> dict[str, Any]:
        """Let it do something; returns its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **arguments}).encode() + b"\n")
        await self.process.stdin.drain()
        return await self.answer()

    async def answer(self) -> dict[str, Any]:
        """
        The next line.

        Raises:
            RuntimeError: it died instead.
        """
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), WAIT_SECONDS)
        if not line:
            raise RuntimeError(f"a worker ended with {await self.process.wait()}")
        found: dict[str, Any] = json.loads(line)
        return found


@dataclass
class Rig:
    """Servers, processes and databases of one run on one engine; all of it ends with the run."""

    engine: str
    directory: Path
    redis: RedisServer
    postgres: PostgresServer | None
    processes: list[asyncio.subprocess.Process] = field(default_factory=list)
    made: int = 0

    async def database(self, migrations: str | None = None) -> str:
        """The URL of a new database, with the tables of a service."""
        self.made += 1
        file = f"sqlite:///{self.directory}/{self.made}.db"
        url = await self.postgres.database() if self.postgres else file
        if migrations:
            database = Database(url)
            await migrate(database, migrations)
            await database.close()
        return url

    async def filled(self, database: Database) -> None:
        """
        Close a database that was just filled; PostgreSQL counts its rows first, as it does by itself within a minute.

        Until then it plans as for a few hundred rows: a thread among 100,000 events took 60 ms longer.
        """
        if self.postgres:
            async with database.begin() as tx:
                await tx.execute(text("ANALYZE"))
        await database.close()

    async def start(self, *command: str, **environment: str) -> asyncio.subprocess.Process:
        """Start a process that dies with us; what it prints on stderr goes to ours only when REGIO_BENCH_LOG is set."""
        quiet = None if os.environ.get("REGIO_BENCH_LOG") else asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=quiet,
            limit=LINE_BYTES,
            cwd=ROOT,
            env={**os.environ, **environment},
            preexec_fn=die_with_parent,
        )
        self.processes.append(process)
        return process

    async def worker(self, *command: str, **places: str) -> Worker:
        """Start one of ours in ``workers`` (or, for node, in ``node``), and wait until it is ready."""
        run = (sys.executable, "-m", f"tests.benchmarks.workers.{command[0]}", *command[1:])
        if command[0] == "node":
            run = ("node", str(NODE / command[1]), *command[2:])
        worker = Worker(await self.start(*run, REGIO_BENCH=json.dumps({"redis": self.redis.url, **places})))
        await worker.answer()
        return worker

    async def serve(self, service: str, database: str, **more: str) -> tuple[asyncio.subprocess.Process, int]:
        """``<service> serve`` as in production; returns the process and its port."""
        port = free_port()
        prefix = service.upper() + "_"
        settings = {"database_url": database, "redis_url": self.redis.url, "secret": "benchmarks", **more}
        process = await self.start(
            str(Path(sys.executable).parent / service),
            *("serve", "--port", str(port)),
            **{prefix + name.upper(): value for name, value in settings.items()},
        )
        await listening(port)
        return process, port

    async def stop(self) -> None:
        """End every process that was started."""
        for process in self.processes:
            if process.returncode is None:
                process.kill()
            await process.wait()


@asynccontextmanager
async def rig(engine: str) -> AsyncIterator[Rig]:
    """
    A rig whose databases are all equally durable: SQLite with WAL and synchronous=FULL, PostgreSQL with fsync. Redis
    keeps nothing on disk.
    """
    with tempfile.TemporaryDirectory(prefix="regio-bench-") as directory:
        redis = RedisServer().start()
        postgres = PostgresServer(durable=True).start() if engine == "postgresql" else None
        made = Rig(engine, Path(directory), redis, postgres)
        try:
            yield made
        finally:
            await made.stop()
            redis.stop()
            if postgres:
                postgres.stop()


class Observer:
    """Looks into a projection from outside, the same way for everybody: about a thousand times a second."""

    def __init__(self, url: str, table: str, key: str) -> None:
        self._url = url
        self._found = f"SELECT 1 FROM {table} WHERE {key} = "
        self._count = f"SELECT count(*) FROM {table}"
        self._sqlite = connect(url) if url.startswith("sqlite") else None
        self._postgres: asyncpg.Connection[Any] | None = None

    async def one(self, statement: str, *values: UUID) -> Any:
        """The first column of the first row, or None."""
        if self._sqlite is not None:
            row = self._sqlite.execute(statement, tuple(value.hex for value in values)).fetchone()
            return None if row is None else row[0]
        if self._postgres is None:
            self._postgres = await asyncpg.connect(self._url)
        return await self._postgres.fetchval(statement, *values)

    async def seen(self, id: UUID, pause: float = 0.005) -> float:
        """
        Wait for a row; returns when it was seen.

        Raises:
            TimeoutError: it did not come.
        """
        deadline = time.monotonic() + WAIT_SECONDS
        statement = self._found + ("?" if self._sqlite is not None else "$1")
        while await self.one(statement, id) is None:
            if time.monotonic() > deadline:
                raise TimeoutError(f"no row {id}")
            await asyncio.sleep(pause)
        return time.monotonic()

    async def counted(self, count: int) -> float:
        """Wait until there are so many rows; returns when it was seen."""
        deadline = time.monotonic() + WAIT_SECONDS
        while await self.one(self._count) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"fewer than {count} rows")
            await asyncio.sleep(0.02)
        return time.monotonic()

    async def close(self) -> None:
        """Give the connection back."""
        if self._sqlite is not None:
            self._sqlite.close()
        if self._postgres is not None:
            await self._postgres.close()


async def listening(port: int) -> None:
    """Wait until somebody answers on a port."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


def resident_megabytes(process: asyncio.subprocess.Process) -> float:
    """Resident memory of a running process."""
    return float(psutil.Process(process.pid).memory_info().rss) / 1e6


def processor_seconds(process: asyncio.subprocess.Process) -> float:
    """What a process has used of the processors since it started."""
    times = psutil.Process(process.pid).cpu_times()
    return float(times.user + times.system)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def installed(names: Mapping[str, str]) -> dict[str, str]:
    """
    Of Python modules, node packages, npm projects of their own and programs beside our Python, those that are missing,
    with what needs them.
    """
    from importlib.util import find_spec

    def found(name: str) -> object:
        if name.startswith("node:"):
            return (NODE / "node_modules" / name[5:]).exists()
        if name.startswith("npm:"):
            return (NODE / name[4:] / "node_modules/.stamp").exists()
        if name.startswith("bin:"):
            return (Path(sys.executable).parent / name[4:]).exists()
        return find_spec(name)

    return {name: why for name, why in names.items() if not found(name)}
