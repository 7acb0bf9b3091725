"""What is read of the log: its rows, and the documents that they become in each channel."""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from regio_events import Stated

Channel = Literal["events", "public"]
CHANNELS: tuple[Channel, ...] = ("events", "public")

MARKS = 3
ROW = (
    "position",
    "previous",
    "public_position",
    "public_previous",
    "id",
    "type",
    "subject",
    "time",
    "correlationid",
    "causationid",
    "traceparent",
    "data",
)


class Entry(NamedTuple):
    """One event as it stands in a channel: its position and its CloudEvents document."""

    position: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log ends, per channel, and its epoch, which a restored backup raises."""

    epoch: int
    positions: dict[Channel, int]


class Placed(NamedTuple):
    """A row of the log: what it states, and its places in both channels."""

    position: int
    previous: str | None
    public_position: int | None
    public_previous: str | None
    stated: Stated


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of the log in the order of ``events``, all that follow ``behind`` or as many as were asked for."""

    head: Head
    behind: int
    rows: list[Placed]

    def entries(self, channel: Channel, behind: int) -> list[Entry] | None:
        """What follows ``behind`` in ``channel``, as far as these rows have it; None when they do not tell."""
        if channel == "events":
            return entries_of(self.rows, channel) if behind == self.behind else None
        found = [row for row in self.rows if row.public_position is not None and row.public_position > behind]
        follows = found[0].public_position == behind + 1 if found else self.head.positions[channel] == behind
        return entries_of(found, channel) if follows else None


def placed(row: tuple[Any, ...], epoch: int) -> Placed:
    """A row as it was read, in the order of ``ROW``."""
    position, previous, public, before, id, type, subject, time, correlationid, causationid, traceparent, data = row
    stated = Stated(type, subject, data, id, time, epoch, correlationid, causationid, traceparent)
    return Placed(position, previous, public, before, stated)


def entries_of(rows: list[Placed], channel: Channel) -> list[Entry]:
    """The documents of rows that are in ``channel``, as they stand there."""
    if channel == "events":
        return [Entry(position, stated.at(position, previous)) for position, previous, _, _, stated in rows]
    return [Entry(at, stated.at(at, previous)) for _, _, at, previous, stated in rows if at is not None]
