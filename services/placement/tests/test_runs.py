"""Assignment runs over HTTP, what time ends by itself, and figures that count nobody."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import product
from uuid import UUID

from fastapi import FastAPI
from placement_examples import NOW, a_phase, a_school
from placement_life import Life, an_offer_with, ok, refused, some_pupils, taken
from placement_world import YEAR, People, World, stated

from placement.app import SERVICE
from placement.commands import schools
from placement.domain import figures
from placement.domain.practice_days import DayStatus
from regio_chassis.access import Role, Scope
from regio_chassis.chores import Chores
from regio_chassis.database import Database

RUNS = "/api/v1/assignment-runs"


async def _lives(
    app: FastAPI, people: People, world: World, database: Database, count: int, name: str = "8a"
) -> list[Life]:
    return [await Life.of(app, people, world, pupil) for pupil in await some_pupils(database, count, name=name)]


async def _results(life: Life, run: str) -> dict[str, dict]:
    listed = ok(await life.school.get(f"{RUNS}/{run}/results", params={"limit": 100}))["items"]
    return {one["pupil_id"]: one for one in listed}


async def test_a_dry_run_gives_nobody_a_place_and_applied_it_gives_all_it_said(
    app: FastAPI, people: People, world: World, database: Database
):
    lives = await _lives(app, people, world, database, 5)
    second = await an_offer_with(database, world.other_company, [(world.coming, 2)], 1)
    for life in lives[:4]:
        await life.wish(world.offer, 1)
        await life.wish(second, 2)
    kept = await lives[0].step(
        lives[0].pupil, (ok(await lives[0].pupil.get("/api/v1/applications"))["items"][0]["id"]), "submit"
    )
    assert kept["status"] == "submitted"
    body = {"phase_id": str(world.coming), "seed": "Phase 2"}

    assert (await lives[0].pupil.post(RUNS, json=body)).status_code == 403
    assert (await (await people.person(Role.SCHOOL, "franzberg")).post(RUNS, json=body)).status_code == 404
    dry = ok(await lives[0].school.post(RUNS, json=body), 201)
    before = await taken(database, world.offer)
    again = ok(await lives[0].school.post(RUNS, json=body), 201)
    results = await _results(lives[0], dry["id"])
    applied = ok(await lives[0].school.post(f"{RUNS}/{dry['id']}/apply"))

    assert (dry["status"], dry["placed"], dry["left_over"], before) == ("dry", 3, 2, 0)
    assert results == await _results(lives[0], again["id"])
    reasons = sorted(one["reason"] for one in results.values() if one["offer_id"] is None)
    assert reasons == ["no_wishes", "others_first"]
    assert applied["status"] == "applied"
    given = ok(await lives[0].school.get("/api/v1/placements"))["items"]
    assert {one["pupil_id"]: one["offer_id"] for one in given} == {
        pupil: one["offer_id"] for pupil, one in results.items() if one["offer_id"]
    }
    assert {one["origin"] for one in given} == {"run"}
    assert (await taken(database, world.offer), await taken(database, second)) == (2, 1)
    refused(await lives[0].school.post(f"{RUNS}/{again['id']}/apply"), "run-outdated")
    (short,) = await stated(people, "seats.short")
    assert (short.data["gap"], short.data["kldb_groups"]) == ("few", [])


async def test_a_confirmed_place_is_kept_and_an_old_dry_run_no_longer_counts(
    app: FastAPI, people: People, world: World, database: Database
):
    first, second = await _lives(app, people, world, database, 2)
    mine = await first.placed(world.offer)
    await second.wish(world.offer)
    run = ok(await first.school.post(RUNS, json={"phase_id": str(world.coming), "seed": "x"}), 201)

    assert (await _results(first, run["id"])).keys() == {str(second.pupil_id)}
    other = await an_offer_with(database, world.other_company, [(world.coming, 2)], 1)
    await second.wish(other, 2)
    refused(await first.school.post(f"{RUNS}/{run['id']}/apply"), "run-outdated")
    ok(await first.school.post(f"{RUNS}/{run['id']}/discard"))
    refused(await first.school.post(f"{RUNS}/{run['id']}/apply"), "transition-not-allowed")
    assert ok(await first.school.get(f"/api/v1/placements/{mine}"))["status"] == "confirmed"


async def test_two_schools_share_what_one_tutor_can_do_by_confirmation_and_by_run(
    app: FastAPI, people: People, world: World, database: Database
):
    async with database.begin(at=NOW) as tx:
        school = await schools.create_school(tx, a_school(id=UUID(int=0x77), key="franzberg", weekday=4))
        phase = await schools.create_phase(
            tx,
            Scope.ALL,
            a_phase(
                id=UUID(int=0x78), school_id=school.id, school_year=YEAR, number=2,
                starts_on=date(2026, 4, 20), ends_on=date(2026, 7, 3),
            ),
        )  # fmt: skip
        await schools.plan_phase(tx, Scope.ALL, phase.id, expected=None)
    offer = await an_offer_with(database, world.company, [(world.coming, 2), (phase.id, 4)], 2, tutor_limit=3)
    tuesday = await _lives(app, people, world, database, 2)
    for life in tuesday:
        await life.placed(offer)
    thursday = [
        await Life.of(app, people, world, pupil) for pupil in await some_pupils(database, 2, school_key="franzberg")
    ]
    for life in thursday:
        life.school, life.phase = await people.person(Role.SCHOOL, "franzberg"), phase.id
    ids = [await life.offered(offer) for life in thursday]

    ok(await thursday[0].pupil.post(f"/api/v1/applications/{ids[0]}/confirm"))
    refused(await thursday[1].pupil.post(f"/api/v1/applications/{ids[1]}/confirm"), "place-full")
    run = ok(await thursday[1].school.post(RUNS, json={"phase_id": str(phase.id), "seed": "x"}), 201)

    assert await taken(database, offer) == 3
    (left,) = (await _results(thursday[1], run["id"])).values()
    assert (left["reason"], left["blocked"][0]["obstacle"]) == ("others_first", "taken")


async def test_a_run_respects_the_distance(app: FastAPI, people: People, world: World, database: Database):
    (life,) = await _lives(app, people, world, database, 1)
    chamber = await people.chamber()
    for town, north, east in (("nordhausen", 51.505, 10.791), ("heiligenstadt", 51.378, 10.138)):
        place = {"latitude": north, "longitude": east}
        ok(await chamber.patch(f"/api/v1/towns/{town}", json=place, headers={"If-Match": "*"}))
    ok(
        await chamber.patch(
            f"/api/v1/companies/{world.company}", json={"town_key": "heiligenstadt"}, headers={"If-Match": "*"}
        )
    )
    await life.wish(world.offer)

    placed = []
    for most in (47, 46):
        body = {"phase_id": str(world.coming), "seed": "x", "max_km": most}
        placed.append(ok(await life.school.post(RUNS, json=body), 201)["placed"])
        last = body

    assert placed == [1, 0]
    run = ok(await life.school.post(RUNS, json=last), 201)
    (left,) = (await _results(life, run["id"])).values()
    assert (left["reason"], left["blocked"][0]["obstacle"]) == ("nothing_possible", "too_far")


async def test_a_pause_ends_by_itself_the_day_after(people: People, world: World, database: Database):
    company, path = await people.person(Role.COMPANY, world.company), f"/api/v1/place-offers/{world.offer}"
    ok(await company.post(f"{path}/pause", json={"until": "2026-03-10"}))

    states = []
    for day in (10, 11, 12):
        await Chores(database, SERVICE.chores).once(datetime(2026, 3, day, 9, tzinfo=UTC))
        states.append(ok(await company.get(path))["status"])

    assert states == ["paused", "published", "published"]
    assert [one.type for one in await stated(people, "offer.")][-2:] == [
        "regio.placement.offer.paused.v1",
        "regio.placement.offer.published.v1",
    ]


async def test_a_phase_that_is_over_states_its_result_once_and_nothing_small(
    app: FastAPI, people: People, world: World, database: Database
):
    life, other = await _lives(app, people, world, database, 2)
    placement, _ = await life.active(world.offer)
    without_agreement = await other.placed(world.offer)
    over = datetime(2026, 7, 18, 9, tzinfo=UTC)
    chores = Chores(database, SERVICE.chores)

    await chores.once(over - timedelta(days=1))
    early = await stated(people, "phase.completed")
    await chores.once(over)
    await chores.once(over + timedelta(days=1))

    assert early == []
    (event,) = await stated(people, "phase.completed")
    assert {name: event.data[name] for name in ("companies", "placements", "training_offers", "attendance_band")} == {
        "companies": None,
        "placements": None,
        "training_offers": None,
        "attendance_band": None,
    }
    assert event.data["suppressed"] is True
    states = {one["id"]: one["status"] for one in ok(await life.school.get("/api/v1/placements"))["items"]}
    assert states == {placement: "completed", without_agreement: "terminated"}


async def test_a_school_sees_its_figures_and_the_service_centre_multiples_of_five(
    app: FastAPI, people: People, world: World, database: Database
):
    first, *_ = await _lives(app, people, world, database, 6)
    await first.placed(world.offer)
    counts = ("placed", "open", "broken_off", "pupils", "suppressed")

    seen = {}
    for who, client in (("school", first.school), ("chamber", await people.chamber())):
        (phase,) = [one for one in ok(await client.get("/api/v1/figures"))["items"] if one["number"] == 2]
        seen[who] = tuple(phase[name] for name in counts)

    assert seen == {"school": (1, 5, 0, 6, False), "chamber": (None, 5, None, 5, True)}
    assert ok(await (await people.person(Role.SCHOOL, "franzberg")).get("/api/v1/figures"))["items"] == []


async def test_whoever_subtracts_all_figures_of_all_moments_counts_no_few_pupils(
    app: FastAPI, people: People, world: World, database: Database
):
    chamber = await people.chamber()
    offer = await an_offer_with(database, world.company, [(world.coming, 2)], 12)
    lives = await _lives(app, people, world, database, 4)
    placed, known = [], set[int]()

    async def look() -> None:
        for one in ok(await chamber.get("/api/v1/figures"))["items"]:
            known.update(one[name] for name in ("placed", "open", "broken_off", "pupils") if one[name] is not None)
        for one in ok(await chamber.get("/api/v1/answer-rates"))["items"]:
            known.update([one["asked"]] if one["asked"] is not None else [])

    # One pupil after the other comes and gets a place, and one after the other loses it.
    for number in range(8):
        if number >= len(lives):
            lives += await _lives(app, people, world, database, 1, name=f"8{number}")
        placed.append(await lives[number].placed(offer))
        await look()
    for number, placement in enumerate(placed):
        ok(await lives[number].school.post(f"/api/v1/placements/{placement}/terminate", json={"reason": "x"}))
        await look()

    sums = known | {one + other for one in known for other in known}
    differences = {abs(one - other) for one in sums for other in sums}
    assert 5 in differences
    assert {1, 2, 3, 4}.isdisjoint(known | differences)


def test_no_figures_of_one_moment_leave_only_one_answer_to_how_many_few_there_are():
    small = range(1, figures.LEAST)
    states = list(product(range(15), repeat=2))  # whole bands only
    told = defaultdict(list)
    for placed, waiting in states:
        told[figures.shown(placed), figures.shown(waiting), figures.shown(placed + waiting)].append((placed, waiting))

    for answers in told.values():
        for part in zip(*answers, strict=True):
            assert len(set(part)) > 1 or part[0] not in small


def test_no_share_tells_how_many_few_are_missing_from_it():
    told = defaultdict(set)
    for asked in range(1, 40):
        for answered in range(asked + 1):
            told[figures.shown(asked), figures.share(answered, asked)].add(asked - answered)

    assert all(len(missing) > 1 or missing.isdisjoint(range(1, figures.LEAST)) for missing in told.values())


def test_the_result_of_a_large_phase_is_stated():
    days = [DayStatus.PRESENT] * 85 + [DayStatus.UNEXCUSED] * 10 + [DayStatus.EXCUSED] * 5 + [DayStatus.CANCELLED] * 50

    event = figures.completed(a_phase(), "nordhausen", companies=12, placements=48, training=9, days=days)

    assert (event.companies, event.placements, event.training_offers) == (10, 45, 5)
    assert (event.suppressed, event.attendance_band) == (False, "from_80")
