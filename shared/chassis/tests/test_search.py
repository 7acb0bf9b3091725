"""How words are found."""

import pytest
from chassis_words import FOUND, NOT_FOUND
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

from regio_chassis.database import Database
from regio_chassis.search import matches, searchable, stems

pytestmark = pytest.mark.anyio

THINGS = Table("thing", MetaData(), Column("id", Integer, primary_key=True), Column("search", String(200)))


@pytest.mark.parametrize("word", ["Bäckerei", "BÄCKEREI", "Baeckerei", "Ba\u0308ckerei"])
def test_spellings_of_one_word_fold_alike(word: str) -> None:
    assert searchable(word) == "backerei"


def test_missing_texts_are_left_out() -> None:
    assert searchable("Straße", None, "Grün") == "strasse grun"


async def test_both_databases_find_plurals_umlauts_and_parts_of_compounds(empty_database: Database) -> None:
    await empty_database.define(THINGS.metadata.create_all)
    cases = [*((*pair, True) for pair in FOUND), *((*pair, False) for pair in NOT_FOUND)]
    async with empty_database.begin() as tx:
        await tx.execute(
            insert(THINGS), [{"id": id, "search": searchable(text)} for id, (_, text, _) in enumerate(cases)]
        )

    wrong = []
    async with empty_database.reading() as reading:
        for id, (query, text, found) in enumerate(cases):
            ids = (await reading.execute(select(THINGS.c.id).where(matches(THINGS.c.search, query)))).scalars()
            if (id in ids) is not found:
                wrong.append((query, text))

    assert wrong == []


def test_wildcards_are_not_words() -> None:
    assert stems("%") == []
