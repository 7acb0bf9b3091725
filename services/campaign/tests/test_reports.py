"""What towns report, reminders until they do, and how an edition compares with the year before."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from campaign_examples import NOW, a_town_participation, an_edition
from campaign_people import People
from campaign_stage import Stage, stated_by
from fastapi import FastAPI

from campaign.domain import EditionStatus, OfferStatus, TownReport, TownStatus
from campaign.domain.reports import compare, figures_of, mean_of
from regio_chassis.access import Role
from regio_chassis.chores import Chores
from regio_chassis.database import Database

CHAMBER, MANAGER = Role.CHAMBER, Role.TOWN_MANAGER


async def ended(database: Database) -> Stage:
    """The stage after its action days."""
    stage = await Stage.build(database)
    stage.edition.status, stage.worbis.status = EditionStatus.ENDED, TownStatus.ENDED
    async with database.begin(at=NOW) as tx:
        await tx.save(stage.edition)
        await tx.save(stage.worbis)
    return stage


def a_report(town: str, **other: Any) -> TownReport:
    participation = a_town_participation(TownStatus.ENDED, town_key=town)
    facts: dict[str, Any] = {"businesses": 10, "offers": 20, "cards_returned": None, "ratings": (), "text": None}
    return TownReport.submit(participation, year=2026, at=NOW, **(facts | other))[0]


@pytest.mark.parametrize(
    ("ratings", "mean"), [((), None), ((0, 0, 0, 0, 0), None), ((0, 0, 0, 0, 3), 5.0), ((1, 0, 0, 1, 1), 3.33)]
)
def test_the_mean_rating_is_that_of_the_businesses(ratings: tuple[int, ...], mean: float | None) -> None:
    assert mean_of(ratings) == mean


def test_two_years_are_compared_town_by_town_and_together() -> None:
    now = [a_report("worbis", cards_returned=50, ratings=(0, 0, 0, 0, 2)), a_report("gotha")]
    before = [
        a_report("worbis", businesses=8, offers=25, cards_returned=30, ratings=(0, 0, 0, 2, 0)),
        a_report("artern", ratings=(6, 0, 0, 0, 0)),
    ]

    compared = compare(now, before)
    together = figures_of(now)

    assert list(compared) == ["artern", "gotha", "worbis"]
    change = compared["worbis"].change
    assert change is not None
    assert (change.businesses, change.offers, change.cards_returned, change.rating_mean) == (2, -5, 20, 1.0)
    assert (compared["artern"].change, compared["gotha"].change) == (None, None)
    assert together is not None
    assert (together.businesses, together.cards_returned, together.rating_mean) == (20, 50, 5.0)
    assert figures_of(before).rating_mean == 1.75  # type: ignore[union-attr]  # there are two


async def test_a_town_reports_and_what_it_does_not_count_is_counted(people: People, database: Database) -> None:
    stage = await ended(database)
    await stage.offer(database, OfferStatus.PUBLISHED)
    await stage.offer(database, OfferStatus.CANCELLED)
    path = f"/town-participations/{stage.worbis.id}/report"
    body = {"cards_returned": 120, "ratings": [0, 1, 0, 2, 1], "text": "Das Wetter war gut."}

    answer = await people.done(path, MANAGER, "worbis", json=body)
    twice = await people.post(path, MANAGER, "worbis", json=body)

    (public,) = await people.listed("/town-reports?edition=2026")
    (own,) = await people.listed("/town-reports?town=worbis", MANAGER, "worbis")
    assert answer["status"] == "reported"
    assert (twice.status_code, twice.json()["code"]) == (409, "transition-not-allowed")
    assert (public["businesses"], public["offers"], public["cards_returned"], public["rating_mean"]) == (
        1,
        1,
        120,
        3.75,
    )
    assert "text" not in public
    assert own["text"] == "Das Wetter war gut."
    assert [type for type, _ in await stated_by(database)] == ["report.submitted"]


async def test_ratings_are_one_count_for_each_grade(people: People, database: Database) -> None:
    stage = await ended(database)

    answer = await people.post(
        f"/town-participations/{stage.worbis.id}/report", MANAGER, "worbis", json={"ratings": [1, 2]}
    )

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/ratings")
    assert (await people.get(f"/town-participations/{stage.worbis.id}")).json()["status"] == "ended"


async def test_a_town_is_reminded_once_a_week_until_its_report_is_in(
    people: People, database: Database, app: FastAPI
) -> None:
    stage = await ended(database)
    path = f"/editions/{stage.edition.id}/remind"

    def on_day(days: int) -> None:
        app.state.edge = replace(app.state.edge, now=lambda: NOW + timedelta(days=days))

    counts = []
    for day in (0, 6, 7, 8, 14):
        on_day(day)
        counts.append([town["reminders"] for town in (await people.done(path, CHAMBER))["items"]])
    await people.done(f"/town-participations/{stage.worbis.id}/report", MANAGER, "worbis", json={})
    on_day(30)

    assert counts == [[1], [1], [2], [2], [3]]
    assert (await people.done(path, CHAMBER))["items"] == []
    assert (await people.get(f"/town-participations/{stage.worbis.id}")).json()["reminders"] == 3


async def test_the_service_reminds_towns_by_itself(people: People, database: Database, app: FastAPI) -> None:
    stage = await ended(database)
    chores: Chores = app.state.running.chores

    reminders = []
    for day in (0, 1, 7):
        await chores.once(NOW + timedelta(days=day))
        seen = (await people.get(f"/town-participations/{stage.worbis.id}")).json()
        reminders.append(seen["reminders"])
    await people.done(f"/town-participations/{stage.worbis.id}/report", MANAGER, "worbis", json={})
    await chores.once(NOW + timedelta(days=30))

    assert reminders == [1, 1, 2]
    assert (await people.get(f"/town-participations/{stage.worbis.id}")).json()["reminders"] == 2


async def test_nobody_is_reminded_before_the_edition_is_over(people: People, database: Database) -> None:
    stage = await Stage.build(database)

    answer = await people.post(f"/editions/{stage.edition.id}/remind", CHAMBER)

    assert (answer.status_code, answer.json()["code"]) == (409, "edition-not-open")


async def test_an_edition_is_evaluated_when_all_have_reported_or_the_chamber_goes_on_without(
    people: People, database: Database
) -> None:
    stage = await ended(database)
    path = f"/editions/{stage.edition.id}/evaluate"

    early = await people.post(path, CHAMBER)
    without = await people.done(path, CHAMBER, json={"without_missing": True})

    assert (early.status_code, early.json()["code"]) == (409, "reports-missing")
    assert without["status"] == "evaluated"


async def test_an_edition_is_compared_with_the_last_one_before_that_was_reported_on(
    people: People, database: Database
) -> None:
    stage = await ended(database)
    former = an_edition(EditionStatus.EVALUATED, year=2024, kickoff_days=())
    silent = an_edition(EditionStatus.ENDED, year=2025, kickoff_days=())
    part = a_town_participation(TownStatus.ENDED, edition_id=former.id)
    report, _ = TownReport.submit(
        part, year=2024, businesses=3, offers=9, cards_returned=None, ratings=(), text=None, at=NOW
    )
    async with database.begin(at=NOW) as tx:
        await tx.add(former, silent, part, report)
    await people.done(f"/town-participations/{stage.worbis.id}/report", MANAGER, "worbis", json={"offers": 11})

    compared = (await people.get(f"/editions/{stage.edition.id}/comparison")).json()

    assert (compared["year"], compared["before"]) == (2026, 2024)
    (worbis,) = compared["towns"]
    assert (worbis["town_name"], worbis["now"]["offers"], worbis["before"]["offers"]) == ("Worbis", 11, 9)
    assert worbis["change"] == {"businesses": -2, "offers": 2, "cards_returned": None, "rating_mean": None}
    assert compared["total"]["change"]["offers"] == 2
