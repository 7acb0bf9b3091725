"""What is about somebody is said of every column, and what is due goes by itself."""

from datetime import UTC, date, datetime, timedelta

from network_examples import AT, with_fields
from sqlalchemy import select
from sqlmodel import col

from network import commands
from network.app import SERVICE
from network.domain import DailySalt, IdeaContact
from regio_chassis.data_classes import unclassed
from regio_chassis.migrations import migrate
from regio_chassis.processing import processing_record
from regio_chassis.retention import run_once


def test_every_column_has_a_data_class_and_a_rule_that_there_is():
    columns = [column for table in SERVICE.metadata.sorted_tables for column in table.columns]

    assert unclassed(SERVICE.metadata) == []
    assert {column.info["retention"] for column in columns} <= {rule.id for rule in SERVICE.all_rules}


def test_the_record_of_processing_names_how_somebody_is_reached():
    text = processing_record(SERVICE.title, SERVICE.metadata, SERVICE.all_rules)

    assert "| `idea_contact` | Person | contact |" in text
    assert "| `town_role` | Person | person_name |" in text


async def test_every_rule_can_be_carried_out(empty_database):
    await migrate(empty_database, SERVICE.migrations)

    done = await run_once(empty_database, SERVICE.all_rules, datetime(2026, 9, 1, tzinfo=UTC), dry_run=False)

    assert {one.rule_id for one in done} == {rule.id for rule in SERVICE.all_rules if rule.work}
    assert sum(one.records for one in done) == 0


async def test_nobody_is_kept_reachable_for_longer_than_a_year_though_nobody_answers(database):
    await with_fields(database)
    ideas = []
    for day in (AT, AT + timedelta(days=2)):
        async with database.begin(at=day) as tx:
            ideas.append(
                await commands.ideas.submit(
                    tx,
                    title="Bänke",
                    text="Zum Ausruhen",
                    field_key="erlebnisraum",
                    secret_hash="0" * 64,
                    contact="canary@example.org",
                    at=day,
                )
            )

    done = await run_once(database, SERVICE.all_rules, AT + timedelta(days=366), dry_run=False)

    async with database.reading() as reading:
        kept = (await reading.execute(select(col(IdeaContact.idea_id)))).scalars().all()
    assert list(kept) == [ideas[1].id]
    assert {one.rule_id: one.records for one in done}["idea-contact"] == 1


async def test_the_salt_of_a_day_ends_with_it_though_nobody_supports_anything(database):
    async with database.begin(at=AT) as tx:
        await commands.ideas.begin_day(tx, date(2026, 3, 2), "salt")

    await run_once(database, SERVICE.all_rules, AT, dry_run=False)
    async with database.reading() as reading:
        today = (await reading.execute(select(col(DailySalt.day)))).scalars().all()
    await run_once(database, SERVICE.all_rules, AT + timedelta(days=1), dry_run=False)
    async with database.reading() as reading:
        tomorrow = (await reading.execute(select(col(DailySalt.day)))).scalars().all()

    assert (list(today), list(tomorrow)) == ([date(2026, 3, 2)], [])
