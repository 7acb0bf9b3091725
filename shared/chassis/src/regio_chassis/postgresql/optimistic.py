"""
A transaction that has not begun, in the hope that it need not: what it writes is committed together with others'.

It reads what it would have locked without a lock and remembers in which state it saw the row (``xmin``, the transaction
that wrote it). What it saves waits for the end, and is only stored if the row is still that one; else nothing is, and
the whole is done again with locks (``Moved``). A statement that this is no answer to makes it begin after all: what was
seen is read again with its lock, and has to be the same.

A query sees its own moment in either case (READ COMMITTED), so nobody can tell the two apart; what is asked for behind
the first look is asked for with the lock, because the lock may be there to guard that. What is saved in the end
waits for nobody's lock, so that many can be saved in one transaction without standing in each other's way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from regio_chassis.postgresql.remote import AtCommit, Remote


class Moved(Exception):
    """
    What was read without a lock is no longer so, or may not be; nothing was written. With locks it can be done.

    With ``always`` it would be no better the next time: it asks for what it has saved.
    """

    def __init__(self, *, always: bool = False) -> None:
        super().__init__()
        self.always = always


class Unlocked(NamedTuple):
    """A statement that locks the rows of ``table``, but without the lock, and with the state of each row in front."""

    sql: str
    table: str
    key: tuple[int, ...]
    """Where the primary key stands among the columns of the statement."""


class _Seen(NamedTuple):
    sql: str
    values: Sequence[Any]
    row: tuple[Any, ...]


@dataclass(slots=True)
class Work:
    """What is to be stored in the end; each statement takes the rows of all who use it at once."""

    saves: dict[AtCommit, list[Any]] = field(default_factory=dict)
    last: dict[AtCommit, list[Any]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.saves or self.last)


class Optimistic:
    """Reads without locks and notes what is to be saved, until it has to ``begin``."""

    __slots__ = ("_remote", "_seen", "_states", "begun", "work")

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._seen: list[_Seen] = []
        self._states: dict[tuple[str, tuple[Any, ...]], str] = {}
        self.work = Work()
        self.begun = False

    @property
    def seen(self) -> bool:
        """Whether something was read without its lock."""
        return bool(self._seen)

    async def fetch(self, sql: str, values: Sequence[Any]) -> list[Any]:
        """The rows of a statement that locks nothing."""
        return await self._remote.fetch(sql, values)

    async def rows_of(self, sql: str, key: str) -> list[Any]:
        """As ``Remote.rows_of``."""
        return await self._remote.rows_of(sql, key)

    async def see(self, unlocked: Unlocked, sql: str, values: Sequence[Any]) -> list[Any] | None:
        """The rows that ``sql`` would lock, here without; None if there are several."""
        found = await self._remote.fetch(unlocked.sql, values)
        if len(found) > 1:
            return None
        for state, *fields in found:
            row = unlocked.table, tuple(fields[place] for place in unlocked.key)
            if self._states.setdefault(row, state) != state:
                # What was built on the first look would be stored on the strength of the second.
                raise Moved
            self._seen.append(_Seen(sql, values, tuple(fields)))
        return [seen.row for seen in self._seen[-len(found) :]] if found else []

    def save(self, later: AtCommit, values: Mapping[str, Any], table: str, keys: tuple[Any, ...]) -> bool:
        """Note that a row is to be changed if it is still as it was seen; False if it was not seen."""
        state = self._states.pop((table, keys), None)
        if state is None:
            return False
        self.work.saves.setdefault(later, []).append({**values, "seen_": state})
        return True

    def leave(self, last: AtCommit, rows: list[Any]) -> None:
        """Have ``last`` run for these rows, too, as the last act."""
        self.work.last.setdefault(last, []).extend(rows)

    async def begin(self) -> Remote:
        """
        A transaction with locks, from here on.

        Raises:
            Moved: a row that was read is another by now, or one that was saved would have to be seen.
        """
        if self.work.saves:
            raise Moved(always=True)
        await self._remote.begin()
        self.begun = True
        for seen in self._seen:
            if [tuple(row) for row in await self._remote.fetch(seen.sql, seen.values)] != [seen.row]:
                raise Moved
        return self._remote

    async def finish(self) -> None:
        """
        At the end: begin after all if something was seen that is not saved, but on which something else is built.

        Raises:
            Moved: as ``begin``.
        """
        if not self.begun and self._states and self.work:
            remote = await self.begin()
            for last, rows in self.work.last.items():
                await remote.leave(last, rows)
