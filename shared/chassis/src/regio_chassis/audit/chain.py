"""
The chain: every entry's hash is made of its content and the hash before it.

A changed or missing entry breaks the chain there. A tail that was cut off, or a chain that was written anew as a whole,
is found by an anchor: position and hash of an earlier head, kept where whoever writes the database cannot write.
"""

import json
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from regio_chassis.audit.tables import AUDIT, AUDIT_HEAD
from regio_chassis.database import Reading, Tx
from regio_chassis.fixed import Fixed

GENESIS = "0" * 64
"""What stands before the first entry."""
BATCH = 1000

_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_ID = re.compile(r"[!-~][ -~]{0,299}")

_HEAD = select(AUDIT_HEAD.c.position, AUDIT_HEAD.c.hash).where(AUDIT_HEAD.c.id == 1)
_LOCK = _HEAD.with_for_update()
_ENDS = select(AUDIT_HEAD).where(AUDIT_HEAD.c.id == 1)
_ADD = Fixed(insert(AUDIT))
_MOVE = Fixed(
    update(AUDIT_HEAD)
    .where(AUDIT_HEAD.c.id == 1)
    .values(position=bindparam("new_position"), hash=bindparam("new_hash"))
)
_NEXT = (
    select(AUDIT)
    .where(AUDIT.c.position > bindparam("after"), AUDIT.c.position <= bindparam("last"))
    .order_by(AUDIT.c.position)
    .limit(BATCH)
)


@dataclass(frozen=True, slots=True)
class Act:
    """
    One entry: ``actor`` did ``action`` to ``target``; ids and codes only, never a name and never free text.

    ``target`` is ``kind:id``, e.g. ``pupil:018f…``. ``until`` is the end of a right that was given for a time.

    Raises:
        ValueError: a part is not printable ASCII of its length, or action or reason is not a code.
    """

    actor: str
    action: str
    target: str
    reason_code: str | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        codes = [self.action, *([] if self.reason_code is None else [self.reason_code])]
        if not all(_CODE.fullmatch(code) for code in codes):
            raise ValueError("action and reason of an audit entry are codes")
        if not _ID.fullmatch(self.target) or not self.actor or len(self.actor) > 520:
            raise ValueError("actor and target of an audit entry are ids")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head of the chain as it was once."""

    position: int
    hash: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry that does not hold, and why."""

    position: int
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found: how many entries hold, the head, and the first entry that does not."""

    entries: int
    head: Anchor
    broken: Broken | None


async def record(
    tx: Tx,
    *,
    at: datetime,
    actor: str,
    action: str,
    target: str,
    reason_code: str | None = None,
    until: datetime | None = None,
) -> None:
    """
    Append one entry, in the transaction of what it is about.

    It holds the chain until the transaction ends: call it after what else the transaction locks.
    """
    await append(tx, [Act(actor, action, target, reason_code, until)], at=at)


async def append(tx: Tx, acts: Sequence[Act], *, at: datetime) -> None:
    """Append entries in their order; two transactions never get the same place, the second waits for the first."""
    if not acts:
        return
    newest = (await tx.execute(_LOCK)).one()
    position, previous = newest.position, newest.hash
    rows = []
    for act in acts:
        position += 1
        row = {
            "position": position,
            "at": at.astimezone(UTC),
            "actor": act.actor,
            "action": act.action,
            "target": act.target,
            "reason_code": act.reason_code,
            "until": act.until,
        }
        previous = _hash(row, previous)
        rows.append({**row, "hash": previous})
    await tx.change(_ADD, *rows)
    await tx.change(_MOVE, {"new_position": position, "new_hash": previous})


async def head(reading: Reading) -> Anchor:
    """The newest entry's position and hash."""
    newest = (await reading.execute(_HEAD)).one()
    return Anchor(newest.position, newest.hash)


async def verify(reading: Reading, anchors: Iterable[Anchor] = ()) -> Verdict:
    """Walk the whole chain, 1,000 entries in memory at a time, and compare it with earlier heads."""
    ends = (await reading.execute(_ENDS)).one()
    expected = {anchor.position: anchor.hash for anchor in anchors}
    position, previous = ends.base_position, ends.base_hash
    broken: Broken | None = None
    # What is appended meanwhile is left to the next verification.
    async for row in _rows(reading, position, ends.position):
        if row["position"] != position + 1:
            broken = Broken(position + 1, "missing")
        elif _hash(row, previous) != row["hash"]:
            broken = Broken(position + 1, "changed")
        elif expected.get(position + 1, row["hash"]) != row["hash"]:
            broken = Broken(position + 1, "written anew since it was anchored")
        if broken is not None:
            break
        position, previous = row["position"], row["hash"]
    if broken is None and (position, previous) != (ends.position, ends.hash):
        broken = Broken(position + 1, "cut off behind the entry before")
    if broken is None and max(expected, default=0) > position:
        broken = Broken(position + 1, "cut off behind the entry before, the anchor knows of more")
    return Verdict(position - ends.base_position, Anchor(ends.position, ends.hash), broken)


async def drop_before(tx: Tx, moment: datetime) -> int:
    """Let entries older than ``moment`` go; the chain then begins behind them. Returns how many went."""
    await tx.execute(_LOCK)
    newest = (
        select(AUDIT.c.position, AUDIT.c.hash).where(AUDIT.c.at < moment).order_by(AUDIT.c.position.desc()).limit(1)
    )
    last = (await tx.execute(newest)).one_or_none()
    if last is None:
        return 0
    gone = (await tx.execute(delete(AUDIT).where(AUDIT.c.position <= last.position))).rowcount
    await tx.execute(
        update(AUDIT_HEAD).where(AUDIT_HEAD.c.id == 1).values(base_position=last.position, base_hash=last.hash)
    )
    return gone


async def _rows(reading: Reading, after: int, last: int) -> AsyncIterator[dict[str, Any]]:
    while True:
        found = [dict(row._mapping) for row in await reading.execute(_NEXT, {"after": after, "last": last})]
        for row in found:
            yield row
        if len(found) < BATCH:
            return
        after = found[-1]["position"]


def _hash(row: dict[str, Any], previous: str) -> str:
    content = [
        previous,
        row["position"],
        row["at"].astimezone(UTC).isoformat(),
        row["actor"],
        row["action"],
        row["target"],
        row["reason_code"],
        None if row["until"] is None else row["until"].astimezone(UTC).isoformat(),
    ]
    return sha256(json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()
