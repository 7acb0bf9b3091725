"""Who may do what: roles, what a person holds, and how far an action reaches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from regio_chassis.errors import NotPermitted, Unauthenticated

EVERY = "*"
"""The key of a grant that holds for all towns, businesses, schools, ..."""


class Role(StrEnum):
    """What somebody is to the three programmes."""

    ANONYMOUS = "anonymous"
    SHOPKEEPER = "shopkeeper"
    TOWN_MANAGER = "town_manager"
    MODERATOR = "moderator"
    SCHOOL = "school"
    COMPANY = "company"
    PUPIL = "pupil"
    GUARDIAN = "guardian"
    CHAMBER = "chamber"
    OPERATOR = "operator"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Grant:
    """One role held for one ``key``: a town, a business, a working group, a school, a company, or ``*`` for all."""

    role: Role
    key: str = EVERY


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an action reaches for one role; reaches are added with ``|``."""

    everything: bool = False
    published: bool = False
    kinds: frozenset[str] = frozenset()

    def __or__(self, other: "Reach") -> "Reach":
        return Reach(self.everything or other.everything, self.published or other.published, self.kinds | other.kinds)


ALL = Reach(everything=True)
PUBLISHED = Reach(published=True)


def own(kind: str) -> Reach:
    """Rows whose ``kind`` ("town", "business", ...) is a key of the caller's grant."""
    return Reach(kinds=frozenset({kind}))


Policy = Mapping[str, Mapping[Role, Reach]]
"""Operation id to the roles that have the action, and how far. What is not named is refused."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows one caller may touch by one action; keys by kind."""

    everything: bool = False
    published: bool = False
    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)

    ALL: ClassVar["Scope"]
    PUBLIC: ClassVar["Scope"]
    NONE: ClassVar["Scope"]

    def of(self, kind: str) -> frozenset[str]:
        """The caller's own keys of ``kind``."""
        return self.keys.get(kind, frozenset())


Scope.ALL = Scope(everything=True)
Scope.PUBLIC = Scope(published=True)
Scope.NONE = Scope()


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls, and what this service granted them."""

    issuer: str
    subject: str
    grants: tuple[Grant, ...] = ()

    @property
    def anonymous(self) -> bool:
        """Nobody said who they are."""
        return not self.issuer

    @property
    def roles(self) -> frozenset[Role]:
        """Their roles; everybody is at least anonymous."""
        return frozenset({Role.ANONYMOUS, *(grant.role for grant in self.grants)})


ANONYMOUS = Principal("", "")
_ANYBODY = Grant(Role.ANONYMOUS, "")


def scope_for(policy: Policy, operation: str, principal: Principal) -> Scope:
    """
    What ``principal`` may touch by ``operation``: the union over their roles and anonymous, whose rights everybody has.

    Raises:
        Unauthenticated: anonymous does not have the action, and the caller did not say who they are.
        NotPermitted: none of the caller's roles has the action.
        KeyError: the policy does not name the operation.
    """
    rights = policy[operation]
    held = _reached(rights, (_ANYBODY, *principal.grants))
    if held is not None:
        return held
    if principal.anonymous:
        raise Unauthenticated
    raise NotPermitted


def _reached(rights: Mapping[Role, Reach], grants: Iterable[Grant]) -> Scope | None:
    allowed = everything = published = False
    keys: dict[str, frozenset[str]] = {}
    for grant in grants:
        reach = rights.get(grant.role)
        if reach is None:
            continue
        allowed = True
        everything = everything or reach.everything or (grant.key == EVERY and bool(reach.kinds))
        published = published or reach.published
        for kind in reach.kinds:
            keys[kind] = keys.get(kind, frozenset()) | {grant.key}
    return Scope(everything, published, keys) if allowed else None
