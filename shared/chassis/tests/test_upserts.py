"""Lists of rows written with one statement, the same on both databases."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, MetaData, String, Table, Uuid, select
from sqlalchemy.exc import DBAPIError

from regio_chassis.database import Database
from regio_chassis.rows import JsonOf, UtcDateTime

pytestmark = pytest.mark.anyio

METADATA = MetaData()
THINGS = Table(
    "thing",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("number", Integer),
    Column("name", String(5)),
    Column("good", Boolean),
    Column("at", UtcDateTime),
    Column("day", Date),
    Column("parts", JsonOf(list[list[int]])),
    Column("body", LargeBinary),
    Column("status", String(10), nullable=False, default="new"),
    Column("made", Integer, nullable=False, default=lambda: 3),
)
ONE, TWO = UUID(int=1), UUID(int=2)
AT = datetime(2026, 9, 1, 8, tzinfo=UTC)


def thing(id: UUID, number: int | None = 0, **others: Any) -> dict[str, Any]:
    full = {
        "name": "äöü%s",
        "good": True,
        "at": AT,
        "day": AT.date(),
        "parts": [[1], [2, 3]],
        "body": b"\x00\xff",
        "status": "old",
        "made": 1,
    }
    return {"id": id, "number": number, **full, **others}


@pytest.fixture
async def database(empty_database: Database) -> Database:
    await empty_database.define(METADATA.create_all)
    return empty_database


async def stored(database: Database) -> list[dict[str, Any]]:
    async with database.reading() as reading:
        return [dict(row._mapping) for row in await reading.execute(select(THINGS).order_by(THINGS.c.id))]


async def test_every_kind_of_value_comes_back_as_it_went_in(database: Database) -> None:
    rows = [thing(ONE), thing(TWO, None, name=None, good=None, at=None, day=None, parts=None, body=None)]

    async with database.begin() as tx:
        await tx.upsert(THINGS, rows, key=["id"])

    assert await stored(database) == rows


async def test_values_may_be_given_in_any_order(database: Database) -> None:
    row = thing(ONE)

    async with database.begin() as tx:
        await tx.upsert(THINGS, [dict(reversed(row.items()))], key=["id"])

    assert await stored(database) == [row]


async def test_rows_that_are_there_are_replaced_and_others_inserted(database: Database) -> None:
    async with database.begin() as tx:
        await tx.upsert(THINGS, [thing(ONE, 1)], key=["id"])

    async with database.begin() as tx:
        await tx.upsert(THINGS, [thing(ONE, 2, good=False), thing(TWO, 3)], key=["id"])

    assert await stored(database) == [thing(ONE, 2, good=False), thing(TWO, 3)]


async def test_of_rows_with_the_same_key_the_last_one_stays(database: Database) -> None:
    async with database.begin() as tx:
        await tx.upsert(THINGS, [thing(ONE, 1), thing(TWO, 2), thing(ONE, 3)], key=["id"])

    assert [row["number"] for row in await stored(database)] == [3, 2]


async def test_a_row_never_goes_back_behind_its_newest(database: Database) -> None:
    async with database.begin() as tx:
        await tx.upsert(THINGS, [thing(ONE, 5), thing(TWO, 7)], key=["id"], newest="number")

    async with database.begin() as tx:
        later = [thing(ONE, 4, good=False), thing(TWO, 9), thing(TWO, 8, good=False), thing(TWO, 9, name="again")]
        await tx.upsert(THINGS, later, key=["id"], newest="number")

    assert await stored(database) == [thing(ONE, 5), thing(TWO, 9, name="again")]


async def test_rows_that_are_nothing_but_their_key_stay_as_they_are(database: Database) -> None:
    async with database.begin() as tx:
        await tx.upsert(THINGS, [thing(ONE, 1)], key=["id"])

    async with database.begin() as tx:
        await tx.upsert(THINGS, [{"id": ONE}, {"id": TWO}, {"id": TWO}], key=["id"])

    assert [(row["id"], row["number"]) for row in await stored(database)] == [(ONE, 1), (TWO, None)]


async def test_a_new_row_has_defaults_and_an_old_one_keeps_what_it_has(database: Database) -> None:
    async with database.begin() as tx:
        await tx.upsert(THINGS, [thing(ONE)], key=["id"])

    async with database.begin() as tx:
        await tx.upsert(THINGS, [{"id": ONE, "number": 8}, {"id": TWO, "number": 9}], key=["id"])

    kept = [(row["number"], row["status"], row["made"]) for row in await stored(database)]
    assert kept == [(8, "old", 1), (9, "new", 3)]


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_a_text_that_is_too_long_is_refused_and_not_cut(database: Database) -> None:
    with pytest.raises(DBAPIError):
        async with database.begin() as tx:
            await tx.upsert(THINGS, [thing(ONE, name="123456"), thing(TWO)], key=["id"])

    assert await stored(database) == []
