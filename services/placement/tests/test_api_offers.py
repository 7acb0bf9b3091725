"""Companies and their offers over HTTP."""

import pytest
from placement_world import People, World, stated, tag

from regio_chassis.access import Role

HOURS = {"starts": "08:00", "ends": "14:30", "breaks": [{"starts": "10:00", "ends": "10:30"}]}


def _body(world: World, **given: object) -> dict[str, object]:
    known = {"company_id": str(world.company), "kldb": "62512", "tasks": "Bücher einräumen", "hours": HOURS}
    return known | {"seats": [{"phase_id": str(world.coming), "weekday": 2, "seats": 3}]} | given


async def test_an_offer_goes_from_its_company_over_the_chamber_to_everybody(people: People, world: World):
    company, chamber = await people.person(Role.COMPANY, world.company), await people.chamber()
    anonymous = people.anonymous()

    made = await company.post("/api/v1/place-offers", json=_body(world))
    path = made.headers["location"]
    assert made.status_code == 201
    assert made.json()["occupation"] == "Berufe im Buchhandel – fachlich ausgerichtete Tätigkeiten"
    assert made.json()["hours"] == HOURS
    assert (await anonymous.get(path)).status_code == 404

    assert (await company.post(f"{path}/approve")).status_code == 403
    assert (await company.post(f"{path}/submit")).json()["status"] == "submitted"
    returned = await chamber.post(f"{path}/return", json={"reason": "Bitte Aufgaben nennen"})
    assert (returned.json()["status"], returned.json()["return_reason"]) == ("draft", "Bitte Aufgaben nennen")

    changed = await company.patch(path, json={"tasks": "Bücher einräumen und empfehlen"}, headers=tag(returned))
    assert changed.json()["tasks"] == "Bücher einräumen und empfehlen"
    assert (await company.post(f"{path}/submit")).json()["return_reason"] is None
    assert (await chamber.post(f"{path}/approve")).json()["status"] == "published"

    public = (await anonymous.get(path)).json()
    assert (public["seats_total"], public["full"], public["company_name"]) == (3, False, "Tischlerei")
    assert public["seats"] == [{"phase_id": str(world.coming), "weekday": 2, "seats": 3}]
    assert public.keys().isdisjoint({"return_reason", "rule_set"})
    (event,) = [one for one in await stated(people, "offer.published") if one.data["kldb"] == "62512"]
    assert event.data["seats_total"] == 3


async def test_a_published_offer_is_paused_resumed_and_withdrawn(people: People, world: World):
    company, path = await people.person(Role.COMPANY, world.company), f"/api/v1/place-offers/{world.offer}"

    paused = await company.post(f"{path}/pause", json={"until": "2026-05-01"})
    assert (paused.json()["status"], paused.json()["paused_until"]) == ("paused", "2026-05-01")
    assert (await people.anonymous().get(path)).status_code == 404
    assert (await company.post(f"{path}/resume")).json()["status"] == "published"
    assert (await company.post(f"{path}/pause")).json()["paused_until"] is None
    assert (await company.post(f"{path}/withdraw")).json()["status"] == "withdrawn"

    refused = await company.post(f"{path}/resume")
    assert refused.status_code == 409
    assert refused.json()["code"] == "transition-not-allowed"
    assert [one.type.rpartition(".v")[0].rpartition(".")[2] for one in await stated(people, "offer.")] == [
        "published",
        "paused",
        "published",
        "paused",
        "withdrawn",
    ]


async def test_hours_against_the_law_are_refused_with_every_paragraph(people: People, world: World):
    company = await people.person(Role.COMPANY, world.company)
    late = {"starts": "13:00", "ends": "21:00", "breaks": []}

    answer = await company.post("/api/v1/place-offers", json=_body(world, hours=late))

    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "hours-not-allowed"
    assert problem["source"] == "JArbSchG § 14 Abs. 1"
    assert [(one["pointer"], one["detail"].rpartition("(")[2].rstrip(")")) for one in problem["errors"]] == [
        ("/hours/ends", "JArbSchG § 14 Abs. 1"),
        ("/hours", "JArbSchG § 5 Abs. 2 Satz 2 mit § 7 Satz 1 Nr. 2"),
        ("/hours/breaks", "JArbSchG § 11 Abs. 1"),
        ("/hours/breaks", "JArbSchG § 11 Abs. 2"),
    ]


@pytest.mark.parametrize(
    ("given", "code", "pointer"),
    [
        ({"kldb": "00000"}, "occupation-unknown", "/kldb"),
        ({"seats": [{"phase_id": "00000000-0000-7000-8000-000000000000", "weekday": 2, "seats": 1}]},
         "seats-not-allowed", "/seats/0/phase_id"),
        ({"seats": []}, None, None),
        ({"tasks": ""}, "invalid-input", "/tasks"),
        ({"kldb": "6251"}, "invalid-input", "/kldb"),
        ({"hours": {"starts": "8:00", "ends": "14:00"}}, "invalid-input", "/hours/starts"),
        ({"unknown": 1}, "invalid-input", "/unknown"),
    ],
)  # fmt: skip
async def test_a_draft_that_breaks_a_rule_is_refused_at_the_field(people: People, world: World, given, code, pointer):
    company = await people.person(Role.COMPANY, world.company)

    answer = await company.post("/api/v1/place-offers", json=_body(world, **given))

    if code is None:
        assert answer.status_code == 201
        assert (await company.post(answer.headers["location"] + "/submit")).json()["code"] == "seats-not-allowed"
    else:
        assert answer.status_code == 422
        assert (answer.json()["code"], answer.json()["errors"][0]["pointer"]) == (code, pointer)


