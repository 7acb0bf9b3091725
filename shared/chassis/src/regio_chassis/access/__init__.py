"""Who is who, and who may do what."""

from regio_chassis.access.authentication import Authenticator
from regio_chassis.access.grants import KEY_ISSUER, add_grant, create_key, grants_of, remove_grant
from regio_chassis.access.issuer import IssuerKeys
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
from regio_chassis.access.predicate import Unscoped, scoped
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
    "Identity",
    "IssuerKeys",
    "Policy",
    "Principal",
    "Reach",
    "Role",
    "Scope",
    "TokenVerifier",
    "Unscoped",
    "add_grant",
    "create_key",
    "define_access_tables",
    "grants_of",
    "own",
    "remove_grant",
    "scope_for",
    "scoped",
]
