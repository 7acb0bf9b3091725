"""The facts to load."""

from datetime import UTC, date, datetime

import pytest
from campaign_stage import stated_by
from sqlalchemy import select

from campaign.app import SERVICE
from campaign.demo.edition import current_edition
from campaign.demo.towns import towns
from campaign.domain import Edition, EditionStatus, Offer, Row, StampCampaign, TownParticipation, local_day
from campaign.domain.duplicates import groups_of_alike
from campaign.domain.stamps import drawn
from campaign.queries.businesses import existing_businesses
from campaign.queries.editions import edition
from campaign.queries.materials import items_of_edition, material_orders
from campaign.queries.reports import reports_of
from campaign.queries.stamps import full_cards, stamp_campaigns, wins_of
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


@pytest.mark.parametrize("day", [date(2026, 1, 2), date(2024, 9, 5), date(2026, 11, 22), date(2026, 12, 28)])
async def test_on_any_day_of_the_year_the_season_can_be_watched(database: Database, day: date) -> None:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

    async with database.begin(at=at) as tx:
        await SERVICE.demo(tx, at)

    async with database.reading() as reading:
        current = await edition(reading, Scope.ALL, str(day.year))
        items = await items_of_edition(reading, Scope.ALL, current.id)
        orders = (await reading.execute(material_orders(Scope.ALL, edition=current.id))).mappings().all()
        doubles = groups_of_alike({one.id: one for one in await existing_businesses(reading, Scope.ALL)})
    assert items["bag"].left == 0
    assert sorted(order["status"] for order in orders) == ["approved", "approved", "placed", "shipped"]
    assert sum(order["note"] is not None for order in orders) == 3
    assert [len(group) for group in doubles] == [2]


async def test_the_reports_and_the_draw_of_2021_can_be_checked(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await SERVICE.demo(tx, AT)

    async with database.reading() as reading:
        past = await edition(reading, Scope.PUBLIC, "2021")
        reports = await reports_of(reading, Scope.PUBLIC, past.id)
        (cards,) = await reading.entities(StampCampaign, stamp_campaigns(Scope.PUBLIC, edition=past.id))
        full, wins = await full_cards(reading, cards.id), await wins_of(reading, cards.id)
    assert {report.town_key for report in reports} == {"heiligenstadt", "worbis", "leinefelde", "bleicherode"}
    assert all(report.source for report in reports)
    assert [(win.card_id, win.prize) for win in wins] == drawn(cards.seed or "", full, cards.prizes)
