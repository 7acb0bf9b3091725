"""A session lives in the table alone: it ends when it is idle, when it is old, and when somebody ends it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import MetaData, func, select
from sqlalchemy.schema import CreateIndex, CreateTable

from regio_chassis.access import Identity, define_access_tables, open_session
from regio_chassis.access.sessions import (
    ABSOLUTE,
    IDLE,
    close_session,
    close_sessions,
    live_session,
    purge_sessions,
    session_seen,
    sessions_of,
)
from regio_chassis.access.tables import PAGE_SESSIONS

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
ANNA = Identity("https://login.example.org", "anna")
BERND = Identity("https://login.example.org", "bernd")


@pytest.fixture
async def database(empty_database):
    metadata = MetaData()
    define_access_tables(metadata)
    async with empty_database.begin() as tx:
        for table in metadata.sorted_tables:
            await tx.execute(CreateTable(table))
            for index in table.indexes:
                await tx.execute(CreateIndex(index))
    return empty_database


async def opened(database, who=ANNA, at=NOW, replaces=None):
    async with database.begin() as tx:
        return await open_session(tx, who, at=at, replaces=replaces)


async def alive(database, presented, at=NOW):
    async with database.reading() as reading:
        return await live_session(reading, presented, at)


async def rows(database):
    async with database.reading() as reading:
        return await reading.scalar(select(func.count()).select_from(PAGE_SESSIONS))


async def test_whoever_shows_the_id_is_who_opened_it(database):
    presented = await opened(database)

    session = await alive(database, presented)

    assert session.identity == ANNA
    assert (session.started_at, session.ends_at) == (NOW, NOW + timedelta(hours=8))


async def test_the_table_does_not_hold_the_id(database):
    presented = await opened(database)

    async with database.reading() as reading:
        stored = (await reading.execute(select(PAGE_SESSIONS))).one()

    assert len(presented) == 43
    assert all(presented not in str(value) for value in stored)


async def test_no_two_sessions_have_the_same_id(database):
    assert len({await opened(database) for _ in range(20)}) == 20


@pytest.mark.parametrize("wrong", ["", "x", "A" * 43])
async def test_an_id_that_was_not_given_out_is_nobody(database, wrong):
    await opened(database)

    assert await alive(database, wrong) is None


async def test_half_an_hour_without_a_request_ends_it(database):
    presented = await opened(database)

    assert await alive(database, presented, NOW + IDLE - timedelta(seconds=1)) is not None
    assert await alive(database, presented, NOW + IDLE) is None


async def test_a_request_begins_the_half_hour_anew(database):
    presented = await opened(database)
    later = NOW + IDLE - timedelta(seconds=1)

    async with database.begin() as tx:
        await session_seen(tx, presented, later)

    assert await alive(database, presented, later + IDLE - timedelta(seconds=1)) is not None
    assert await alive(database, presented, later + IDLE) is None


async def test_eight_hours_end_it_however_busy_it_is(database):
    presented = await opened(database)
    end = NOW + ABSOLUTE

    async with database.begin() as tx:
        await session_seen(tx, presented, end - timedelta(seconds=1))

    assert await alive(database, presented, end - timedelta(seconds=1)) is not None
    assert await alive(database, presented, end) is None


async def test_a_closed_session_is_over_at_once(database):
    presented, other = await opened(database), await opened(database)

    async with database.begin() as tx:
        closed = await close_session(tx, presented)
        again = await close_session(tx, presented)

    assert (closed, again) == (True, False)
    assert await alive(database, presented) is None
    assert await alive(database, other) is not None


async def test_all_sessions_of_somebody_end_together_and_nobody_elses(database):
    mine, also_mine, theirs = await opened(database), await opened(database), await opened(database, BERND)

    async with database.begin() as tx:
        ended = await close_sessions(tx, ANNA)

    assert ended == 2
    assert await alive(database, mine) is None
    assert await alive(database, also_mine) is None
    assert await alive(database, theirs) is not None


async def test_a_login_ends_the_session_that_the_browser_had(database):
    planted = await opened(database, BERND)

    mine = await opened(database, ANNA, replaces=planted)

    assert mine != planted
    assert await alive(database, planted) is None
    assert (await alive(database, mine)).identity == ANNA


async def test_what_is_over_is_deleted_by_the_next_login(database):
    await opened(database)
    idle = await opened(database, at=NOW + timedelta(hours=1))
    assert await rows(database) == 1

    await opened(database, BERND, at=NOW + timedelta(hours=1, minutes=29))
    assert await rows(database) == 2
    await opened(database, BERND, at=NOW + timedelta(hours=1, minutes=30))

    assert await alive(database, idle, NOW + timedelta(hours=1)) is None
    assert await rows(database) == 2


async def test_purging_says_how_many_it_deleted(database):
    for _ in range(3):
        await opened(database)

    async with database.begin() as tx:
        early = await purge_sessions(tx, NOW + IDLE - timedelta(seconds=1))
        late = await purge_sessions(tx, NOW + IDLE)

    assert (early, late) == (0, 3)


async def test_one_sees_ones_own_open_sessions_newest_first(database):
    await opened(database, at=NOW)
    await opened(database, at=NOW + timedelta(minutes=20))
    await opened(database, BERND, at=NOW + timedelta(minutes=20))

    async with database.reading() as reading:
        both = await sessions_of(reading, ANNA, NOW + timedelta(minutes=25))
        one = await sessions_of(reading, ANNA, NOW + timedelta(minutes=35))

    assert [session.started_at for session in both] == [NOW + timedelta(minutes=20), NOW]
    assert [session.started_at for session in one] == [NOW + timedelta(minutes=20)]