async def test_offers_are_found_by_what_is_asked_for(people: People, world: World):
    anonymous = people.anonymous()

    async def found(**asked: object) -> int:
        return len((await anonymous.get("/api/v1/place-offers", params=asked)).json()["items"])

    assert await found(town="nordhausen", phase=str(world.coming), weekday=2, kldb="223", full="false", q="HOLZ") == 1
    for other in (
        {"town": "heiligenstadt"},
        {"phase": str(world.running)},
        {"weekday": 3},
        {"kldb": "62"},
        {"full": "true"},
        {"q": "%"},
        {"company": str(world.other_company)},
        {"status": "paused"},
    ):
        assert await found(**other) == 0, other


async def test_seats_of_a_draft_are_replaced_as_a_whole(people: People, world: World):
    company = await people.person(Role.COMPANY, world.company)
    made = await company.post("/api/v1/place-offers", json=_body(world))
    seats = [{"phase_id": str(world.running), "weekday": 2, "seats": 1}]

    changed = await company.patch(made.headers["location"], json={"seats": seats}, headers=tag(made))

    assert changed.json()["seats"] == seats
    assert (await company.get(made.headers["location"])).json()["seats_total"] == 1


async def test_a_change_needs_the_version_it_is_based_on(people: People, world: World):
    company = await people.person(Role.COMPANY, world.company)
    made = await company.post("/api/v1/place-offers", json=_body(world))
    path = made.headers["location"]

    assert (await company.patch(path, json={"tasks": "Neu"})).status_code == 428
    assert (await company.patch(path, json={"tasks": "Neu"}, headers=tag(made))).status_code == 200
    assert (await company.patch(path, json={"tasks": "Alt"}, headers=tag(made))).status_code == 412
    assert (await company.post(f"{path}/submit", headers=tag(made))).status_code == 412
    assert (await company.get(path)).json()["tasks"] == "Neu"


async def test_a_company_that_leaves_withdraws_its_offers(people: People, world: World):
    company = await people.person(Role.COMPANY, world.company)

    left = await company.post(f"/api/v1/companies/{world.company}/leave")

    assert left.json()["status"] == "left"
    assert (await company.get(f"/api/v1/place-offers/{world.offer}")).json()["status"] == "withdrawn"
    assert [one.type for one in (await stated(people))[-3:]] == [
        "regio.placement.offer.withdrawn.v1",
        "regio.placement.company.suspended.v1",
        "regio.placement.company.left.v1",
    ]


async def test_a_reinstated_company_states_its_published_offers_anew(people: People, world: World):
    chamber, path = await people.chamber(), f"/api/v1/companies/{world.company}"

    await chamber.post(f"{path}/suspend", json={"reason": "Keine Betreuung"})
    back = await chamber.post(f"{path}/reinstate")

    assert (back.json()["status"], back.json()["suspended_reason"]) == ("approved", None)
    assert [one.type for one in (await stated(people))[-3:]] == [
        "regio.placement.company.suspended.v1",
        "regio.placement.company.approved.v1",
        "regio.placement.offer.published.v1",
    ]


async def test_a_company_registers_and_is_approved(people: People, world: World):
    chamber = await people.chamber()
    body = {"name": "Gärtnerei Iberg", "kind": "agriculture", "town_key": "heiligenstadt", "tutor": "Herr Muster"}

    made = await chamber.post("/api/v1/companies", json=body)
    unknown = await chamber.post("/api/v1/companies", json=body | {"town_key": "nirgendwo"})
    approved = await chamber.post(made.headers["location"] + "/approve")
    renamed = await chamber.patch(
        made.headers["location"], json={"name": "Gärtnerei am Iberg", "tutor": None}, headers=tag(approved)
    )

    assert (made.status_code, approved.json()["status"]) == (201, "approved")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "town-unknown")
    assert (renamed.json()["name"], renamed.json()["tutor"]) == ("Gärtnerei am Iberg", None)
    names = [one.data["public_name"] for one in await stated(people, "company.approved")]
    assert names[-2:] == ["Gärtnerei Iberg", "Gärtnerei am Iberg"]
    refused = await chamber.patch(made.headers["location"], json={"name": None}, headers=tag(renamed))
    assert refused.status_code == 422


async def test_no_event_says_a_name_or_a_reason(people: People, world: World):
    chamber, path = await people.chamber(), f"/api/v1/companies/{world.company}"
    await chamber.patch(path, json={"phone": "03631 4711"}, headers={"If-Match": "*"})
    await chamber.post(f"{path}/suspend", json={"reason": "Geheimer Grund"})

    said = "".join(one.model_dump_json() for one in await stated(people))

    assert "Frau T" not in said
    assert "Geheimer" not in said
    assert "4711" not in said
