"""The facts to load."""

from datetime import UTC, date, datetime

import pytest
from campaign_stage import stated_by
from sqlalchemy import select

from campaign.app import SERVICE
from campaign.demo.edition import current_edition
from campaign.demo.towns import towns
from campaign.domain import Edition, EditionStatus, Offer, Row, TownParticipation, local_day
from campaign.queries.editions import edition
from campaign.queries.towns import town_participations
from regio_chassis.access import Scope
from regio_chassis.database import Database
from regio_chassis.migrations import differences
from regio_chassis.rows import table_of

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def test_a_migrated_database_has_the_tables_of_the_code(database: Database) -> None:
    assert await differences(database, Row.metadata) == []


async def test_a_second_load_does_nothing(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await SERVICE.demo(tx, AT)
    before = await stated_by(database)

    async with database.begin(at=AT) as tx:
        await SERVICE.demo(tx, AT)

    assert await stated_by(database) == before


async def test_the_five_towns_of_2021_are_there_with_what_is_known(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await SERVICE.demo(tx, AT)

    async with database.reading() as reading:
        past = await edition(reading, Scope.PUBLIC, "2021")
        rows = (await reading.execute(town_participations(Scope.PUBLIC, edition="2021"))).mappings().all()
    assert past.kickoff_days == (date(2021, 9, 10), date(2021, 9, 11))
    assert past.status is EditionStatus.ENDED
    assert {row["town_name"] for row in rows} == {
        "Heilbad Heiligenstadt",
        "Worbis",
        "Leinefelde",
        "Bleicherode",
        "Artern",
    }
    sunday = next(row["windows"][-1] for row in rows if row["town_key"] == "heiligenstadt")
    assert (sunday.day, sunday.opens.hour, sunday.closes.hour) == (date(2021, 9, 12), 13, 18)


async def test_the_start_page_counts_what_was_loaded(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await SERVICE.demo(tx, AT)

    async with database.reading() as reading:
        figures = await SERVICE.counts(reading)

    assert figures == {
        "Auflagen": 2,
        "Städte dabei": 5,
        "Betriebe": 55,
        "Angebote": 59,
        "Praxistage-Betriebe": 0,
    }


async def test_everything_says_where_it_is_from(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await SERVICE.demo(tx, AT)

    async with database.reading() as reading:
        for model in (Edition, TownParticipation, Offer):
            found = (await reading.execute(select(table_of(model).c.source))).scalars().all()
            assert found
            assert all(found)


def test_every_town_of_the_network_can_join() -> None:
    reached = {key for town in towns().values() for key in (town.key, town.municipality)}

    assert reached >= {
        "eisenach",
        "gotha",
        "muehlhausen",
        "sondershausen",
        "apolda",
        "bad-langensalza",
        "heiligenstadt",
        "heilbad-heiligenstadt",
        "leinefelde-worbis",
        "soemmerda",
    }


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("day", [1, 10, 19, 28])
def test_on_any_day_of_the_year_registration_can_be_opened(month: int, day: int) -> None:
    at = datetime(2026, month, day, 12, tzinfo=UTC)
    made = current_edition(at)

    made.announce()
    made.open(at=at)

    assert made.year == 2026
    assert made.registers_on(local_day(at))
    assert [day.isoweekday() for day in made.kickoff_days] == [5, 6]
