"""The two databases as the fastest peers would use them: the bare driver, prepared statements, arrays."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import asyncpg

Fact = Mapping[str, str]
"""The data of an event, as JSON gives it."""

COLUMNS = ("offer_id", "edition_id", "place_key", "active")
UPSERT = (
    f"INSERT INTO published_offer ({', '.join(COLUMNS)}) {{values}} ON CONFLICT (offer_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
)
SQLITE_UPSERT = UPSERT.format(values="VALUES (?, ?, ?, ?)")
POSTGRES_UPSERT = UPSERT.format(values="SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bool[])")
POSTGRES_UPSERT_ONE = UPSERT.format(values="VALUES ($1, $2, $3, $4)")


class Store(Protocol):
    """An outbox on the one side, the projection on the other."""

    async def fill(self, bodies: Sequence[bytes]) -> None:
        """Commit these messages to the outbox, in one transaction."""

    async def page(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Messages of the outbox behind a number."""

    async def apply(self, facts: Sequence[Fact]) -> None:
        """Write these facts into the projection, in one transaction."""


class SqliteStore:
    """SQLite on the caller's thread, as durable as ours."""

    def __init__(self, url: str) -> None:
        self.connection = connect(url)
        self.connection.execute("CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")

    async def fill(self, bodies: Sequence[bytes]) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany("INSERT INTO outbox (body) VALUES (?)", [(body,) for body in bodies])
        self.connection.execute("COMMIT")

    async def page(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        found = self.connection.execute("SELECT id, body FROM outbox WHERE id > ? ORDER BY id LIMIT ?", (after, limit))
        return found.fetchall()

    async def apply(self, facts: Sequence[Fact]) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany(SQLITE_UPSERT, [sqlite_row(fact) for fact in facts])
        self.connection.execute("COMMIT")


class PostgresStore:
    """asyncpg; a batch is one statement over arrays."""

    def __init__(self, connection: "asyncpg.Connection[Any]") -> None:
        self.connection = connection

    async def fill(self, bodies: Sequence[bytes]) -> None:
        await self.connection.execute("INSERT INTO outbox (body) SELECT * FROM unnest($1::bytea[])", list(bodies))

    async def page(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        return [
            tuple(row)
            for row in await self.connection.fetch(
                "SELECT id, body FROM outbox WHERE id > $1 ORDER BY id LIMIT $2", after, limit
            )
        ]

    async def apply(self, facts: Sequence[Fact]) -> None:
        rows = [postgres_row(fact) for fact in facts]
        if len(rows) == 1:
            await self.connection.execute(POSTGRES_UPSERT_ONE, *rows[0])
        else:
            await self.connection.execute(POSTGRES_UPSERT, *map(list, zip(*rows, strict=True)))


async def open_store(url: str) -> Store:
    """The store behind a SQLAlchemy URL."""
    if url.startswith("sqlite"):
        return SqliteStore(url)
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE IF NOT EXISTS outbox (id bigserial PRIMARY KEY, body bytea NOT NULL)")
    return PostgresStore(connection)


def connect(url: str) -> sqlite3.Connection:
    """A connection with the durability that ours has."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=30)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def sqlite_row(data: Fact) -> tuple[object, ...]:
    """The projection's row of a fact; ids as SQLAlchemy keeps them."""
    return (data["offer_id"].replace("-", ""), data["edition_id"].replace("-", ""), data["town_key"], 1)


def postgres_row(data: Fact) -> tuple[object, ...]:
    """The same for PostgreSQL."""
    return (data["offer_id"], data["edition_id"], data["town_key"], True)
