"""Towns, schools, phases and practice days over HTTP."""

from placement_world import YEAR, People, World, stated, tag

from regio_chassis.access import Role


async def test_the_practice_days_of_a_phase_depend_on_school_and_company(people: People, world: World):
    anonymous, path = people.anonymous(), f"/api/v1/phases/{world.coming}/practice-days"

    at_home = (await anonymous.get(path)).json()
    in_heiligenstadt = (await anonymous.get(path, params={"company_town": "heiligenstadt"})).json()
    nowhere = await anonymous.get(path, params={"company_town": "nirgendwo"})

    assert at_home["weekday"] == 2
    assert at_home["days"][0] == "2026-04-21"
    assert len(at_home["days"]) == 11
    assert in_heiligenstadt["days"] == at_home["days"]
    assert nowhere.status_code == 422
    assert nowhere.json()["errors"][0]["pointer"] == "/company_town"
    assert nowhere.json()["errors"][0]["in"] == "query"


async def test_corpus_christi_at_the_company_drops_a_thursday(people: People, world: World):
    chamber = await people.chamber()
    school = {"key": "fuhlrott", "name": "Fuhlrott", "town_key": "nordhausen", "weekday": 4}
    made = (await chamber.post("/api/v1/schools", json=school)).json()
    phase = {
        "school_id": made["id"],
        "school_year": YEAR,
        "number": 1,
        "starts_on": "2026-05-18",
        "ends_on": "2026-06-12",
    }
    planned = await chamber.post((await chamber.post("/api/v1/phases", json=phase)).headers["location"] + "/plan")
    path = f"/api/v1/phases/{planned.json()['id']}/practice-days"

    at_home = (await people.anonymous().get(path)).json()
    away = (await people.anonymous().get(path, params={"company_town": "heiligenstadt"})).json()

    assert at_home["days"] == ["2026-05-21", "2026-05-28", "2026-06-04", "2026-06-11"]
    assert away["days"] == ["2026-05-21", "2026-05-28", "2026-06-11"]
    assert away["dropped"] == [
        {"day": "2026-06-04", "reason": "public_holiday", "side": "company", "name": "Fronleichnam"}
    ]


async def test_a_phase_is_prepared_moved_and_planned(people: People, world: World):
    school = await people.person(Role.SCHOOL, "lessing")
    body = {
        "school_id": str(world.school),
        "school_year": YEAR,
        "number": 3,
        "starts_on": "2026-08-24",
        "ends_on": "2026-10-09",
    }

    made = await school.post("/api/v1/phases", json=body)
    path = made.headers["location"]
    taken = await school.post("/api/v1/phases", json=body | {"number": 2})
    moved = await school.patch(path, json={"starts_on": "2026-08-31"}, headers=tag(made))
    planned = await school.post(f"{path}/plan")
    fixed = await school.patch(path, json={"starts_on": "2026-08-24"}, headers=tag(planned))

    assert (made.status_code, made.json()["status"], made.json()["practice_days"]) == (201, "draft", 0)
    assert (taken.status_code, taken.json()["code"]) == (409, "key-taken")
    assert moved.json()["starts_on"] == "2026-08-31"
    assert (planned.json()["status"], planned.json()["practice_days"]) == ("planned", 6)
    assert (fixed.status_code, fixed.json()["code"]) == (409, "phase-not-editable")
    event = (await stated(people, "phase.planned"))[-1]
    assert event.data["days"][:2] == ["2026-09-01", "2026-09-08"]
    assert event.data["school_key"] == "lessing"


async def test_a_phase_beyond_the_known_holidays_is_an_error(people: People, world: World):
    chamber = await people.chamber()
    body = {
        "school_id": str(world.school),
        "school_year": YEAR,
        "number": 4,
        "starts_on": "2060-02-02",
        "ends_on": "2060-03-26",
    }
    made = await chamber.post("/api/v1/phases", json=body)

    planned = await chamber.post(made.headers["location"] + "/plan")

    assert (planned.status_code, planned.json()["code"]) == (422, "calendar-not-covered")
    assert (await chamber.get(made.headers["location"])).json()["status"] == "draft"


