"""One flush to disk for many transactions: nobody returns before it, and nobody pays for another's failure."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from uuid import UUID

import pytest
from pydantic_core import from_json
from sqlalchemy import Column, Connection, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from regio_chassis.bus.log import EventLog
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database
from regio_chassis.postgresql import Remote, connections
from regio_chassis.testing.servers import PostgresServer
from regio_events.campaign import OfferPublished
from regio_events.network import IdeaSubmitted

pytestmark = pytest.mark.anyio

METADATA = MetaData()
NUMBERS = Table("number", METADATA, Column("number", Integer, primary_key=True))
BUS = bus_tables(METADATA)
OFFER = {
    "offer_id": str(UUID(int=1)),
    "edition_id": str(UUID(int=2)),
    "town_key": "worbis",
    "kind": "show",
    "dates": [{"day": "2026-09-11", "starts": "15:00", "ends": "17:00"}],
    "sequence": 0,
}


class Refused(Exception):
    """A rule was not met."""


class SlowDisk:
    """The commits of SQLite: how many there were, and whether the disk has finished with the one under way."""

    def __init__(self) -> None:
        self.commits = 0
        self.broken = False
        self._ready = threading.Event()
        self._ready.set()
        self._commit = Connection.commit

    def wait(self) -> None:
        self._ready.clear()

    def finish(self) -> None:
        self._ready.set()

    def commit(self, connection: Connection) -> None:
        self.commits += 1
        assert self._ready.wait(10)
        if self.broken:
            raise OperationalError("COMMIT", None, Exception("disk I/O error"))
        self._commit(connection)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    """A disk that one can make slow, and break."""
    slow = SlowDisk()
    monkeypatch.setattr(Connection, "commit", lambda connection: slow.commit(connection))
    yield slow
    slow.finish()


@pytest.fixture
async def file(tmp_path_factory: pytest.TempPathFactory) -> Database:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('db')}/one.db")
    await database.define(METADATA.create_all)
    return database


async def write(database: Database, number: int, *, refuse: bool = False) -> None:
    async with database.begin() as tx:
        await tx.execute(insert(NUMBERS).values(number=number))
        if refuse:
            raise Refused


async def numbers(database: Database) -> list[int]:
    async with database.reading() as reading:
        return [row.number for row in await reading.execute(select(NUMBERS).order_by(NUMBERS.c.number))]


def idea(number: int) -> IdeaSubmitted:
    return IdeaSubmitted(idea_id=UUID(int=number), field="trade")


async def begun_log(database: Database) -> EventLog:
    async with database.begin() as tx:
        await tx.execute(insert(BUS.head).values(id=1, epoch=1, position=0, public_position=0))
    return EventLog(database, BUS)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - a thread of its own changes it
            await asyncio.sleep(0.001)


async def flushing(disk: SlowDisk) -> None:
    """The first is being flushed, and the others had time to come as far as they get."""
    await until(lambda: disk.commits > 0)
    for _ in range(20):
        await asyncio.sleep(0)


async def test_those_who_come_while_the_disk_works_share_the_next_commit(file: Database, disk: SlowDisk) -> None:
    disk.wait()
    first = asyncio.create_task(write(file, 0))
    await flushing(disk)
    others = [asyncio.create_task(write(file, number)) for number in range(1, 9)]
    await flushing(disk)

    disk.finish()
    await asyncio.gather(first, *others)

    assert disk.commits == 2
    assert await numbers(file) == list(range(9))


async def test_nobody_returns_and_nothing_is_seen_before_it_is_durable(file: Database, disk: SlowDisk) -> None:
    disk.wait()
    writes = [asyncio.create_task(write(file, number)) for number in range(3)]
    await flushing(disk)

    assert not any(task.done() for task in writes)
    assert await numbers(file) == []

    disk.finish()
    await asyncio.gather(*writes)
    assert await numbers(file) == [0, 1, 2]


async def test_what_would_be_done_again_does_not_wait_for_the_disk(file: Database, disk: SlowDisk) -> None:
    disk.wait()
    async with asyncio.timeout(10), file.begin(again=True) as tx:
        await tx.execute(insert(NUMBERS).values(number=1))
    await flushing(disk)

    assert await numbers(file) == []

    disk.finish()
    await write(file, 2)
    assert await numbers(file) == [1, 2]


async def test_what_would_be_done_again_waits_when_it_states_an_event(file: Database, disk: SlowDisk) -> None:
    file.log = events = await begun_log(file)
    disk.commits = 0

    async def state() -> None:
        async with file.begin(again=True) as tx:
            tx.record(idea(1))

    disk.wait()
    stating = asyncio.create_task(state())
    await flushing(disk)

    assert not stating.done()

    disk.finish()
    await stating
    assert len((await events.after("events", 0, limit=10))[1]) == 1


async def test_what_would_be_done_again_and_fails_at_the_commit_is_not_there(file: Database, disk: SlowDisk) -> None:
    disk.broken = True
    async with file.begin(again=True) as tx:
        await tx.execute(insert(NUMBERS).values(number=1))
    await flushing(disk)
    disk.broken = False

    await write(file, 2)

    assert await numbers(file) == [2]


async def test_who_is_refused_takes_nobody_along_and_waits_for_what_it_may_have_seen(
    file: Database, disk: SlowDisk
) -> None:
    disk.wait()
    first = asyncio.create_task(write(file, 0))
    await flushing(disk)
    others = [asyncio.create_task(write(file, number, refuse=number == 2)) for number in (1, 2, 3)]
    await flushing(disk)
    disk.finish()
    await first
    disk.wait()
    await until(lambda: disk.commits == 2)

    assert not others[1].done()

    disk.finish()
    results = await asyncio.gather(*others, return_exceptions=True)
    assert [type(result) for result in results] == [type(None), Refused, type(None)]
    assert await numbers(file) == [0, 1, 3]


async def test_a_commit_that_fails_fails_everybody_and_the_next_one_works(file: Database, disk: SlowDisk) -> None:
    disk.broken = True

    results = await asyncio.gather(*(write(file, number) for number in range(3)), return_exceptions=True)

    assert [type(result) for result in results] == [OperationalError] * 3
    disk.broken = False
    await write(file, 3)
    assert await numbers(file) == [3]


async def test_what_sqlite_rolls_back_as_a_whole_is_acknowledged_to_nobody(file: Database, disk: SlowDisk) -> None:
    async def undo() -> None:
        async with file.begin() as tx:
            # As SQLite does by itself when the disk is full.
            await tx.execute(text("ROLLBACK"))

    disk.wait()
    first = asyncio.create_task(write(file, 0))
    await flushing(disk)
    lost = [asyncio.create_task(write(file, 1)), asyncio.create_task(undo()), asyncio.create_task(write(file, 2))]
    await flushing(disk)
    disk.finish()

    results = await asyncio.gather(first, *lost, return_exceptions=True)

    assert [isinstance(result, DBAPIError) for result in results] == [False, True, True, False]
    assert await numbers(file) == [0, 2]


async def test_who_is_cancelled_while_waiting_for_its_turn_leaves_nobody_waiting_for_it(
    file: Database, disk: SlowDisk
) -> None:
    held = asyncio.Event()

    async def long() -> None:
        async with file.begin() as tx:
            await tx.execute(insert(NUMBERS).values(number=1))
            await held.wait()

    first = asyncio.create_task(long())
    await asyncio.sleep(0)
    waiting = asyncio.create_task(write(file, 2))
    await asyncio.sleep(0)
    held.set()
    # The first one passes its turn on, and the other one is gone before it takes it.
    await asyncio.sleep(0)
    waiting.cancel()

    async with asyncio.timeout(10):
        await first
    assert await numbers(file) == [1]


async def test_a_cancelled_caller_does_not_stop_the_commit_of_the_others(file: Database, disk: SlowDisk) -> None:
    disk.wait()
    first, second = asyncio.create_task(write(file, 1)), asyncio.create_task(write(file, 2))
    await flushing(disk)

    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    disk.finish()
    await second

    assert 2 in await numbers(file)
    await write(file, 3)


@pytest.fixture
async def server(postgres: PostgresServer) -> AsyncIterator[Database]:
    url = await postgres.database()
    database = Database(url)
    await database.define(METADATA.create_all)
    yield database
    await database.close()
    await postgres.drop(url)


async def test_on_postgresql_one_flush_serves_all_who_committed_before_it(
    server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushes, may = 0, asyncio.Event()
    fetch = Remote.fetch

    async def counted(remote: Remote, sql: str, values: list[object]) -> list[object]:
        nonlocal flushes
        if sql == connections._FLUSH:
            flushes += 1
            await may.wait()
        return await fetch(remote, sql, values)

    monkeypatch.setattr(Remote, "fetch", counted)
    writes = [asyncio.create_task(write(server, number)) for number in range(12)]
    async with asyncio.timeout(10):
        while len(await numbers(server)) < 12:  # noqa: ASYNC110 - the server's state
            await asyncio.sleep(0.01)

    assert flushes == 1
    # At most the last one was alone and flushed for itself.
    assert sum(task.done() for task in writes) <= 1

    may.set()
    await asyncio.gather(*writes)
    assert flushes == 2


@pytest.fixture
async def events(server: Database) -> EventLog:
    """The log of the service on PostgreSQL, still empty."""
    server.log = log = await begun_log(server)
    return log


async def test_on_postgresql_only_what_would_be_done_again_commits_without_a_flush(
    server: Database, events: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[bool] = []
    commit = Remote.commit

    async def noted(remote: Remote, *, flush: bool) -> None:
        flushed.append(flush)
        await commit(remote, flush=flush)

    monkeypatch.setattr(Remote, "commit", noted)
    for number, again, states in ((1, True, False), (2, False, False), (3, True, True)):
        async with server.begin(again=again) as tx:
            await tx.execute(insert(NUMBERS).values(number=number))
            if states:
                tx.record(idea(number))

    assert flushed == [False, True, True]
    assert await numbers(server) == [1, 2, 3]


async def test_who_has_stated_an_event_locks_the_head_only_while_it_commits(server: Database, events: EventLog) -> None:
    async with asyncio.timeout(10), server.begin() as late:
        late.record(idea(1))
        await events.append(late, late.recorded)
        late.recorded.clear()
        async with server.begin() as early:
            early.record(idea(2))

    _, entries = await events.after("events", 0, limit=10)
    assert [from_json(entry.body)["subject"] for entry in entries] == [str(UUID(int=number)) for number in (2, 1)]


async def test_what_fails_at_the_commit_leaves_nothing_and_the_connection_serves_the_next(
    server: Database, events: EventLog
) -> None:
    async def twice() -> None:
        async with server.begin() as tx:
            await tx.execute(insert(NUMBERS).values(number=1))
            tx.record(idea(1))
            tx.recorded *= 2  # one id twice

    with pytest.raises(IntegrityError):
        await twice()

    assert await numbers(server) == []
    async with server.begin() as tx:
        await tx.execute(insert(NUMBERS).values(number=2))
    head, entries = await events.after("events", 0, limit=10)
    assert (head.positions["events"], entries, await numbers(server)) == (0, [], [2])


async def test_what_a_refused_transaction_left_for_its_end_goes_with_it(server: Database, events: EventLog) -> None:
    async def refused() -> None:
        async with server.begin() as tx:
            tx.record(idea(1))
            await events.append(tx, tx.recorded)
            raise Refused

    with pytest.raises(Refused):
        await refused()
    # On the same connection: the one used last is taken first.
    await write(server, 1)

    assert (await events.after("events", 0, limit=10))[1] == []


@pytest.mark.parametrize("said", ["'); COMMIT; --", r"\x00 \u0000 E'\\'", "Grüße 🛍 $1 %s {0}"])
async def test_what_people_write_is_text_to_the_statement_at_the_end(
    server: Database, events: EventLog, said: str
) -> None:
    async with server.begin() as tx:
        tx.record(OfferPublished.model_validate({**OFFER, "title": said}))

    _, (entry,) = await events.after("events", 0, limit=10)
    assert from_json(entry.body)["data"]["title"] == said


async def test_what_is_handed_on_waits_for_the_flush(
    server: Database, events: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with server.begin() as tx:
        tx.record(idea(1))
    asked, may = asyncio.Event(), asyncio.Event()

    async def done(_: object) -> None:
        asked.set()
        await may.wait()

    monkeypatch.setattr(connections, "_SETTLED", "SELECT false")
    monkeypatch.setattr(connections._Flushes, "done", done)
    reading = asyncio.create_task(events.after("events", 0, limit=10))
    async with asyncio.timeout(10):
        await asked.wait()

    assert not reading.done()

    may.set()
    _, entries = await reading
    assert [entry.position for entry in entries] == [1]


@pytest.mark.torture
async def test_what_postgresql_has_acknowledged_survives_its_end() -> None:
    server = PostgresServer(durable=True).start()
    database = Database(await server.database())
    try:
        await database.define(METADATA.create_all)
        acknowledged: list[int] = []
        enough = asyncio.Event()

        async def writer(first: int) -> None:
            for number in range(first, 1_000_000, 16):
                await write(database, number)
                acknowledged.append(number)
                if len(acknowledged) > 400:
                    enough.set()

        writers = [asyncio.create_task(writer(first)) for first in range(16)]
        async with asyncio.timeout(60):
            await enough.wait()
        # Not awaited: what is said to be done until the very end counts.
        await asyncio.to_thread(server.kill)
        await asyncio.wait(writers)
        assert all(isinstance(task.exception(), Exception) for task in writers)
        server.again()
        # It answers when it has recovered.
        await server.database()
        assert set(acknowledged) <= set(await numbers(database))
    finally:
        await database.close()
        server.stop()
