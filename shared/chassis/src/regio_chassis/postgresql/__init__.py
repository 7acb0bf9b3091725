"""
PostgreSQL through asyncpg: the connections of one service, kept between transactions.

Statements that change with the request go through SQLAlchemy, those that never do straight to asyncpg. Both meet in one
transaction because we begin and commit it ourselves, as on SQLite; SQLAlchemy believes that it runs in autocommit.

Of transactions that run side by side each leaves the flush to disk to one statement behind them all: what they lock,
the head of the event log above all, is free as soon as they have committed and not a flush later, and one flush makes
many durable. None returns before that. Others may see for some milliseconds what a power cut could still take back;
whoever hands it on asks for ``settled``.

A statement that locks what everybody waits for is left for the end: it goes to the server together with COMMIT, so
that the lock is held while the server works, and not while an answer travels and we are busy with something else.

A request that loads one thing, changes it and says so needs no transaction of its own (``optimistic``): what many of
them want stored goes to the server as one.
"""

from regio_chassis.postgresql.connections import Remotes
from regio_chassis.postgresql.optimistic import Moved, Optimistic, Unlocked
from regio_chassis.postgresql.remote import AtCommit, Remote

__all__ = ["AtCommit", "Moved", "Optimistic", "Remote", "Remotes", "Unlocked"]
