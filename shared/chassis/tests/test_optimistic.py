"""On PostgreSQL: what is read without a lock is stored if it is still so, together with what others store."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

import pytest
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Index, MetaData, Select, bindparam, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import registry
from sqlmodel import Field

from regio_chassis import rows
from regio_chassis.bus.log import EventLog
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database, Moved, Tx
from regio_chassis.fixed import Fixed, Keyed
from regio_chassis.postgresql import Remote, connections
from regio_chassis.postgresql.optimistic import Work
from regio_chassis.postgresql.together import Together
from regio_chassis.rows import enum_field, json_field, loaded, table_of, utc_field
from regio_chassis.testing.servers import PostgresServer
from regio_events.network import IdeaSubmitted

pytestmark = pytest.mark.anyio


class Row(rows.Row, registry=registry()):
    metadata: ClassVar[MetaData] = MetaData()


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Hour(BaseModel):
    model_config = ConfigDict(frozen=True)

    opens: time
    note: str | None = None


class Owner(Row, table=True):
    id: int = Field(primary_key=True)


class Shelf(Row, table=True):
    """One column of every kind."""

    id: UUID = Field(primary_key=True)
    version: int = 1
    label: str = Field(default="Bücher", max_length=40)
    note: str | None = None
    price: float | None = None
    count: int = 0
    open: bool = False
    colour: Colour = enum_field(Colour, default=Colour.RED)
    since: date | None = None
    from_: time | None = None
    seen_at: datetime | None = utc_field(nullable=True)
    other: UUID | None = None
    hours: tuple[Hour, ...] = json_field(tuple[Hour, ...], default=())
    tags: list[str] = json_field(list[str], default=[])
    number: int | None = Field(default=None, unique=True)
    owner: int | None = Field(default=None, foreign_key="owner.id")


BUS = bus_tables(Row.metadata)
TABLE = table_of(Shelf)
_ONE: Select[Any] = select(TABLE).where(TABLE.c.id == bindparam("id"))
LOCKED = Fixed(_ONE.with_for_update(of=TABLE))
PLAIN = Fixed(_ONE)
NAMES = tuple(TABLE.columns.keys())


async def read(tx: Tx, number: int, fixed: Fixed = LOCKED) -> Shelf:
    (found,) = await tx.fetch(fixed, {"id": UUID(int=number)})
    return loaded(Shelf, dict(zip(NAMES, found, strict=True)))


def idea(number: int) -> IdeaSubmitted:
    return IdeaSubmitted(idea_id=UUID(int=number), town_key="worbis", field="trade")


@pytest.fixture
async def server(postgres: PostgresServer) -> AsyncIterator[Database]:
    """Twenty shelves."""
    url = await postgres.database()
    database = Database(url)
    await database.define(Row.metadata.create_all)
    database.log = EventLog(database, BUS)
    async with database.begin() as tx:
        await tx.execute(insert(BUS.head).values(id=1, epoch=1, position=0, public_position=0))
        await tx.add(Owner(id=1), *(Shelf(id=UUID(int=number)) for number in range(1, 21)))
    yield database
    await database.close()
    await postgres.drop(url)


@pytest.fixture
def sent(server: Database, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The first word of everything that is sent by itself, and COMMIT."""
    words: list[str] = []
    fetch, change, commit = Remote.fetch, Remote.change, Remote.commit

    async def fetched(remote: Remote, sql: str, values: Any) -> list[Any]:
        words.append(sql.split(maxsplit=1)[0])
        return await fetch(remote, sql, values)

    async def changed(remote: Remote, sql: str, values: Any = ()) -> int:
        words.append(sql.split(maxsplit=1)[0])
        return await change(remote, sql, values)

    async def committed(remote: Remote, *, flush: bool) -> None:
        words.append("COMMIT")
        await commit(remote, flush=flush)

    monkeypatch.setattr(Remote, "fetch", fetched)
    monkeypatch.setattr(Remote, "change", changed)
    monkeypatch.setattr(Remote, "commit", committed)
    return words


async def labelled(server: Database, number: int, label: str, **begin: bool) -> None:
    async with server.begin(**begin) as tx:
        shelf = await read(tx, number)
        shelf.label = label
        await tx.save(shelf)
        tx.record(idea(number))


async def stored(server: Database, number: int) -> Shelf:
    async with server.reading() as reading:
        found = await reading.entity(Shelf, _ONE.params(id=UUID(int=number)))
    assert found is not None
    return found


async def subjects(server: Database) -> list[int]:
    assert isinstance(server.log, EventLog)
    _, entries = await server.log.after("events", 0, limit=100)
    assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
    return [int.from_bytes(UUID(str(entry.body).split('"subject":"')[1][:36]).bytes) for entry in entries]


