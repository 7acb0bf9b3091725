"""The processes that the benchmarks start: ours, and what others would build. Each obeys one JSON command a line."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from regio_chassis.cli import settle

Commands = Mapping[str, Callable[..., Awaitable[object]]]


@dataclass(frozen=True)
class Places:
    """Where a worker finds its servers: SQLAlchemy URLs of the two databases, and Redis."""

    redis: str
    source: str = ""
    target: str = ""
    feed: str = ""


def places() -> Places:
    """From ``REGIO_BENCH``, which the harness sets."""
    return Places(**json.loads(os.environ["REGIO_BENCH"]))


def obey(prepare: Callable[[Places], Awaitable[Commands]]) -> None:
    """Say that we are ready, then run commands until the input ends."""

    async def run() -> None:
        commands = await prepare(places())
        settle()
        say({"ready": os.getpid()})
        while line := await asyncio.to_thread(sys.stdin.readline):
            asked = json.loads(line)
            say(await commands[asked.pop("do")](**asked))

    import uvloop

    uvloop.run(run())


def say(answer: object) -> None:
    """One line for the harness."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
