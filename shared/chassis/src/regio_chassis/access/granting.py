"""Giving and taking of rights, each with its entry in the audit log."""

from datetime import datetime, timedelta
from hashlib import sha256

from regio_chassis.access.grants import Granted, add_grant, remove_grant
from regio_chassis.access.keys import KEY_ISSUER, create_key, revoke_key
from regio_chassis.access.model import Policy, Principal, Role
from regio_chassis.access.sessions import close_all_sessions, close_sessions
from regio_chassis.access.tokens import Identity
from regio_chassis.audit import record
from regio_chassis.database import Tx
from regio_chassis.errors import Invalid, Missing, NotPermitted

OPERATOR = "operator"
"""Who acts on the command line; the machine knows who that was."""
_BY_HAND = frozenset({Role.OPERATOR, Role.SERVICE})
_BY_CODE = frozenset({Role.PUPIL, Role.GUARDIAN})


class OwnGrants(NotPermitted):
    """Somebody wanted to change what they themselves may do."""

    code = "own-grants"
    title = "Nobody changes their own grants; ask a colleague."
    title_de = "Die eigenen Rechte ändert niemand selbst; bitten Sie eine Kollegin oder einen Kollegen."


def grantable(policy: Policy) -> frozenset[Role]:
    """Roles a service knows and staff may give: not those of machines and operators, nor those that a code opens."""
    known = {role for rights in policy.values() for role in rights}
    return frozenset(known - {Role.ANONYMOUS} - _BY_HAND - _BY_CODE)


async def give(tx: Tx, by: Principal, granted: Granted, *, policy: Policy, at: datetime) -> None:
    """
    Grant a role; giving twice is giving once.

    Raises:
        OwnGrants: it is one's own. Otherwise the service centre could make itself a school, and see its pupils.
        Invalid: this service has no such role, or staff may not give it.
    """
    _not_own(by, granted)
    if granted.role not in grantable(policy):
        raise Invalid("this role cannot be granted here", pointer="/role")
    await add_grant(tx, granted.issuer, granted.subject, granted.role, granted.key)
    await record(tx, at=at, actor=actor_of(by), action="grant.add", target=_target(granted))


async def take_back(tx: Tx, by: Principal, granted: Granted, *, at: datetime) -> None:
    """
    Take a role back, with effect on the next request.

    Raises:
        OwnGrants: it is one's own.
        Missing: it was not granted.
    """
    _not_own(by, granted)
    if not await remove_grant(tx, granted.issuer, granted.subject, granted.role, granted.key):
        raise Missing("there is no such grant")
    await record(tx, at=at, actor=actor_of(by), action="grant.remove", target=_target(granted))


async def give_by_hand(tx: Tx, granted: Granted, *, at: datetime) -> None:
    """What an operator grants: any role."""
    await add_grant(tx, granted.issuer, granted.subject, granted.role, granted.key)
    await record(tx, at=at, actor=OPERATOR, action="grant.add", target=_target(granted))


async def take_back_by_hand(tx: Tx, granted: Granted, *, at: datetime) -> bool:
    """What an operator takes back; False if there was no such grant."""
    if not await remove_grant(tx, granted.issuer, granted.subject, granted.role, granted.key):
        return False
    await record(tx, at=at, actor=OPERATOR, action="grant.remove", target=_target(granted))
    return True


async def issue_key(tx: Tx, label: str, role: Role, key: str, *, lasts: timedelta, at: datetime) -> str:
    """A new API key with one grant, ``id.secret``, shown this once."""
    presented = await create_key(tx, label, at=at, expires_at=at + lasts)
    key_id = presented.partition(".")[0]
    await record(tx, at=at, actor=OPERATOR, action="key.add", target=f"key:{key_id}", until=at + lasts)
    await give_by_hand(tx, Granted(KEY_ISSUER, key_id, role, key), at=at)
    return presented


async def withdraw_key(tx: Tx, key_id: str, *, at: datetime) -> bool:
    """Revoke an API key with all its grants; False if there is none."""
    if not await revoke_key(tx, key_id):
        return False
    await record(tx, at=at, actor=OPERATOR, action="key.revoke", target=f"key:{key_id}")
    return True


async def end_sessions(tx: Tx, identity: Identity | None, *, at: datetime) -> int:
    """End every page session of somebody, or of everybody; returns how many there were."""
    ended = await (close_all_sessions(tx) if identity is None else close_sessions(tx, identity))
    target = "session:all" if identity is None else person(identity.issuer, identity.subject)
    await record(tx, at=at, actor=OPERATOR, action="session.revoke", target=target)
    return ended


def actor_of(principal: Principal) -> str:
    """Somebody in the audit log: the issuer and its id for them."""
    return f"{principal.issuer} {principal.subject}"


def _not_own(by: Principal, granted: Granted) -> None:
    if (by.issuer, by.subject) == (granted.issuer, granted.subject):
        raise OwnGrants


def _target(granted: Granted) -> str:
    return f"grant:{granted.role}:{granted.key}:{person(granted.issuer, granted.subject, most=160)}"[:300]


def person(issuer: str, subject: str, *, most: int = 290) -> str:
    """As it is, unless it is too long or not ASCII: then by its fingerprint."""
    whole = f"{subject}@{issuer}"
    if len(whole) <= most and whole.isascii() and whole.isprintable():
        return whole
    return "sha256:" + sha256(whole.encode()).hexdigest()