async def test_one_read_and_one_commit_are_all_that_is_sent(server: Database, sent: list[str]) -> None:
    await labelled(server, 1, "prepared", optimistic=True)
    sent.clear()

    await labelled(server, 1, "Noten", optimistic=True)

    assert sent == ["SELECT", "COMMIT"]
    shelf = await stored(server, 1)
    assert (shelf.label, shelf.version, await subjects(server)) == ("Noten", 3, [1, 1])


async def test_many_at_once_are_stored_by_few_transactions(server: Database, sent: list[str]) -> None:
    await labelled(server, 1, "prepared", optimistic=True)
    sent.clear()

    await asyncio.gather(*(labelled(server, number, f"Nr. {number}", optimistic=True) for number in range(1, 21)))

    assert sent.count("COMMIT") < 20
    assert [(await stored(server, number)).label for number in (1, 20)] == ["Nr. 1", "Nr. 20"]
    assert sorted(await subjects(server)) == [1, *range(1, 21)]


async def test_of_two_who_have_read_the_same_only_one_is_stored(server: Database) -> None:
    both = asyncio.Barrier(2)

    async def raised() -> None:
        async with server.begin(optimistic=True) as tx:
            shelf = await read(tx, 1)
            await both.wait()
            shelf.count += 1
            await tx.save(shelf)
            tx.record(idea(1))

    results = await asyncio.gather(raised(), raised(), return_exceptions=True)

    refused = [result for result in results if result is not None]
    # Stored together, neither is; one after the other, the first.
    assert refused
    assert all(isinstance(each, Moved) and not each.always for each in refused)
    shelf = await stored(server, 1)
    assert shelf.count == len(await subjects(server)) == 2 - len(refused)


@pytest.mark.parametrize("change", ["SET count = 7", "SET count = count"])
async def test_a_row_that_was_written_since_is_not_overwritten_whatever_its_version(
    server: Database, change: str
) -> None:
    async def overtaken() -> None:
        async with server.begin(optimistic=True) as tx:
            shelf = await read(tx, 1)
            async with server.begin() as other:
                await other.execute(text(f"UPDATE shelf {change}"))
            shelf.label = "Noten"
            await tx.save(shelf)
            tx.record(idea(1))

    with pytest.raises(Moved):
        await overtaken()

    assert ((await stored(server, 1)).label, await subjects(server)) == ("Bücher", [])


async def test_what_somebody_else_has_locked_is_not_waited_for(server: Database) -> None:
    async with asyncio.timeout(10), server.begin() as other:
        await read(other, 1)
        with pytest.raises(Moved):
            await labelled(server, 1, "Noten", optimistic=True)

    assert ((await stored(server, 1)).label, await subjects(server)) == ("Bücher", [])


async def test_one_that_cannot_be_stored_takes_none_with_it_for_good(server: Database) -> None:
    async def stubborn(number: int, label: str) -> None:
        try:
            await labelled(server, number, label, optimistic=True)
        except Moved:
            await labelled(server, number, label)

    labels = ["Noten"] * 5 + ["zu lang" * 10] + ["Noten"] * 5
    results = await asyncio.gather(*(stubborn(n, label) for n, label in enumerate(labels, 1)), return_exceptions=True)

    assert [isinstance(result, DBAPIError) for result in results] == [n == 5 for n in range(11)]
    assert sorted(await subjects(server)) == [1, 2, 3, 4, 5, 7, 8, 9, 10, 11]
    assert (await stored(server, 6)).label == "Bücher"


async def test_whoever_asks_for_more_after_reading_gets_the_lock_behind(server: Database) -> None:
    async with server.begin(optimistic=True) as tx:
        shelf = await read(tx, 1)
        seen = (await tx.execute(select(TABLE.c.label).where(TABLE.c.id == UUID(int=2)))).scalar()
        assert tx.in_vain
        other = asyncio.create_task(labelled(server, 1, "danach"))
        shelf.label = f"{seen} und mehr"
        await tx.save(shelf)
        assert not other.done()
    await other

    assert ((await stored(server, 1)).label, (await stored(server, 1)).version) == ("danach", 3)


async def test_what_has_changed_before_the_lock_came_behind_is_told(server: Database) -> None:
    async def overtaken() -> None:
        async with server.begin(optimistic=True) as tx:
            await read(tx, 1)
            await labelled(server, 1, "Noten")
            await tx.execute(select(TABLE.c.label))

    with pytest.raises(Moved) as moved:
        await overtaken()

    assert not moved.value.always
    assert (await stored(server, 1)).label == "Noten"


async def test_what_is_saved_is_never_asked_for_before_it_is_stored(server: Database) -> None:
    async def asking(fixed: Fixed) -> None:
        async with server.begin(optimistic=True) as tx:
            shelf = await read(tx, 1)
            shelf.label = "Noten"
            await tx.save(shelf)
            await read(tx, 1, fixed)

    for fixed in (PLAIN, LOCKED):
        with pytest.raises(Moved) as moved:
            await asking(fixed)
        assert moved.value.always

    assert (await stored(server, 1)).label == "Bücher"


