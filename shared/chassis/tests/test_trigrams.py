"""Words inside a column are found by an index: the same ones as without, whatever was written since."""

import re
from pathlib import Path
from typing import Any

import pytest
from chassis_words import FOUND, NOT_FOUND
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    insert,
    select,
    text,
    update,
)

from regio_chassis import trigrams
from regio_chassis.database import Database, Reading, Tx
from regio_chassis.erasures import overwrite
from regio_chassis.search import matches, searchable
from regio_chassis.trigrams import add_trigrams, drop_trigrams, indexed_matches

pytestmark = pytest.mark.anyio

THINGS = Table("thing", MetaData(), Column("id", Integer, primary_key=True), Column("searchable", String(200)))
CASES = [*FOUND, *NOT_FOUND]
QUERIES = sorted({query for query, _ in CASES} | {"am", "ab", "kaffee kuchen", "laden eichsfeld", "und markt", "'\"*"})
RARE = "Zeppelinhangar"


def _index(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        add_trigrams(connection, "thing")
    else:
        connection.exec_driver_sql(trigrams.FUNCTION)
        connection.exec_driver_sql("CREATE INDEX ix_thing_trigrams ON thing USING gin (trigrams(searchable))")


@pytest.fixture
async def database(empty_database: Database) -> Database:
    """One row for each case, the first half of them older than the index."""
    rows = [{"id": id, "searchable": searchable(text)} for id, (_, text) in enumerate(CASES)]
    half = len(rows) // 2
    await empty_database.define(THINGS.metadata.create_all)
    async with empty_database.begin() as tx:
        await tx.execute(insert(THINGS), rows[:half])
    await empty_database.define(_index)
    async with empty_database.begin() as tx:
        await tx.execute(insert(THINGS), rows[half:])
    return empty_database


async def hits(reading: Reading, query: str) -> list[int]:
    found = select(THINGS.c.id).where(await indexed_matches(reading, THINGS.c.searchable, query))
    return list((await reading.execute(found.order_by(THINGS.c.id))).scalars())


async def scanned(reading: Reading, query: str) -> list[int]:
    found = select(THINGS.c.id).where(matches(THINGS.c.searchable, query)).order_by(THINGS.c.id)
    return list((await reading.execute(found)).scalars())


@pytest.mark.parametrize("few", [2000, 1, 0])
async def test_the_index_finds_what_a_scan_finds_be_it_rare_or_common(
    database: Database, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(trigrams, "_FEW", few)
    async with database.reading() as reading:
        found = {query: await hits(reading, query) for query in QUERIES}
        wanted = {query: await scanned(reading, query) for query in QUERIES}

    assert found == wanted
    assert all(id in found[query] for id, (query, _) in enumerate(FOUND))


async def test_the_index_follows_what_is_written_changed_and_taken_away(database: Database) -> None:
    async with database.begin() as tx:
        await tx.execute(insert(THINGS), [{"id": 1000 + n, "searchable": searchable(RARE)} for n in range(4)])
        await tx.execute(update(THINGS).where(THINGS.c.id == 1001).values(searchable="kaffee"))
        await tx.execute(update(THINGS).where(THINGS.c.id == 1).values(searchable=searchable(RARE, "Hof")))
        await tx.execute(delete(THINGS).where(THINGS.c.id == 1003))

        found = await hits(tx, RARE)

    async with database.begin() as tx:
        assert found == await scanned(tx, RARE) == [1, 1000, 1002]
        assert 1001 in await hits(tx, "Kaffee")
        assert all([await hits(tx, query) == await scanned(tx, query) for query in QUERIES])


async def test_what_is_rolled_back_is_not_in_the_index(database: Database) -> None:
    async def failing() -> None:
        async with database.begin() as tx:
            await tx.execute(insert(THINGS), {"id": 1000, "searchable": searchable(RARE)})
            raise LookupError

    with pytest.raises(LookupError):
        await failing()

    async with database.reading() as reading:
        assert await hits(reading, RARE) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("how", ["change", "delete"])
async def test_what_is_erased_is_gone_from_the_files_of_the_index_when_it_is_overwritten(
    database: Database, tmp_path: Path, how: str
) -> None:
    async def written(tx: Tx) -> bool:
        blocks = (await tx.execute(text("SELECT block FROM thing_trigrams_data"))).scalars()
        texts = (await tx.execute(text("SELECT c1 FROM thing_trigrams_content"))).scalars()
        return any(b"qqq" in block for block in blocks) or any("qqq" in one for one in texts)

    async with database.begin() as tx:
        # Or a small index is, by chance, written anew by itself.
        await tx.execute(text("INSERT INTO thing_trigrams (thing_trigrams, rank) VALUES ('automerge', 0)"))
        await tx.execute(insert(THINGS), {"id": 1000, "searchable": "qqqqqq"})
    async with database.begin() as tx:
        before = await written(tx)
        if how == "change":
            await tx.execute(update(THINGS).where(THINGS.c.id == 1000).values(searchable=""))
        else:
            await tx.execute(delete(THINGS).where(THINGS.c.id == 1000))

    overwritten = await overwrite(database)

    async with database.begin() as tx:
        assert (before, overwritten, await written(tx)) == (True, True, False)
        assert all([await hits(tx, query) == await scanned(tx, query) for query in QUERIES])
    assert b"qqq" not in (tmp_path / "empty.db").read_bytes()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("event", ["insert", "update", "delete"])
async def test_the_triggers_find_a_row_of_the_index_without_a_scan(database: Database, event: str) -> None:
    async with database.reading() as reading:
        name = f"thing_trigrams_{event}"
        trigger = (
            await reading.execute(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name})
        ).scalar()
        body = str(trigger).partition("BEGIN")[2].rpartition("END")[0]
        for row in ("old", "new"):
            body = re.sub(rf"\b{row}\.(\w+)", r"(SELECT thing.\1 FROM thing WHERE thing.id = 1)", body)
        statements = [one for one in body.split(";") if one.strip()]
        plan = [row.detail for one in statements for row in await reading.execute(text(f"EXPLAIN QUERY PLAN {one}"))]

    assert plan
    assert not any(line.startswith("SCAN") and not line.endswith("VIRTUAL TABLE INDEX 0:=") for line in plan), plan


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_rare_word_is_looked_up_and_the_table_is_not_scanned(database: Database) -> None:
    async with database.reading() as reading:
        said = await indexed_matches(reading, THINGS.c.searchable, "Bäckerei")
        plan = await explained(reading, select(THINGS.c.id).where(said))

    assert not any("SCAN thing" in line and "trigrams" not in line for line in plan), plan


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_migration_can_take_the_index_away_and_make_it_anew(database: Database) -> None:
    await database.define(lambda connection: drop_trigrams(connection, "thing"))
    async with database.begin() as tx:
        await tx.execute(insert(THINGS), {"id": 1000, "searchable": searchable(RARE)})
    await database.define(_index)

    async with database.reading() as reading:
        assert await hits(reading, RARE) == [1000]


async def explained(reading: Reading, statement: Any) -> list[str]:
    written = statement.compile(compile_kwargs={"literal_binds": True})
    return [row.detail for row in await reading.execute(text(f"EXPLAIN QUERY PLAN {written}"))]