async def test_a_movable_day_plans_coming_phases_again(people: People, world: World):
    school, path = await people.person(Role.SCHOOL, "lessing"), f"/api/v1/schools/{world.school}"
    before = len(await stated(people, "phase.planned"))
    closed = [{"day": "2026-05-12", "kind": "movable"}]

    changed = await school.patch(path, json={"closed_days": closed}, headers=tag(await school.get(path)))
    again = await school.patch(path, json={"closed_days": closed}, headers=tag(changed))

    assert again.json()["closed_days"] == closed
    events = (await stated(people, "phase.planned"))[before:]
    assert [one.data["phase_id"] for one in events] == [str(world.coming)]
    assert "2026-05-12" not in events[0].data["days"]
    days = (await school.get(f"/api/v1/phases/{world.coming}/practice-days")).json()
    assert days["dropped"] == [{"day": "2026-05-12", "reason": "closed_day", "side": "school", "name": ""}]


async def test_a_weekday_for_which_seats_are_offered_stays(people: People, world: World):
    school, path = await people.person(Role.SCHOOL, "lessing"), f"/api/v1/schools/{world.school}"

    refused = await school.patch(path, json={"weekday": 3}, headers=tag(await school.get(path)))

    assert (refused.status_code, refused.json()["code"]) == (409, "weekday-in-use")


async def test_a_town_that_gets_corpus_christi_plans_its_schools_again(people: People, world: World):
    chamber = await people.chamber()
    thursday = {"key": "donnerstag", "name": "Donnerstagsschule", "town_key": "nordhausen", "weekday": 4}
    made = (await chamber.post("/api/v1/schools", json=thursday)).json()
    phase = {
        "school_id": made["id"],
        "school_year": YEAR,
        "number": 1,
        "starts_on": "2026-05-18",
        "ends_on": "2026-06-12",
    }
    path = (await chamber.post("/api/v1/phases", json=phase)).headers["location"]
    await chamber.post(f"{path}/plan")

    town = await chamber.get("/api/v1/towns/nordhausen")
    changed = await chamber.patch("/api/v1/towns/nordhausen", json={"corpus_christi": True}, headers=tag(town))

    assert changed.json()["corpus_christi"] is True
    assert (await chamber.get(path)).json()["practice_days"] == 3


async def test_lists_are_filtered_and_paged(people: People, world: World):
    anonymous = people.anonymous()

    async def keys(path: str, field: str, **asked: object) -> list[str]:
        return [one[field] for one in (await anonymous.get(path, params=asked)).json()["items"]]

    assert await keys("/api/v1/towns", "key") == ["heiligenstadt", "nordhausen"]
    assert await keys("/api/v1/schools", "key", town="nordhausen", q="schu") == ["lessing"]
    assert await keys("/api/v1/schools", "key", county="Eichsfeld") == []
    assert await keys("/api/v1/phases", "number", school=str(world.school), status="planned") == [1, 2]
    assert await keys("/api/v1/phases", "number", on_or_after="2026-04-10") == [2]
    assert await keys("/api/v1/school-years", "key") == [YEAR]
    assert len(await keys("/api/v1/occupations", "kldb")) == 1300
    assert await keys("/api/v1/occupations", "kldb", kldb="2234", q="Möbel") == ["22342", "22343"]
    first = await anonymous.get("/api/v1/phases", params={"limit": 1})
    second = await anonymous.get(first.links["next"]["url"])
    assert [one["number"] for one in (*first.json()["items"], *second.json()["items"])] == [1, 2]


async def test_what_was_read_is_not_sent_twice(people: People, world: World):
    anonymous, path = people.anonymous(), f"/api/v1/phases/{world.coming}"
    first = await anonymous.get(path)

    again = await anonymous.get(path, headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


async def test_keys_are_used_once(people: People, world: World):
    chamber = await people.chamber()
    town = {"key": "nordhausen", "name": "Nordhausen", "county": "Nordhausen", "corpus_christi": False}
    school = {"key": "lessing", "name": "Zweite", "town_key": "nordhausen", "weekday": 1}
    year = {"key": YEAR, "starts_on": "2025-08-01", "ends_on": "2026-07-31"}
    later = {"key": "2026/27", "starts_on": "2026-08-01", "ends_on": "2027-07-31"}

    for path, body, other in (
        ("towns", town, {"key": "neu"}),
        ("schools", school, {"key": "neu"}),
        ("school-years", year, later),
    ):
        refused = await chamber.post(f"/api/v1/{path}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "key-taken")
        assert (await chamber.post(f"/api/v1/{path}", json=body | other)).status_code == 201
