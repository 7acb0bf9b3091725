"""Who is who, and who may do what."""

from regio_chassis.access.authentication import Authenticator
from regio_chassis.access.grants import Granted, add_grant, all_grants, grants_of, remove_grant
from regio_chassis.access.issuer import IssuerKeys
from regio_chassis.access.keys import KEY_ISSUER, all_keys, create_key, revoke_key
from regio_chassis.access.login import Login, LoginFailed
from regio_chassis.access.model import (
    ALL,
    ANONYMOUS,
    EVERY,
    PUBLISHED,
    Grant,
    Policy,
    Principal,
    Reach,
    Role,
    Scope,
    own,
    scope_for,
)
from regio_chassis.access.predicate import Scoped, Unscoped, scoped
from regio_chassis.access.sessions import close_sessions, open_session
from regio_chassis.access.tables import define_access_tables
from regio_chassis.access.tokens import Identity, TokenVerifier

__all__ = [
    "ALL",
    "ANONYMOUS",
    "EVERY",
    "KEY_ISSUER",
    "PUBLISHED",
    "Authenticator",
    "Grant",
    "Granted",
    "Identity",
    "IssuerKeys",
    "Login",
    "LoginFailed",
    "Policy",
    "Principal",
    "Reach",
    "Role",
    "Scope",
    "Scoped",
    "TokenVerifier",
    "Unscoped",
    "add_grant",
    "all_grants",
    "all_keys",
    "close_sessions",
    "create_key",
    "define_access_tables",
    "grants_of",
    "open_session",
    "own",
    "remove_grant",
    "revoke_key",
    "scope_for",
    "scoped",
]
