"""What a role reaches, and the same as SQL."""

from uuid import UUID

import pytest
from sqlalchemy import Boolean, Column, MetaData, String, Table, Uuid, insert, select

from regio_chassis.access import (
    ALL,
    ANONYMOUS,
    PUBLISHED,
    Grant,
    Policy,
    Principal,
    Role,
    Scope,
    Scoped,
    Unscoped,
    own,
    scope_for,
    scoped,
)
from regio_chassis.database import Database
from regio_chassis.errors import NotPermitted, Unauthenticated
from regio_chassis.fixed import Fixed

POLICY: Policy = {
    "offer.list": {
        Role.ANONYMOUS: PUBLISHED,
        Role.SHOPKEEPER: own("business"),
        Role.TOWN_MANAGER: own("town"),
        Role.CHAMBER: ALL,
    },
    "offer.publish": {Role.TOWN_MANAGER: own("town") | PUBLISHED, Role.CHAMBER: ALL},
}
SHOP = "0192f0c1-7a2b-7c3d-8e4f-5a6b7c8d9e0f"


def somebody(*grants):
    return Principal("iss", "anna", grants)


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        (ANONYMOUS, Scope.PUBLIC),
        (somebody(), Scope.PUBLIC),
        (somebody(Grant(Role.PUPIL, "p1")), Scope.PUBLIC),
        (somebody(Grant(Role.CHAMBER)), Scope(everything=True, published=True)),
        (somebody(Grant(Role.TOWN_MANAGER)), Scope(True, True, {"town": frozenset("*")})),
        (
            somebody(Grant(Role.TOWN_MANAGER, "a"), Grant(Role.TOWN_MANAGER, "b"), Grant(Role.SHOPKEEPER, SHOP)),
            Scope(False, True, {"town": frozenset("ab"), "business": frozenset({SHOP})}),
        ),
    ],
)
def test_a_scope_is_the_union_of_what_all_roles_reach(principal, expected):
    assert scope_for(POLICY, "offer.list", principal) == expected


def test_one_role_may_reach_in_two_ways():
    scope = scope_for(POLICY, "offer.publish", somebody(Grant(Role.TOWN_MANAGER, "a")))

    assert (scope.published, scope.of("town"), scope.of("business")) == (True, {"a"}, frozenset())


def test_what_the_policy_does_not_name_is_refused():
    with pytest.raises(Unauthenticated):
        scope_for(POLICY, "offer.publish", ANONYMOUS)
    with pytest.raises(NotPermitted):
        scope_for(POLICY, "offer.publish", somebody(Grant(Role.SHOPKEEPER, SHOP)))
    with pytest.raises(KeyError):
        scope_for(POLICY, "offer.burn", somebody(Grant(Role.CHAMBER)))


offer = Table(
    "offer", MetaData(), Column("name", String), Column("town", String), Column("shop", Uuid), Column("public", Boolean)
)


WHOSE = Scoped(published=offer.c.public, town=offer.c.town, business=offer.c.shop)
ALWAYS_THE_SAME = Fixed(select(offer.c.name).where(WHOSE.condition))


@pytest.fixture
async def rows(empty_database_url):
    database = Database(empty_database_url)
    await database.define(offer.metadata.create_all)
    async with database.begin() as tx:
        for name, town, shop, public in (
            ("draft in a", "a", UUID(int=1), False),
            ("public in a", "a", UUID(int=1), True),
            ("draft of the shop in b", "b", UUID(SHOP), False),
            ("public in b", "b", UUID(int=2), True),
            ("draft in b", "b", UUID(int=2), False),
        ):
            await tx.execute(insert(offer).values(name=name, town=town, shop=shop, public=public))

    async def found(scope):
        async with database.reading() as reading:
            by_scope = {row.name for row in await reading.execute(select(offer).where(WHOSE.by(scope)))}
            fixed = {name for (name,) in await reading.fetch(ALWAYS_THE_SAME, WHOSE.values(scope, reading.dialect))}
        assert by_scope == fixed
        return fixed

    yield found
    await database.close()


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        (Scope.PUBLIC, {"public in a", "public in b"}),
        (Scope(keys={"town": frozenset("a")}), {"draft in a", "public in a"}),
        (Scope(published=True, keys={"town": frozenset("a")}), {"draft in a", "public in a", "public in b"}),
        (Scope(keys={"business": frozenset({SHOP})}), {"draft of the shop in b"}),
        (
            Scope(keys={"business": frozenset({SHOP}), "town": frozenset("a")}),
            {"draft in a", "public in a", "draft of the shop in b"},
        ),
        (Scope(keys={"town": frozenset("c")}), set()),
    ],
)
async def test_a_query_finds_what_its_scope_reaches(rows, scope, seen):
    assert await rows(scope) == seen


@pytest.mark.parametrize("scope", [Scope.ALL, Scope(everything=True, keys={"business": frozenset("*")})])
async def test_everything_is_everything(rows, scope):
    assert len(await rows(scope)) == 5


@pytest.mark.parametrize("scope", [None, Scope.NONE, Scope(keys={"school": frozenset("s")}), True])
def test_a_query_that_does_not_say_whose_rows_it_wants_raises(scope):
    whose = Scoped(published=offer.c.public, town=offer.c.town)

    with pytest.raises(Unscoped):
        whose.by(scope)
    with pytest.raises(Unscoped):
        whose.values(scope, "sqlite")


def test_published_reaches_nothing_where_nothing_is_public():
    assert str(scoped(Scope.PUBLIC, town=offer.c.town)) == "false"
