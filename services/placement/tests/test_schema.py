"""The database: revisions and tables agree, and every column says whom it is about."""

from placement_examples import COMPANY
from sqlalchemy import MetaData, Uuid, bindparam, text

from placement import queries
from placement.app import SERVICE
from placement.domain.base import Row
from placement.domain.companies import Company
from regio_chassis.access import Scope
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


async def test_rows_from_before_the_search_are_found(empty_database: Database):
    await migrate(empty_database, SERVICE.migrations, "0011")
    async with empty_database.begin() as tx:
        await tx.execute(
            text("INSERT INTO town (key, name, county, corpus_christi, version) VALUES ('a', 'A', 'B', false, 1)")
        )
        await tx.execute(
            text(
                "INSERT INTO company (id, name, kind, town_key, requirements, closed_days, status, version)"
                " VALUES (:id, 'Gärtnerei Am Teich', 'craft', 'a', '[]', '[]', 'approved', 1)"
            ).bindparams(bindparam("id", COMPANY, Uuid()))
        )

    await migrate(empty_database, SERVICE.migrations)

    async with empty_database.reading() as reading:
        (found,) = await reading.entities(Company, queries.companies(Scope.ALL, q="Gartnereien"))
    assert found.id == COMPANY


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
