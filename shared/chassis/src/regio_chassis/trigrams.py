"""
An index of three letters in a row, by which words inside a ``searchable`` column are found without a scan.

On PostgreSQL it is one over a function, on SQLite a table beside that triggers keep. Both only say which rows to look
at: the column has the last word, so that the hits are the same with and without.
"""

import sqlite3

from sqlalchemy import Column, ColumnElement, Connection, Text, and_, column, func, literal_column, select, table, text
from sqlalchemy.dialects.postgresql import ARRAY

from regio_chassis.database import Database
from regio_chassis.search import matches, stems
from regio_chassis.transaction import Reading

FUNCTION = (
    "CREATE FUNCTION trigrams(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS"
    " $$ SELECT array_agg(DISTINCT substr($1, n, 3)) FROM generate_series(1, length($1) - 2) n $$"
)
"""
For a migration on PostgreSQL, with a GIN index over ``trigrams(searchable)``.

Its cost says that the index is cheaper than a call for each of some hundred rows: 8 milliseconds instead of 68.

The extension pg_trgm would do the same; it is not on every server, and not everybody may add it.
"""

_TABLE = (
    "CREATE TABLE {name}_trigrams_rows (number INTEGER PRIMARY KEY, id {kind} NOT NULL UNIQUE)",
    "INSERT INTO {name}_trigrams_rows (id) SELECT id FROM {name}",
    "CREATE VIRTUAL TABLE {name}_trigrams USING fts5(id UNINDEXED, searchable, tokenize='trigram case_sensitive 1')",
    """INSERT INTO {name}_trigrams (rowid, id, searchable)
    SELECT number, id, searchable FROM {name} JOIN {name}_trigrams_rows USING (id)""",
    """CREATE TRIGGER {name}_trigrams_insert AFTER INSERT ON {name} BEGIN
    INSERT INTO {name}_trigrams_rows (id) VALUES (new.id);
    INSERT INTO {name}_trigrams (rowid, id, searchable)
    SELECT number, new.id, new.searchable FROM {name}_trigrams_rows WHERE id = new.id; END""",
    """CREATE TRIGGER {name}_trigrams_update AFTER UPDATE OF searchable ON {name}
    WHEN old.searchable IS NOT new.searchable BEGIN
    UPDATE {name}_trigrams SET searchable = new.searchable
    WHERE rowid = (SELECT number FROM {name}_trigrams_rows WHERE id = old.id); END""",
    """CREATE TRIGGER {name}_trigrams_delete AFTER DELETE ON {name} BEGIN
    DELETE FROM {name}_trigrams WHERE rowid = (SELECT number FROM {name}_trigrams_rows WHERE id = old.id);
    DELETE FROM {name}_trigrams_rows WHERE id = old.id; END""",
)
"""The table of rows finds an id's row by an index, which the virtual table cannot have; VACUUM keeps its numbers."""
_SECURE_DELETE = "INSERT INTO {name}_trigrams ({name}_trigrams, rank) VALUES ('secure-delete', 1)"
_MERGE = "INSERT INTO {name}_trigrams ({name}_trigrams, rank) VALUES ('merge', {pages})"
_CAN_ERASE = sqlite3.sqlite_version_info >= (3, 42)
"""From this version on FTS5 can take a row out of its index; before, it only notes that the row no longer counts."""
_PAGES = 50
"""Pages of the index that one transaction writes anew: some ten milliseconds, then others have their turn."""
_INDEXED = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name = tbl_name || '_trigrams_insert'"
_CHANGES = select(func.total_changes())
_GRAM = 3
_FEW = 2000
"""On SQLite so many hits at most are looked up one by one: of more, a page is full after a short look in its order."""


def add_trigrams(connection: Connection, name: str) -> None:
    """
    For a migration on SQLite: index the column ``searchable`` of the table ``name``.

    Where the index itself cannot erase, a row that was changed or deleted is in it until ``rewrite_trigrams``.

    A migration that rebuilds the table (Alembic's batch) loses the triggers: it drops the index and adds it again.
    """
    kind = connection.exec_driver_sql("SELECT type FROM pragma_table_info(?) WHERE name = 'id'", (name,)).scalar_one()
    for statement in _TABLE:
        connection.exec_driver_sql(statement.format(name=name, kind=kind))
    if _CAN_ERASE:
        connection.exec_driver_sql(_SECURE_DELETE.format(name=name))


def drop_trigrams(connection: Connection, name: str) -> None:
    """For a migration on SQLite: take the index away."""
    for event in ("insert", "update", "delete"):
        connection.exec_driver_sql(f"DROP TRIGGER {name}_trigrams_{event}")
    connection.exec_driver_sql(f"DROP TABLE {name}_trigrams")
    connection.exec_driver_sql(f"DROP TABLE {name}_trigrams_rows")


async def rewrite_trigrams(database: Database) -> None:
    """
    Where the index itself cannot erase: write it anew without what was erased until now.

    Over 100,000 rows of 270 letters that takes 3 seconds, in some hundred transactions.
    """
    if database.dialect != "sqlite" or _CAN_ERASE:
        return
    async with database.reading() as reading:
        names = (await reading.execute(text(_INDEXED))).scalars().all()
    for name in names:
        # Negative, it takes every part of the index; afterwards it goes on with those.
        pages = -_PAGES
        while await _merged(database, _MERGE.format(name=name, pages=pages)):
            pages = _PAGES


async def _merged(database: Database, merge: str) -> bool:
    async with database.begin() as tx:
        before = await tx.scalar(_CHANGES)
        await tx.execute(text(merge))
        # Of less than two changes it was only the statement itself.
        return bool(await tx.scalar(_CHANGES) - before >= 2)


async def indexed_matches(reading: Reading, searched: Column[str], query: str) -> ColumnElement[bool]:
    """As ``matches``, for a column that is indexed: a word that few rows have is found without a scan."""
    found = matches(searched, query)
    words = [word for word in stems(query) if len(word) >= _GRAM]
    if not words:
        return found
    if reading.dialect == "postgresql":
        grams = sorted({word[n : n + _GRAM] for word in words for n in range(len(word) - _GRAM + 1)})
        return and_(func.trigrams(searched, type_=ARRAY(Text)).contains(grams), found)
    index = table(f"{searched.table.name}_trigrams", column("id"))
    # Words are letters and digits: nothing in them ends the quotation.
    phrases = " AND ".join(f'"{word}"' for word in words)
    hit = literal_column(index.name).op("MATCH")(phrases)
    some = select(index.c.id).where(hit).limit(_FEW + 1).subquery()
    if await reading.scalar(select(func.count()).select_from(some)) > _FEW:
        return found
    # Joined, not IN a list: with that SQLite reads all rows in the order of the page and looks each one up in the list.
    return and_(hit, index.c.id == searched.table.c.id, found)
