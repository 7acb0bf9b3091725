"""The facts that are loaded, and the schema they are loaded into."""

from datetime import date, timedelta

import httpx
import pytest
from fastapi import FastAPI
from network_examples import AT

from network import commands, demo, queries
from network.app import SERVICE
from regio_chassis.access import Scope
from regio_chassis.bus.own import OwnChannel
from regio_chassis.database import Database
from regio_chassis.migrations import differences
from regio_events.network import DecisionRecorded

NINE_TOWNS = [
    "apolda",
    "bad-langensalza",
    "eisenach",
    "gotha",
    "heilbad-heiligenstadt",
    "leinefelde-worbis",
    "muehlhausen",
    "soemmerda",
    "sondershausen",
]
TEN_TOWNS = sorted([*NINE_TOWNS, "bad-frankenhausen"])
SIX_TOWNS = ["apolda", "bad-langensalza", "eisenach", "heilbad-heiligenstadt", "soemmerda", "sondershausen"]


async def test_the_migrated_schema_is_that_of_the_tables(database: Database) -> None:
    assert await differences(database, SERVICE.metadata) == []


FOUR_TOWNS = ["apolda", "eisenach", "soemmerda", "sondershausen"]
SECOND_NETWORK = ["eisenach", "gotha", "muehlhausen", "sondershausen"]


@pytest.mark.parametrize(
    ("group", "day", "towns"),
    [
        ("netzwerk-2015", date(2015, 3, 31), []),
        ("netzwerk-2015", date(2015, 4, 30), FOUR_TOWNS),
        ("netzwerk-2015", date(2018, 5, 2), FOUR_TOWNS),
        ("netzwerk-2015", date(2018, 5, 3), SIX_TOWNS),
        ("netzwerk-2015", date(2019, 1, 1), SIX_TOWNS),
        ("netzwerk-2015", date(2019, 3, 1), ["apolda", "bad-langensalza", "heilbad-heiligenstadt", "soemmerda"]),
        ("netzwerk-2015", date(2019, 7, 1), []),
        ("netzwerk-1", date(2019, 2, 19), []),
        ("netzwerk-1", date(2019, 2, 20), SECOND_NETWORK),
        ("netzwerk-1", date(2019, 10, 1), SECOND_NETWORK),
        (
            "netzwerk-2",
            date(2019, 10, 1),
            ["apolda", "bad-langensalza", "heilbad-heiligenstadt", "leinefelde-worbis", "soemmerda"],
        ),
        ("innenstadtnetzwerk", date(2024, 1, 24), []),
        ("innenstadtnetzwerk", date(2024, 1, 25), TEN_TOWNS),
    ],
)
async def test_who_was_a_member_on_a_day(database: Database, group: str, day: date, towns: list[str]) -> None:
    async with database.begin(at=AT) as tx:
        await demo.load(tx, AT)

        assert await queries.memberships.members_on(tx, day, [group]) == towns


@pytest.mark.parametrize(
    ("day", "towns"),
    [
        ("2015-03-31", []),
        ("2015-04-30", FOUR_TOWNS),
        ("2018-05-03", SIX_TOWNS),
        ("2019-02-19", SIX_TOWNS),
        ("2019-02-20", sorted({*SIX_TOWNS, *SECOND_NETWORK})),
        ("2019-07-01", NINE_TOWNS),
        ("2019-12-31", NINE_TOWNS),
        ("2024-01-24", NINE_TOWNS),
        ("2024-01-25", TEN_TOWNS),
    ],
)
async def test_anybody_may_ask_which_towns_belonged_on_a_day(
    database: Database, http: httpx.AsyncClient, day: str, towns: list[str]
) -> None:
    async with database.begin(at=AT) as tx:
        await demo.load(tx, AT)

    answer = await http.get(f"/api/v1/memberships?on={day}&limit=100")

    assert sorted({one["town_key"] for one in answer.json()["items"]}) == towns
    assert all(one["source"] for one in answer.json()["items"])


@pytest.mark.parametrize(
    ("town", "group", "said"),
    [
        ("heilbad-heiligenstadt", "netzwerk-2015", "der Tag des Beitritts ist nicht belegt"),
        ("leinefelde-worbis", "netzwerk-2", "der Tag ist nicht belegt"),
        ("heilbad-heiligenstadt", "innenstadtnetzwerk", "ein Tag des Austritts ist nicht belegt"),
    ],
)
async def test_where_no_source_gives_the_day_the_membership_says_so(
    database: Database, http: httpx.AsyncClient, town: str, group: str, said: str
) -> None:
    async with database.begin(at=AT) as tx:
        await demo.load(tx, AT)

    (one,) = (await http.get(f"/api/v1/memberships?town={town}&group={group}")).json()["items"]

    assert said in one["source"]


async def test_the_invented_meeting_decides_that_three_towns_join_this_years_edition(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await demo.load(tx, AT)
        recorded = [one.event for one in tx.recorded if isinstance(one.event, DecisionRecorded)]
        recorded = [event for event in recorded if event.edition_year is not None]

        (event,) = recorded
        meeting = await queries.meetings.meeting(tx, Scope.PUBLIC, event.meeting_id)

    assert event.town_keys == ("heilbad-heiligenstadt", "leinefelde-worbis", "sondershausen")
    assert (event.kind, event.result, event.edition_year) == ("join_campaign", "adopted", AT.year)
    assert meeting["town_keys"] == NINE_TOWNS
    assert meeting["starts_at"] < AT
    assert "erfunden" in meeting["source"]


async def test_loading_twice_loads_once(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await demo.load(tx, AT)
        before = await queries.counts.counts(tx)

    async with database.begin(at=AT) as tx:
        await demo.load(tx, AT + timedelta(days=3))

        assert tx.recorded == []
        assert await queries.counts.counts(tx) == before


async def test_the_start_page_counts_what_is_there(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await demo.load(tx, AT)
        await commands.agenda.propose(tx, Scope.ALL, title="Bänke", at=AT)

        figures = await queries.counts.counts(tx)

    assert figures == {
        "Städte im Netzwerk": 10,
        "anstehende Sitzungen": 1,
        "vorgeschlagene Tagesordnungspunkte": 1,
        "gültige Beschlüsse": 2,
        "offene Aufgaben": 0,
        "öffentliche Ideen": 4,
        "laufende Maßnahmen": 1,
    }


async def test_an_invented_idea_can_be_followed_to_the_measure_of_a_second_town(
    app: FastAPI, database: Database, http: httpx.AsyncClient
) -> None:
    async with database.begin(at=AT) as tx:
        await demo.load(tx, AT)
    (own,) = [one for one in app.state.running.bus.subscriptions if isinstance(one, OwnChannel)]
    await own.catch_up()

    overdue = (await http.get("/api/v1/ideas?overdue=true")).json()["items"]
    (idea,) = (await http.get("/api/v1/ideas?status=answered")).json()["items"]
    steps = (await http.get(f"/api/v1/threads/{idea['thread_id']}")).json()["steps"]

    assert [one["title"] for one in overdue] == ["Freies WLAN am Neumarkt"]
    assert {"erfunden" in one["source"] for one in [*overdue, idea]} == {True}
    kinds = [".".join(one["type"].split(".")[2:4]) for one in steps]
    assert {"idea.opened", "decision.recorded", "measure.started", "measure.transferred", "meeting.held"} <= set(kinds)
    assert kinds.count("decision.recorded") == kinds.count("idea.answered") == 1
