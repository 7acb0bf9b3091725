"""What is in the audit log stays there as it was written, or verification says where it does not."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from regio_chassis.audit import Act, Anchor, Broken, append, head, read_anchors, record, verify, write_anchor
from regio_chassis.audit.chain import BATCH, drop_before
from regio_chassis.audit.tables import AUDIT, AUDIT_HEAD
from regio_chassis.database import Database
from regio_chassis.migrations import chassis_audit

AT = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
async def database(empty_database: Database) -> Database:
    await empty_database.define(chassis_audit)
    return empty_database


async def fill(database: Database, count: int = 5) -> None:
    async with database.begin() as tx:
        await append(tx, [Act("iss anna", "pupil.read", f"pupil:{number}") for number in range(1, count + 1)], at=AT)


async def verdict(database: Database, *anchors: Anchor):
    async with database.reading() as reading:
        return await verify(reading, anchors)


async def test_an_untouched_chain_holds_over_many_batches(database):
    await fill(database, 2 * BATCH + 3)
    async with database.begin() as tx:
        await record(tx, at=AT, actor="iss anna", action="role.given", target="grant:x", until=AT + timedelta(hours=1))

    found = await verdict(database)

    assert (found.entries, found.head.position, found.broken) == (2 * BATCH + 4, 2 * BATCH + 4, None)


async def test_an_empty_chain_holds(database):
    assert (await verdict(database)).broken is None


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "iss bert"},
        {"action": "pupil.changed"},
        {"target": "pupil:9"},
        {"at": AT + timedelta(seconds=1)},
        {"until": AT},
        {"reason_code": "emergency"},
        {"hash": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_a_tampered_entry_is_found_whatever_was_changed(database, change):
    await fill(database)
    async with database.begin() as tx:
        await tx.execute(update(AUDIT).where(AUDIT.c.position == 3).values(**change))

    assert (await verdict(database)).broken == Broken(3, "changed")


async def test_a_deleted_entry_is_found(database):
    await fill(database)
    async with database.begin() as tx:
        await tx.execute(delete(AUDIT).where(AUDIT.c.position == 2))

    assert (await verdict(database)).broken == Broken(2, "missing")


async def test_two_entries_that_changed_places_are_found(database):
    await fill(database)
    async with database.begin() as tx:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            await tx.execute(update(AUDIT).where(AUDIT.c.position == old).values(position=new))

    assert (await verdict(database)).broken == Broken(2, "changed")


async def test_a_tail_that_was_cut_off_is_found_by_the_head(database):
    await fill(database)
    async with database.begin() as tx:
        await tx.execute(delete(AUDIT).where(AUDIT.c.position > 3))

    assert (await verdict(database)).broken.position == 4


async def test_a_tail_that_was_cut_off_together_with_the_head_is_found_by_an_anchor(database, tmp_path):
    await fill(database)
    file = tmp_path / "evidence" / "audit.jsonl"
    async with database.reading() as reading:
        write_anchor(file, await head(reading))
    async with database.begin() as tx:
        third = await tx.scalar(select(AUDIT.c.hash).where(AUDIT.c.position == 3))
        await tx.execute(delete(AUDIT).where(AUDIT.c.position > 3))
        await tx.execute(update(AUDIT_HEAD).values(position=3, hash=third))

    assert (await verdict(database)).broken is None
    assert (await verdict(database, *read_anchors(file))).broken.position == 4


async def test_a_chain_that_was_written_anew_is_found_by_an_anchor(database):
    await fill(database)
    async with database.reading() as reading:
        anchor = await head(reading)
    async with database.begin() as tx:
        await tx.execute(delete(AUDIT))
        await tx.execute(update(AUDIT_HEAD).values(position=0, hash="0" * 64))
        await append(tx, [Act("iss eve", "pupil.read", f"pupil:{number}") for number in range(1, 8)], at=AT)

    assert (await verdict(database)).broken is None
    assert (await verdict(database, anchor)).broken.position == anchor.position


async def test_writers_at_once_make_one_chain(database):
    async def write(number: int) -> None:
        async with database.begin() as tx:
            await record(tx, at=AT, actor=f"iss {number}", action="pupil.read", target="pupil:1")

    await asyncio.gather(*(write(number) for number in range(40)))

    found = await verdict(database)
    assert (found.entries, found.broken) == (40, None)


async def test_two_processes_at_once_make_one_chain(database, empty_database_url):
    other = Database(empty_database_url)

    async def write(through: Database, number: int) -> None:
        async with through.begin() as tx:
            await record(tx, at=AT, actor=f"iss {number}", action="pupil.read", target="pupil:1")

    await asyncio.gather(*(write(through, number) for number in range(20) for through in (database, other)))
    await other.close()

    found = await verdict(database)
    assert (found.entries, found.broken) == (40, None)


async def test_what_is_rolled_back_leaves_no_entry_and_no_gap(database):
    await fill(database, 2)

    async def fail() -> None:
        async with database.begin() as tx:
            await record(tx, at=AT, actor="iss anna", action="pupil.read", target="pupil:1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    await fill(database, 1)

    found = await verdict(database)
    assert (found.entries, found.broken) == (3, None)


async def test_what_is_old_may_go_and_the_rest_still_holds(database):
    await fill(database, 3)
    async with database.begin() as tx:
        await record(tx, at=AT + timedelta(days=400), actor="iss anna", action="pupil.read", target="pupil:9")
        gone = await drop_before(tx, AT + timedelta(days=1))

    found = await verdict(database)
    assert (gone, found.entries, found.head.position, found.broken) == (3, 1, 4, None)


async def test_the_same_head_is_kept_once(tmp_path):
    file = tmp_path / "audit.jsonl"
    for _ in range(2):
        write_anchor(file, Anchor(1, "a"))
    write_anchor(file, Anchor(2, "b"))

    assert read_anchors(file) == [Anchor(1, "a"), Anchor(2, "b")]
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "given",
    [
        {"action": "hat Erika gelesen"},
        {"target": "Müller"},
        {"target": "pupil:1\n"},
        {"reason_code": "weil Erika krank ist"},
        {"actor": ""},
    ],
)
def test_text_is_refused_only_ids_and_codes_enter(given):
    with pytest.raises(ValueError, match="audit entry"):
        Act(**{"actor": "iss anna", "action": "pupil.read", "target": "pupil:1"} | given)
