"""Search is the same on both databases."""

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

from regio_chassis.database import Database
from regio_chassis.web import contains

pytestmark = pytest.mark.anyio

THINGS = Table("thing", MetaData(), Column("id", Integer, primary_key=True), Column("name", String(40)))


@pytest.mark.parametrize("q", ["äpfel", "ÄPFEL", "pfEL"])
async def test_case_does_not_matter_for_umlauts_either(empty_database: Database, q: str) -> None:
    await empty_database.define(THINGS.metadata.create_all)
    async with empty_database.begin() as tx:
        await tx.execute(insert(THINGS), [{"id": 1, "name": "ÄPFEL"}, {"id": 2, "name": "Birnen"}])

    async with empty_database.reading() as reading:
        found = (await reading.execute(select(THINGS.c.id).where(contains(THINGS.c.name, q)))).scalars().all()

    assert found == [1]
