"""What is read of the log: its rows, and the documents that they become in each channel."""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from regio_events import assemble

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
_PUBLIC = ROW.index("public_position")


class Entry(NamedTuple):
    """One event as it stands in a channel: its position and its CloudEvents document."""

    position: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log ends, per channel, and its epoch, which a restored backup raises."""

    epoch: int
    positions: dict[Channel, int]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of the log in the order of ``events``, all that follow ``behind`` or as many as were asked for."""

    head: Head
    behind: int
    rows: list[tuple[Any, ...]]

    def entries(self, channel: Channel, behind: int) -> list[Entry] | None:
        """What follows ``behind`` in ``channel``, as far as these rows have it; None when they do not tell."""
        if channel == "events":
            return [entry_of(row, self.head.epoch, channel) for row in self.rows] if behind == self.behind else None
        found = [row for row in self.rows if row[_PUBLIC] is not None and row[_PUBLIC] > behind]
        follows = found[0][_PUBLIC] == behind + 1 if found else self.head.positions[channel] == behind
        return [entry_of(row, self.head.epoch, channel) for row in found] if follows else None


def entry_of(row: tuple[Any, ...], epoch: int, channel: Channel) -> Entry:
    """The document of a row, as it stands in ``channel``."""
    position, previous, public, before, id, type, subject, time, correlationid, causationid, traceparent, data = row
    if channel == "public":
        position, previous = public, before
    body = assemble(
        type,
        subject,
        data,
        id=id,
        time=time,
        epoch=epoch,
        position=position,
        previous=previous,
        correlationid=correlationid,
        causationid=causationid,
        traceparent=traceparent,
    )
    return Entry(position, body)
