"""Rows as objects."""

from typing import ClassVar
from uuid import UUID

import pytest
from sqlalchemy import MetaData, update
from sqlalchemy.orm import registry
from sqlmodel import Field, col, select

from regio_chassis import rows
from regio_chassis.database import Database
from regio_chassis.errors import StaleVersion
from regio_chassis.rows import table_of

pytestmark = pytest.mark.anyio


class Row(rows.Row, registry=registry()):
    metadata: ClassVar[MetaData] = MetaData()


class Shelf(Row, table=True):
    """Never made by its class in this file: the objects come from the database."""

    id: UUID = Field(primary_key=True)
    version: int = 1
    label: str
    note: str | None = None


ID = UUID(int=7)


@pytest.fixture
async def database(empty_database: Database) -> Database:
    await empty_database.define(Row.metadata.create_all)
    async with empty_database.begin() as tx:
        row = {"id": ID, "version": 3, "label": "Bücher", "note": None}
        await tx.upsert(Shelf, [row], key=["id"])
    return empty_database


async def test_a_stored_row_is_an_object_before_its_class_has_made_one(database: Database) -> None:
    async with database.reading() as reading:
        shelf = await reading.entity(Shelf, select(Shelf).where(col(Shelf.id) == ID))

    assert shelf is not None
    assert (shelf.id, shelf.version, shelf.label, shelf.note) == (ID, 3, "Bücher", None)


async def test_a_loaded_row_is_changed_and_saved(database: Database) -> None:
    async with database.begin() as tx:
        (shelf,) = await tx.entities(Shelf, select(Shelf))
        shelf.label, shelf.note = "Karten", "neu"
        await tx.save(shelf)

    async with database.reading() as reading:
        (saved,) = await reading.entities(Shelf, select(Shelf))
    assert saved == shelf
    assert (saved.version, saved.label, saved.note) == (4, "Karten", "neu")


async def test_a_loaded_row_equals_the_one_that_was_made(database: Database) -> None:
    async with database.reading() as reading:
        (shelf,) = await reading.entities(Shelf, select(Shelf))

    assert shelf == Shelf(id=ID, version=3, label="Bücher")
    assert shelf.model_dump() == Shelf(id=ID, version=3, label="Bücher").model_dump()


class Book(Row, table=True):
    """A row whose class fills in what is not given."""

    id: UUID = Field(default_factory=rows.new_id, primary_key=True)
    version: int = 1
    title: str


async def test_a_new_row_is_the_one_its_class_would_have_made(database: Database) -> None:
    made, other = rows.new(Book, title="Krimi"), rows.new(Book, title="Krimi")

    assert made.model_dump() == Book(id=made.id, title="Krimi").model_dump()
    assert made.id != other.id
    assert rows.new(Book, id=ID, title="Krimi").id == ID

    async with database.begin() as tx:
        await tx.add(made)
        (stored,) = await tx.entities(Book, select(Book))
    assert stored == made


class Till(Row, table=True):
    """A row without a version."""

    id: int = Field(primary_key=True)
    coins: int = 0
    notes: int = 0
    log: list[str] = rows.json_field(list[str], default=[])


async def test_what_was_not_changed_is_not_written_over_what_others_wrote(database: Database) -> None:
    async with database.begin() as tx:
        await tx.add(Till(id=1))
    async with database.begin() as tx:
        (till,) = await tx.entities(Till, select(Till))
        await tx.execute(update(table_of(Till)).values(notes=5))
        till.coins = 3
        await tx.save(till)
        till.coins = 0
        await tx.save(till)
        (stored,) = await tx.entities(Till, select(Till))

    assert (stored.coins, stored.notes) == (0, 5)


async def test_a_list_that_was_changed_in_place_is_saved(database: Database) -> None:
    async with database.begin() as tx:
        await tx.add(Till(id=1, log=["auf"]))
        (till,) = await tx.entities(Till, select(Till))
        till.log.append("zu")
        await tx.save(till)
        (stored,) = await tx.entities(Till, select(Till))

    assert stored.log == ["auf", "zu"]


async def test_a_row_without_a_change_is_saved_as_it_is(database: Database) -> None:
    async with database.begin() as tx:
        await tx.add(Till(id=1))
        (till,) = await tx.entities(Till, select(Till))
        await tx.save(till)
        await tx.remove(till)
        with pytest.raises(StaleVersion):
            await tx.save(till)
