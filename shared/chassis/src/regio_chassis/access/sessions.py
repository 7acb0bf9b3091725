"""
Sessions of people in front of pages.

The browser holds a random id, the table its hash: whoever reads the table or a backup of it cannot become anybody. A
session lives in the table alone, so that ending it takes effect with the next request.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from regio_chassis.access.tables import PAGE_SESSIONS
from regio_chassis.access.tokens import Identity
from regio_chassis.database import Reading, Tx
from regio_chassis.fixed import Fixed

IDLE = timedelta(minutes=30)
"""Without a request for this long, a session is over. Source: OWASP ASVS 5.0, 7.3.1 (the figure is ours)."""
ABSOLUTE = timedelta(hours=8)
"""However busy, a session is over after a working day. Source: OWASP ASVS 5.0, 7.3.2 (the figure is ours)."""
SEEN_EVERY = timedelta(minutes=1)
"""A request is noted at most this often, so that reading a page does not write with each of its parts."""

REFERENCE = 16

_SESSION = PAGE_SESSIONS.c
_FOUND = Fixed(
    select(_SESSION.issuer, _SESSION.subject, _SESSION.started_at, _SESSION.seen_at, _SESSION.ends_at).where(
        _SESSION.id_hash == bindparam("id_hash")
    )
)
_SEEN = Fixed(
    update(PAGE_SESSIONS).where(_SESSION.id_hash == bindparam("seen_id")).values(seen_at=bindparam("seen_now"))
)
_OPEN = Fixed(insert(PAGE_SESSIONS))
_CLOSE = Fixed(delete(PAGE_SESSIONS).where(_SESSION.id_hash == bindparam("id_hash")))


@dataclass(frozen=True, slots=True)
class Session:
    """A session that has not ended."""

    reference: str
    """Names it to its owner and opens nothing."""
    identity: Identity
    started_at: datetime
    seen_at: datetime
    ends_at: datetime


async def open_session(
    tx: Tx, identity: Identity, *, at: datetime, replaces: str | None = None, lasts: timedelta = ABSOLUTE
) -> str:
    """
    A new session; returns its id, which is shown this once.

    The session ``replaces``, which the browser had before, ends: an id that somebody planted before the login must not
    be worth anything after it. What is over is deleted on the way.
    """
    await purge_sessions(tx, at)
    if replaces is not None:
        await close_session(tx, replaces)
    presented = secrets.token_urlsafe(32)
    row = {
        "id_hash": _hash(presented),
        "issuer": identity.issuer,
        "subject": identity.subject,
        "started_at": at,
        "seen_at": at,
        "ends_at": at + lasts,
    }
    await tx.change(_OPEN, row)
    return presented


async def live_session(reading: Reading, presented: str, at: datetime) -> Session | None:
    """The session with this id, unless there is none, or it has been idle or open for too long."""
    found = await reading.fetch(_FOUND, {"id_hash": _hash(presented)})
    if not found:
        return None
    issuer, subject, started_at, seen_at, ends_at = found[0]
    if ends_at <= at or seen_at + IDLE <= at:
        return None
    return Session(reference_of(presented), Identity(issuer, subject), started_at, seen_at, ends_at)


async def sessions_of(reading: Reading, identity: Identity, at: datetime) -> list[Session]:
    """Everything somebody has open here, newest first."""
    mine = select(_SESSION.id_hash, _SESSION.started_at, _SESSION.seen_at, _SESSION.ends_at).where(
        _SESSION.issuer == identity.issuer,
        _SESSION.subject == identity.subject,
        _SESSION.ends_at > at,
        _SESSION.seen_at > at - IDLE,
    )
    found = await reading.execute(mine.order_by(_SESSION.started_at.desc()))
    return [Session(row.id_hash[:REFERENCE], identity, row.started_at, row.seen_at, row.ends_at) for row in found]


async def session_seen(tx: Tx, presented: str, at: datetime) -> None:
    """Somebody is still there."""
    await tx.change(_SEEN, {"seen_id": _hash(presented), "seen_now": at})


async def close_session(tx: Tx, presented: str) -> bool:
    """End one session; False if there was none."""
    return bool(await tx.change(_CLOSE, {"id_hash": _hash(presented)}))


async def close_other(tx: Tx, identity: Identity, reference: str) -> bool:
    """End the session of somebody that has this ``reference``; False if they have none."""
    of = _SESSION.issuer == identity.issuer, _SESSION.subject == identity.subject
    named = delete(PAGE_SESSIONS).where(*of, func.substr(_SESSION.id_hash, 1, REFERENCE) == reference)
    return bool((await tx.execute(named)).rowcount)


async def close_sessions(tx: Tx, identity: Identity) -> int:
    """End every session of somebody; returns how many there were."""
    mine = delete(PAGE_SESSIONS).where(_SESSION.issuer == identity.issuer, _SESSION.subject == identity.subject)
    return (await tx.execute(mine)).rowcount


async def close_all_sessions(tx: Tx) -> int:
    """End every session of everybody; returns how many there were."""
    return (await tx.execute(delete(PAGE_SESSIONS))).rowcount


async def purge_sessions(tx: Tx, at: datetime) -> int:
    """Delete the rows of sessions that are over; returns how many there were."""
    over = delete(PAGE_SESSIONS).where(or_(_SESSION.ends_at <= at, _SESSION.seen_at <= at - IDLE))
    return (await tx.execute(over)).rowcount


def reference_of(presented: str) -> str:
    """How a session is named to its owner: part of its hash."""
    return _hash(presented)[:REFERENCE]


def _hash(presented: str) -> str:
    return sha256(presented.encode()).hexdigest()
