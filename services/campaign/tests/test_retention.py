"""What is about somebody is said of every column, and what is due goes by itself."""

from datetime import UTC, datetime

from campaign.app import SERVICE
from regio_chassis.data_classes import unclassed
from regio_chassis.migrations import migrate
from regio_chassis.processing import processing_record
from regio_chassis.retention import run_once


def test_every_column_has_a_data_class_and_a_rule_that_there_is():
    columns = [column for table in SERVICE.metadata.sorted_tables for column in table.columns]

    assert unclassed(SERVICE.metadata) == []
    assert {column.info["retention"] for column in columns} <= {rule.id for rule in SERVICE.all_rules}


def test_the_record_of_processing_names_who_is_reached_and_who_won():
    text = processing_record(SERVICE.title, SERVICE.metadata, SERVICE.all_rules)

    assert "contact_name, contact_email, contact_phone" in text
    assert "| `stamp_claim` | Person | name, contact |" in text


async def test_every_rule_can_be_carried_out(empty_database):
    await migrate(empty_database, SERVICE.migrations)

    done = await run_once(empty_database, SERVICE.all_rules, datetime(2026, 9, 1, tzinfo=UTC), dry_run=False)

    assert {one.rule_id for one in done} == {rule.id for rule in SERVICE.all_rules if rule.work}
    assert sum(one.records for one in done) == 0
