"""The database: revisions and tables agree, and every column says whom it is about."""

from sqlalchemy import MetaData

from placement.app import SERVICE
from placement.domain.base import DataClass, Row
from regio_chassis.database import Database
from regio_chassis.migrations import define_chassis_tables, differences, migrate


def _own_tables():
    shared = MetaData()
    define_chassis_tables(shared)
    return [table for table in Row.metadata.sorted_tables if table.name not in shared.tables]


async def test_the_revisions_lead_to_the_tables_of_the_code(empty_database: Database):
    await migrate(empty_database, SERVICE.migrations)

    assert await differences(empty_database, SERVICE.metadata) == []


def test_every_column_has_a_data_class():
    unclassed = [
        str(column)
        for table in _own_tables()
        for column in table.columns
        if not isinstance(column.info.get("data_class"), DataClass)
    ]

    assert unclassed == []
    assert len(_own_tables()) == 11


def test_the_only_column_about_a_person_is_the_tutor():
    about = [
        str(column)
        for table in _own_tables()
        for column in table.columns
        if column.info["data_class"] in {DataClass.PERSON, DataClass.MINOR, DataClass.SECRET}
    ]

    assert about == ["company.tutor"]
