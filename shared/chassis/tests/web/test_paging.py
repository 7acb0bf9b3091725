"""Lists in pages that neither repeat nor lose a row."""

import base64

import pytest

SHOPS = "/api/v1/shops"
YEARS = {"Apotheke": 2001, "Bäcker": None, "Café": 2001, "Drogerie": 2010, "Eis": None}


@pytest.fixture
async def filled(chamber):
    for name, founded in YEARS.items():
        await chamber.post(SHOPS, json={"name": name, "founded": founded})
    return chamber


async def all_pages(client, path):
    names = []
    while path is not None:
        answer = await client.get(path)
        assert answer.status_code == 200, answer.text
        names += [shop["name"] for shop in answer.json()["items"]]
        path = answer.links["next"]["url"] if "next" in answer.links else None
    return names


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("name", ["Apotheke", "Bäcker", "Café", "Drogerie", "Eis"]),
        ("-name", ["Eis", "Drogerie", "Café", "Bäcker", "Apotheke"]),
        ("founded,-name", ["Café", "Apotheke", "Drogerie", "Eis", "Bäcker"]),
        ("-founded,name", ["Drogerie", "Apotheke", "Café", "Bäcker", "Eis"]),
        ("registered_at", ["Apotheke", "Bäcker", "Café", "Drogerie", "Eis"]),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 5])
async def test_pages_of_any_size_make_up_the_list(filled, ordering, expected, limit):
    assert await all_pages(filled, f"{SHOPS}?limit={limit}&ordering={ordering}") == expected


async def test_the_last_page_has_no_next(filled):
    answer = await filled.get(SHOPS, params={"limit": 5})

    assert answer.json()["next"] is None
    assert "link" not in answer.headers


async def test_the_link_keeps_the_filters(filled):
    first = await filled.get(SHOPS, params={"limit": 1, "q": "e"})

    assert first.headers["link"] == f'<{SHOPS}?limit=1&q=e&cursor={first.json()["next"]}>; rel="next"'
    assert await all_pages(filled, f"{SHOPS}?limit=1&q=e") == ["Apotheke", "Bäcker", "Café", "Drogerie", "Eis"]


async def test_a_row_that_comes_in_between_moves_nothing(filled):
    first = await filled.get(SHOPS, params={"limit": 2})
    await filled.post(SHOPS, json={"name": "Antiquariat"})

    second = await filled.get(first.links["next"]["url"])

    assert [shop["name"] for shop in second.json()["items"]] == ["Café", "Drogerie"]


async def test_a_cursor_is_good_for_its_ordering_only_and_cannot_be_altered(filled):
    cursor = (await filled.get(SHOPS, params={"limit": 1})).json()["next"]
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    altered = base64.urlsafe_b64encode(raw.replace(b"Apotheke", b"Apothekf")).decode().rstrip("=")

    answers = [
        await filled.get(SHOPS, params={"limit": 1, **wrong})
        for wrong in (
            {"cursor": cursor, "ordering": "-name"},
            {"cursor": cursor, "ordering": "founded"},
            {"cursor": altered},
            {"cursor": cursor[:-3]},
            {"cursor": "AAAA"},
            {"cursor": "ä"},
            {"cursor": "!!!!"},
        )
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert {answer.json()["errors"][0]["pointer"] for answer in answers} == {"/cursor"}


async def test_only_what_the_list_offers_can_be_sorted_by(filled):
    answer = await filled.get(SHOPS, params={"ordering": "version"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["detail"] == "Sort keys are: founded, name, registered_at"


async def test_a_parameter_nobody_declared_is_refused(filled):
    answer = await filled.get(SHOPS, params={"towm": "leinefelde"})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "extra_forbidden")


@pytest.mark.parametrize(("q", "found"), [("%", []), ("_", []), ("äck", ["Bäcker"]), ("APO", ["Apotheke"])])
async def test_a_search_takes_every_character_as_itself(filled, q, found):
    answer = await filled.get(SHOPS, params={"q": q})

    assert [shop["name"] for shop in answer.json()["items"]] == found
