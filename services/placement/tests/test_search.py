"""What ``q`` finds: plurals, umlauts and parts of compounds, in every list that takes it, also after a change."""

from placement_world import People, Sister, World

from regio_chassis.database import Database
from regio_events.campaign import BusinessApproved, BusinessKind


async def test_every_list_finds_plurals_umlauts_and_parts_of_compounds(
    people: People, world: World, database: Database
):
    chamber = await people.chamber()
    shop = BusinessApproved(
        business_id=world.company,
        town_key="nordhausen",
        kind=BusinessKind.RETAIL,
        branch="Buchhandlung",
        consent_placement_contact=True,
        public_name="Leseecke",
    )
    await Sister("campaign", database).tell(shop)

    async def found(path: str, q: str) -> int:
        return len((await chamber.get(path, params={"q": q})).json()["items"])

    for path, words, not_words in (
        ("/api/v1/schools", ("Schulen", "SCHUL"), ("Schulhof",)),
        ("/api/v1/companies", ("Bäckereien", "baecker", "Tischler"), ("Optik", "%", "_")),
        ("/api/v1/place-offers", ("Hölzer", "Möbel Innenausbau", "Tischlereien schleifen"), ("Bäckerei", "%")),
        ("/api/v1/invitations", ("Bücher", "Leseecken"), ("Optik", "%")),
    ):
        for q in words:
            assert await found(path, q) == 1, (path, q)
        for q in not_words:
            assert await found(path, q) == 0, (path, q)


async def test_what_was_renamed_is_found_by_its_new_name(people: People, world: World):
    chamber = await people.chamber()
    for path, body, q in (
        (f"/api/v1/schools/{world.school}", {"name": "Lessingschule"}, "Lessing"),
        (f"/api/v1/companies/{world.other_company}", {"name": "Gärtnerei"}, "Gartnereien"),
    ):
        tag = {"If-Match": (await chamber.get(path)).headers["etag"]}

        assert (await chamber.patch(path, json=body, headers=tag)).status_code == 200

        listed = (await chamber.get(path.rpartition("/")[0], params={"q": q})).json()["items"]
        assert [one["name"] for one in listed] == list(body.values())


async def test_a_draft_is_found_by_its_new_words(people: People, world: World):
    chamber = await people.chamber()
    body = {
        "company_id": str(world.company),
        "kldb": "22342",
        "tasks": "Messen",
        "hours": {"starts": "08:00", "ends": "12:00", "breaks": []},
        "requirements": [],
        "seats": [],
    }
    draft = await chamber.post("/api/v1/place-offers", json=body)
    tag = {"If-Match": draft.headers["etag"]}

    await chamber.patch(draft.headers["location"], json={"tasks": "Spielzeuge bauen"}, headers=tag)

    (listed,) = (await chamber.get("/api/v1/place-offers", params={"q": "Spielzeug"})).json()["items"]
    assert listed["id"] == draft.json()["id"]
