"""Hands the messages of an outbox to Celery."""

from collections.abc import Sequence

from tests.benchmarks.workers import Commands, Places, obey
from tests.benchmarks.workers.celery_app import apply
from tests.benchmarks.workers.source import Source
from tests.benchmarks.workers.stores import open_store


async def source(at: Places) -> Commands:
    async def send(bodies: Sequence[bytes]) -> None:
        for body in bodies:
            apply.delay(body.decode())

    return Source(await open_store(at.source), send).commands()


if __name__ == "__main__":
    obey(source)
