"""Reading and writing grants."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from regio_chassis.access.model import EVERY, Grant, Role
from regio_chassis.access.tables import GRANTS
from regio_chassis.database import Reading, Tx
from regio_chassis.fixed import Fixed

_HELD = Fixed(
    select(GRANTS.c.role, GRANTS.c.key).where(
        GRANTS.c.issuer == bindparam("issuer"), GRANTS.c.subject == bindparam("subject")
    )
)
_ROLES = {role.value: role for role in Role}


@dataclass(frozen=True, slots=True)
class Granted:
    """A grant and whose it is."""

    issuer: str
    subject: str
    role: Role
    key: str


async def all_grants(reading: Reading, *, issuer: str | None = None, subject: str | None = None) -> list[Granted]:
    """Who was granted what, by person; of one issuer or one person only, if they are named."""
    rows = select(GRANTS).order_by(GRANTS.c.issuer, GRANTS.c.subject, GRANTS.c.role, GRANTS.c.key)
    if issuer is not None:
        rows = rows.where(GRANTS.c.issuer == issuer)
    if subject is not None:
        rows = rows.where(GRANTS.c.subject == subject)
    found = await reading.execute(rows)
    return [Granted(row.issuer, row.subject, _ROLES[row.role], row.key) for row in found if row.role in _ROLES]


async def grants_of(reading: Reading, issuer: str, subject: str) -> tuple[Grant, ...]:
    """What this service granted; roles it does not know any more count for nothing."""
    return known(await reading.fetch(_HELD, {"issuer": issuer, "subject": subject}))


def known(rows: Iterable[tuple[str | None, str]]) -> tuple[Grant, ...]:
    """Of pairs of role and key those whose role there is."""
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