async def test_an_event_that_rests_on_what_was_only_read_is_stated_if_it_still_holds(server: Database) -> None:
    async def stated(number: int, *, overtaken: bool) -> None:
        async with server.begin(optimistic=True) as tx:
            await read(tx, number)
            if overtaken:
                await labelled(server, number, "Noten")
            tx.record(idea(number))

    await stated(1, overtaken=False)
    with pytest.raises(Moved):
        await stated(2, overtaken=True)

    assert await subjects(server) == [1, 2]


async def test_a_rule_that_refuses_leaves_nothing(server: Database, sent: list[str]) -> None:
    async def refused() -> None:
        async with server.begin(optimistic=True) as tx:
            shelf = await read(tx, 1)
            await tx.save(shelf)
            tx.record(idea(1))
            raise LookupError

    with pytest.raises(LookupError):
        await refused()

    assert ("COMMIT" in sent, (await stored(server, 1)).version, await subjects(server)) == (False, 1, [])


FULL: dict[str, Any] = {
    "label": "'); DROP TABLE shelf; -- ä🛍\\ {0} %s $1",
    "note": 'two\nlines\t"quoted" ',
    "price": 0.1 + 0.2,
    "count": -(2**31),
    "open": True,
    "colour": Colour.GREEN,
    "since": date(2026, 2, 28),
    "from_": time(23, 59, 59, 999999),
    "seen_at": datetime(2026, 3, 29, 2, 30, 0, 123456, timezone(timedelta(hours=2))),
    "other": UUID(int=2**128 - 1),
    "hours": (Hour(opens=time(9, 30), note='"'), Hour(opens=time(0))),
    "tags": ["a", "ä", '"'],
}


@pytest.mark.parametrize("names", [*([name] for name in FULL), [*FULL]])
async def test_every_kind_of_value_is_stored_as_with_a_lock(server: Database, names: list[str]) -> None:
    async def changed(number: int, values: dict[str, Any], **begin: bool) -> Shelf:
        async with server.begin(**begin) as tx:
            shelf = await read(tx, number)
            shelf.__dict__.update(values)
            await tx.save(shelf)
        found = await stored(server, number)
        return Shelf(**{**found.model_dump(), "id": UUID(int=0)})

    some = {name: FULL[name] for name in names}
    empty = {name: None for name in names if TABLE.c[name].nullable}

    for values in (some, empty):
        locked, optimistic = await changed(1, values), await changed(2, values, optimistic=True)
        assert optimistic == locked
    assert (await stored(server, 2)).version == 3


async def test_what_could_make_it_wait_for_others_is_written_with_a_lock(server: Database, sent: list[str]) -> None:
    for name in ("number", "owner"):
        sent.clear()
        async with server.begin(optimistic=True) as tx:
            shelf = await read(tx, 1)
            setattr(shelf, name, 1)
            await tx.save(shelf)
        assert "BEGIN" in sent

    shelf = await stored(server, 1)
    assert (shelf.number, shelf.owner, shelf.version) == (1, 1, 3)


