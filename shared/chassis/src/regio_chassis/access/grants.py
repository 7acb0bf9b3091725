"""Reading and writing grants and API keys."""

import secrets
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy import bindparam, delete, insert, select

from regio_chassis.access.model import EVERY, Grant, Role
from regio_chassis.access.tables import API_KEYS, GRANTS
from regio_chassis.access.tokens import Identity
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Unauthenticated
from regio_chassis.fixed import Fixed

KEY_ISSUER = "api-key"
"""The issuer under which the grants of an API key stand; the subject is the key's id."""

_HELD = Fixed(
    select(GRANTS.c.role, GRANTS.c.key).where(
        GRANTS.c.issuer == bindparam("issuer"), GRANTS.c.subject == bindparam("subject")
    )
)
_KEY = Fixed(select(API_KEYS.c.secret_hash, API_KEYS.c.expires_at).where(API_KEYS.c.id == bindparam("id")))
_ROLES = {role.value: role for role in Role}


async def grants_of(reading: Reading, issuer: str, subject: str) -> tuple[Grant, ...]:
    """What this service granted; roles it does not know any more count for nothing."""
    rows = await reading.fetch(_HELD, {"issuer": issuer, "subject": subject})
    return tuple(Grant(_ROLES[role], key) for role, key in rows if role in _ROLES)


async def add_grant(tx: Tx, issuer: str, subject: str, role: Role, key: str = EVERY) -> None:
    """Grant ``role`` for ``key``; granting twice is granting once."""
    row = {"issuer": issuer, "subject": subject, "role": role.value, "key": key}
    await tx.upsert(GRANTS, [row], key=list(row))


async def remove_grant(tx: Tx, issuer: str, subject: str, role: Role, key: str = EVERY) -> bool:
    """Take a grant back, with effect on the next request; False if there was none."""
    gone = delete(GRANTS).where(
        GRANTS.c.issuer == issuer, GRANTS.c.subject == subject, GRANTS.c.role == role.value, GRANTS.c.key == key
    )
    return bool((await tx.execute(gone)).rowcount)


async def create_key(tx: Tx, label: str, *, at: datetime, expires_at: datetime | None = None) -> str:
    """A new API key ``id.secret``, shown this once: only the hash of its secret is stored. It has no grants yet."""
    key_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    row = {"id": key_id, "secret_hash": _hash(secret), "label": label, "created_at": at, "expires_at": expires_at}
    await tx.execute(insert(API_KEYS), row)
    return f"{key_id}.{secret}"


async def identify_key(reading: Reading, presented: str, at: datetime) -> Identity:
    """
    Whose API key this is.

    Raises:
        Unauthenticated: there is no such key, its secret is another, or it has expired.
    """
    key_id, _, secret = presented.partition(".")
    found = await reading.fetch(_KEY, {"id": key_id})
    stored, expires_at = found[0] if found else (_hash(""), None)
    # Compared in every case, so that the time taken does not tell whether the id exists.
    matches = compare_digest(stored, _hash(secret))
    if not found or not matches or (expires_at is not None and expires_at <= at):
        raise Unauthenticated("the API key does not hold")
    return Identity(KEY_ISSUER, key_id)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
