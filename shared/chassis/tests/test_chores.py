"""What a service does by itself: again and again, whatever went wrong before, and not after it stopped."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from regio_chassis.chores import Chore, Chores
from regio_chassis.database import Database, Tx

pytestmark = pytest.mark.anyio
AT = datetime(2026, 3, 2, tzinfo=UTC)


async def test_a_chore_that_fails_is_done_again_and_its_message_is_not_logged(
    empty_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[datetime] = []
    thrice = asyncio.Event()

    async def work(_: Tx, at: datetime) -> None:
        done.append(at)
        if len(done) == 3:
            thrice.set()
        raise LookupError("Mia Muster")

    chores = Chores(empty_database, [Chore("work", work, timedelta(milliseconds=1))])
    with caplog.at_level(logging.WARNING):
        chores.start()
        await asyncio.wait_for(thrice.wait(), 10)
        alive = chores.alive
        await chores.stop()

    assert alive
    assert not chores.alive
    assert "LookupError" in caplog.text
    assert "Muster" not in caplog.text


async def test_all_chores_are_done_at_once_at_a_given_time(empty_database: Database) -> None:
    done: list[tuple[str, datetime]] = []

    def chore(name: str) -> Chore:
        async def work(tx: Tx, at: datetime) -> None:
            assert tx.at == at
            done.append((name, at))

        return Chore(name, work, timedelta(hours=1))

    await Chores(empty_database, [chore("one"), chore("two")]).once(AT)

    assert done == [("one", AT), ("two", AT)]