async def test_a_server_that_goes_is_no_reason_to_do_it_again(
    server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = Remote.commit

    async def cut(remote: Remote, *, flush: bool) -> None:
        await remote.fetch("SELECT pg_terminate_backend(pg_backend_pid())", ())
        await commit(remote, flush=flush)

    monkeypatch.setattr(Remote, "commit", cut)
    with pytest.raises(DBAPIError):
        await labelled(server, 1, "Noten", optimistic=True)
    monkeypatch.setattr(Remote, "commit", commit)

    await labelled(server, 1, "Karten", optimistic=True)
    assert ((await stored(server, 1)).label, await subjects(server)) == ("Karten", [1])


async def test_who_gives_up_does_not_undo_what_the_others_store(
    server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, store, may, waiting = Remote.commit, Together.store, asyncio.Event(), 0

    async def held(remote: Remote, *, flush: bool) -> None:
        await may.wait()
        await commit(remote, flush=flush)

    async def noted(together: Together, work: Work) -> bool:
        nonlocal waiting
        waiting += 1
        return await store(together, work)

    monkeypatch.setattr(Remote, "commit", held)
    monkeypatch.setattr(Together, "store", noted)
    writes = [asyncio.create_task(labelled(server, number, "Noten", optimistic=True)) for number in range(1, 6)]
    async with asyncio.timeout(10):
        while waiting < len(writes):  # noqa: ASYNC110 - five tasks change it
            await asyncio.sleep(0.01)
    for given_up in writes[:2]:
        given_up.cancel()
    await asyncio.wait(writes[:2])
    may.set()

    results = await asyncio.gather(*writes, return_exceptions=True)

    assert [isinstance(result, asyncio.CancelledError) for result in results] == [True, True, False, False, False]
    assert sorted(await subjects(server)) == [1, 2, 3, 4, 5]


async def test_who_asks_for_rows_at_the_same_time_gets_those_of_the_own_key(server: Database, sent: list[str]) -> None:
    keyed = Keyed(select(TABLE.c.label, TABLE.c.id, TABLE.c.open))
    for number in range(1, 21):
        await labelled(server, number, f"Nr. {number % 10}")
    sent.clear()

    async def asked(key: str, **begin: bool) -> list[tuple[Any, ...]]:
        async with server.begin(**begin) as tx:
            return await tx.rows_of(keyed, key)

    keys = [*(f"Nr. {number}" for number in range(10)), "nobody", "Nr. 3"]
    found = await asyncio.gather(*(asked(key, optimistic=number % 2 == 0) for number, key in enumerate(keys)))

    assert sent.count("SELECT") < len(keys)
    for key, gotten in zip(keys, found, strict=True):
        expected = {(key, UUID(int=number), False) for number in range(1, 21) if key == f"Nr. {number % 10}"}
        assert (set(gotten), len(gotten)) == (expected, len(expected))


async def test_a_row_that_was_read_twice_is_only_stored_if_both_looks_saw_the_same(server: Database) -> None:
    async def twice() -> None:
        async with server.begin(optimistic=True) as tx:
            first = await read(tx, 1)
            await labelled(server, 1, "Noten")
            await read(tx, 1)
            first.count += 1
            await tx.save(first)

    with pytest.raises(Moved):
        await twice()

    assert ((await stored(server, 1)).label, (await stored(server, 1)).count) == ("Noten", 0)


@pytest.mark.parametrize(
    "then", [(1, LOCKED, 2, PLAIN), (1, Fixed(_ONE.with_for_update(read=True, of=TABLE)), 1, LOCKED)]
)
async def test_what_a_lock_may_guard_is_read_behind_the_lock(
    server: Database, sent: list[str], then: tuple[int, Fixed, int, Fixed]
) -> None:
    first, lock, second, other = then
    async with server.begin(optimistic=True) as tx:
        await read(tx, first, lock)
        await read(tx, second, other)
        assert "BEGIN" in sent


async def test_a_value_that_cannot_be_written_is_the_fault_of_one(server: Database) -> None:
    async def noted(number: int, note: str) -> None:
        async with server.begin(optimistic=True) as tx:
            shelf = await read(tx, number)
            shelf.note = note
            await tx.save(shelf)

    notes = ["gut"] * 5 + ["\ud800"] + ["gut"] * 5
    results = await asyncio.gather(*(noted(n, note) for n, note in enumerate(notes, 1)), return_exceptions=True)

    assert {type(result) for result in results} <= {type(None), Moved}
    assert isinstance(results[5], Moved)


class Peg(Row, table=True):
    """Told apart by an index, where it is used."""

    __table_args__ = (Index("ux_peg_slot", "slot", unique=True, postgresql_where=text("used")),)

    id: UUID = Field(primary_key=True)
    slot: int = 0
    used: bool = False


@pytest.mark.parametrize("name", ["slot", "used"])
async def test_no_index_makes_others_wait_for_whom_one_waits_for(server: Database, name: str) -> None:
    table = table_of(Peg)
    locked = Fixed(select(table).where(table.c.id == bindparam("id")).with_for_update(of=table))

    async def moved() -> None:
        async with server.begin(optimistic=True) as tx:
            (found,) = await tx.fetch(locked, {"id": UUID(int=1)})
            peg = loaded(Peg, dict(zip(table.columns.keys(), found, strict=True)))
            setattr(peg, name, {"slot": 9, "used": True}[name])
            await tx.save(peg)

    async with server.begin() as tx:
        await tx.add(Peg(id=UUID(int=1), slot=1 if name == "slot" else 9, used=name == "slot"))
    async with asyncio.timeout(10), server.begin() as holder:
        await holder.add(Peg(id=UUID(int=2), slot=9, used=True))
        waiting = asyncio.create_task(moved())
        await labelled(server, 5, "Noten", optimistic=True)
        assert not waiting.done()
    with pytest.raises(DBAPIError):
        await waiting


async def test_who_finds_nothing_to_do_waits_until_that_is_durable(
    server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed = 0
    done = connections._Flushes.done

    async def counted(flushes: connections._Flushes) -> None:
        nonlocal flushed
        flushed += 1
        await done(flushes)

    monkeypatch.setattr(connections._Flushes, "done", counted)
    async with server.begin(optimistic=True) as tx:
        await read(tx, 1)

    assert flushed == 1
