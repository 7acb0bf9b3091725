"""The database: revisions and tables agree, and every column says whom it is about."""

from sqlalchemy import MetaData

from placement.app import SERVICE
from placement.domain.base import Row
from regio_chassis.data_classes import PERSONAL, class_of, unclassed
from regio_chassis.database import Database
from regio_chassis.migrations import define_chassis_tables, differences, migrate


def _own_tables():
    shared = MetaData()
    define_chassis_tables(shared)
    return [table for table in Row.metadata.sorted_tables if table.name not in shared.tables]


async def test_the_revisions_lead_to_the_tables_of_the_code(empty_database: Database):
    await migrate(empty_database, SERVICE.migrations)

    assert await differences(empty_database, SERVICE.metadata) == []


def test_every_column_has_a_data_class_and_a_retention_rule():
    own = {table.name for table in _own_tables()}

    assert [column for column in unclassed(Row.metadata) if column.partition(".")[0] in own] == []
    assert len(own) >= 16


def test_who_somebody_is_stands_in_few_tables():
    named = {"given_name", "family_name", "born_on", "phone", "mail", "street", "postcode"}
    persons = {
        table.name
        for table in _own_tables()
        for column in table.columns
        if column.key in named and class_of(column) in PERSONAL
    }

    assert persons == {"pupil_person", "guardian_person"}
