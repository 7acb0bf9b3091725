"""API keys of machine clients: ``id.secret``, of which only the hash of the secret is stored."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy import Executable, bindparam, delete, insert, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite

from regio_chassis.access.grants import known
from regio_chassis.access.model import Principal
from regio_chassis.access.tables import API_KEY_USE, API_KEYS, GRANTS
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Unauthenticated
from regio_chassis.fixed import Keyed

KEY_ISSUER = "api-key"
"""The issuer under which the grants of an API key stand; the subject is the key's id."""
USED_EVERY = timedelta(minutes=1)
"""A key's last use is written at most this often, whatever the number of replicas."""

_KEY = Keyed(
    select(API_KEYS.c.id, API_KEYS.c.secret_hash, API_KEYS.c.expires_at, GRANTS.c.role, GRANTS.c.key).select_from(
        API_KEYS.outerjoin(
            GRANTS, (GRANTS.c.issuer == literal_column(f"'{KEY_ISSUER}'")) & (GRANTS.c.subject == API_KEYS.c.id)
        )
    )
)


def _using(dialect: str) -> Executable:
    statement = (sqlite if dialect == "sqlite" else postgresql).insert(API_KEY_USE)
    used: Executable = statement.on_conflict_do_update(
        index_elements=["id"],
        set_={"used_at": statement.excluded.used_at},
        where=API_KEY_USE.c.used_at <= bindparam("before", type_=API_KEY_USE.c.used_at.type),
    )
    return used


_USED = {dialect: _using(dialect) for dialect in ("sqlite", "postgresql")}


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """What is known of an API key; never its secret."""

    id: str
    label: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


async def create_key(tx: Tx, label: str, *, at: datetime, expires_at: datetime | None = None) -> str:
    """A new API key ``id.secret``, shown this once: only the hash of its secret is stored. It has no grants yet."""
    key_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    row = {"id": key_id, "secret_hash": _hash(secret), "label": label, "created_at": at, "expires_at": expires_at}
    await tx.execute(insert(API_KEYS), row)
    return f"{key_id}.{secret}"


async def principal_of_key(reading: Reading, presented: str, at: datetime) -> Principal:
    """
    Whose API key this is, and what was granted to it.

    Raises:
        Unauthenticated: there is no such key, its secret is another, or it has expired.
    """
    key_id, _, secret = presented.partition(".")
    found = await reading.rows_of(_KEY, key_id)
    stored, expires_at = found[0][1:3] if found else (_hash(""), None)
    # Compared in every case, so that the time taken does not tell whether the id exists.
    matches = compare_digest(stored, _hash(secret))
    if not found or not matches or (expires_at is not None and expires_at <= at):
        raise Unauthenticated("the API key does not hold")
    return Principal(KEY_ISSUER, key_id, known((role, key) for *_, role, key in found))


async def all_keys(reading: Reading) -> list[KeyRecord]:
    """Every API key, oldest first."""
    kept = API_KEYS.c
    rows = select(kept.id, kept.label, kept.created_at, kept.expires_at, API_KEY_USE.c.used_at)
    rows = rows.select_from(API_KEYS.outerjoin(API_KEY_USE, API_KEY_USE.c.id == kept.id))
    found = await reading.execute(rows.order_by(kept.created_at, kept.id))
    return [KeyRecord(row.id, row.label, row.created_at, row.expires_at, row.used_at) for row in found]


async def key_used(tx: Tx, key_id: str, at: datetime) -> bool:
    """Note that a key was used; False if another replica has just done so."""
    values = {"id": key_id, "used_at": at, "before": at - USED_EVERY}
    return bool((await tx.execute(_USED[tx.dialect], values)).rowcount)


async def revoke_key(tx: Tx, key_id: str) -> bool:
    """Delete a key and what was granted to it, with effect on the next request; False if there was none."""
    gone = await tx.execute(delete(API_KEYS).where(API_KEYS.c.id == key_id))
    await tx.execute(delete(API_KEY_USE).where(API_KEY_USE.c.id == key_id))
    await tx.execute(delete(GRANTS).where(GRANTS.c.issuer == KEY_ISSUER, GRANTS.c.subject == key_id))
    return bool(gone.rowcount)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
