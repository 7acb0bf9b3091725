"""Who may do what is this service's own decision, and holds from the next request on."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import MetaData
from sqlalchemy.schema import CreateTable

from regio_chassis.access import (
    ANONYMOUS,
    KEY_ISSUER,
    Authenticator,
    Grant,
    Role,
    add_grant,
    all_keys,
    create_key,
    define_access_tables,
    grants_of,
    remove_grant,
    revoke_key,
)
from regio_chassis.access.authentication import ApiKey
from regio_chassis.access.tables import API_KEYS
from regio_chassis.errors import Unauthenticated

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
async def database(empty_database):
    metadata = MetaData()
    define_access_tables(metadata)
    async with empty_database.begin() as tx:
        for table in metadata.sorted_tables:
            await tx.execute(CreateTable(table))
    return empty_database


async def who(database, authenticator, authorization, at=NOW):
    async with database.reading() as reading:
        return await authenticator.authenticate(reading, authorization, at)


async def test_a_grant_counts_once_and_can_be_taken_back(database):
    async with database.begin() as tx:
        for _ in range(2):
            await add_grant(tx, "iss", "anna", Role.TOWN_MANAGER, "worbis")
        await add_grant(tx, "iss", "anna", Role.MODERATOR, "g1")
        await add_grant(tx, "other", "anna", Role.CHAMBER)
        granted = await grants_of(tx, "iss", "anna")

        removed = await remove_grant(tx, "iss", "anna", Role.MODERATOR, "g1")
        again = await remove_grant(tx, "iss", "anna", Role.MODERATOR, "g1")

    assert set(granted) == {Grant(Role.TOWN_MANAGER, "worbis"), Grant(Role.MODERATOR, "g1")}
    assert (removed, again) == (True, False)
    async with database.reading() as reading:
        assert await grants_of(reading, "iss", "anna") == (Grant(Role.TOWN_MANAGER, "worbis"),)


async def test_a_token_says_who_and_the_table_says_what(database, issuer, verifier):
    authenticator = Authenticator(verifier)
    token = f"Bearer {issuer.token(roles=['chamber'], scope='chamber')}"
    async with database.begin() as tx:
        await add_grant(tx, "https://login.example.org/realm", "anna", Role.SCHOOL, "s1")

    assert (await who(database, authenticator, token)).grants == (Grant(Role.SCHOOL, "s1"),)


async def test_no_header_is_somebody_anonymous(database):
    principal = await who(database, Authenticator(None), None)

    assert principal == ANONYMOUS
    assert principal.roles == {Role.ANONYMOUS}


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer ünlesbar", "Bearer a.b.c", "Bearer x"]
)
async def test_a_header_that_does_not_hold_is_refused(database, header):
    with pytest.raises(Unauthenticated):
        await who(database, Authenticator(None, callers={"network": [SecretStr(""), SecretStr("of-network")]}), header)


async def test_each_sister_service_has_its_own_token_and_two_while_it_is_replaced(database):
    callers = {"network": [SecretStr("new"), SecretStr("old")], "campaign": [SecretStr("of-campaign"), SecretStr("")]}
    authenticator = Authenticator(None, callers=callers)

    named = {token: await who(database, authenticator, f"Bearer {token}") for token in ("new", "old", "of-campaign")}

    assert {token: (each.issuer, each.subject) for token, each in named.items()} == {
        "new": ("service", "network"),
        "old": ("service", "network"),
        "of-campaign": ("service", "campaign"),
    }
    assert all(each.roles == {Role.ANONYMOUS, Role.SERVICE} for each in named.values())
    with pytest.raises(Unauthenticated):
        await who(database, authenticator, "Bearer olds")


class TestKeys:
    async def test_a_key_opens_what_was_granted_to_it(self, database):
        async with database.begin() as tx:
            key = await create_key(tx, "Zeitung", at=NOW)
            await add_grant(tx, KEY_ISSUER, key.partition(".")[0], Role.MODERATOR, "g1")

        principal = await who(database, Authenticator(None), f"Bearer {key}")

        assert principal.grants == (Grant(Role.MODERATOR, "g1"),)

    async def test_only_a_hash_of_its_secret_is_stored(self, database):
        async with database.begin() as tx:
            key = await create_key(tx, "Zeitung", at=NOW)
            stored = (await tx.execute(API_KEYS.select())).one()

        secret = key.partition(".")[2]
        assert len(secret) == 43
        assert all(secret not in str(value) for value in stored)

    async def test_a_wrong_unknown_or_expired_key_is_refused_alike(self, database):
        async with database.begin() as tx:
            key = await create_key(tx, "Zeitung", at=NOW, expires_at=NOW + timedelta(days=1))
        key_id, _, secret = key.partition(".")
        authenticator = Authenticator(None)

        assert (await who(database, authenticator, f"Bearer {key}")).subject == key_id
        for wrong, at in (
            (f"{key_id}.{secret[:-1]}", NOW),
            (f"{key_id}.", NOW),
            (f"nobody.{secret}", NOW),
            ("nobody.", NOW),
            (key, NOW + timedelta(days=1)),
        ):
            with pytest.raises(Unauthenticated, match="the API key does not hold"):
                await who(database, authenticator, f"Bearer {wrong}", at)

    async def test_when_it_was_last_used_is_written_once_a_minute_on_all_replicas_together(self, database):
        async with database.begin() as tx:
            key = ApiKey(await create_key(tx, "Zeitung", at=NOW))
        one, other = Authenticator(None), Authenticator(None)

        written = []
        for replica, seconds in ((one, 0), (one, 59), (other, 30), (one, 60), (other, 61), (other, 120), (one, 150)):
            await replica.used(database, key, NOW + timedelta(seconds=seconds))
            async with database.reading() as reading:
                (record,) = await all_keys(reading)
                written.append((record.used_at - NOW).total_seconds())

        assert written == [0, 0, 0, 60, 60, 120, 120]

    async def test_a_key_that_was_never_used_says_so(self, database):
        async with database.begin() as tx:
            key = await create_key(tx, "Zeitung", at=NOW, expires_at=NOW + timedelta(days=1))
            (record,) = await all_keys(tx)

        assert record.id == key.partition(".")[0]
        assert (record.label, record.used_at, record.expires_at) == ("Zeitung", None, NOW + timedelta(days=1))

    async def test_a_revoked_key_is_gone_with_what_was_granted_to_it(self, database):
        async with database.begin() as tx:
            key = await create_key(tx, "Zeitung", at=NOW)
            other = await create_key(tx, "Radio", at=NOW)
            for each in (key, other):
                await add_grant(tx, KEY_ISSUER, each.partition(".")[0], Role.MODERATOR, "g1")

            revoked = await revoke_key(tx, key.partition(".")[0])
            again = await revoke_key(tx, key.partition(".")[0])
            left = await grants_of(tx, KEY_ISSUER, key.partition(".")[0])

        assert (revoked, again, left) == (True, False, ())
        with pytest.raises(Unauthenticated):
            await who(database, Authenticator(None), f"Bearer {key}")
        assert (await who(database, Authenticator(None), f"Bearer {other}")).roles == {Role.ANONYMOUS, Role.MODERATOR}
