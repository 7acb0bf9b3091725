"""Which ideas are proposed as duplicates: twenty pairs that are, and everything that is not."""

from collections.abc import Sequence
from itertools import combinations

import httpx
import pytest
from network_examples import AT, with_fields
from network_pairs import PAIRS, UNRELATED
from network_second_pairs import DISTRACTORS
from network_second_pairs import PAIRS as SECOND_PAIRS
from network_third_pairs import DISTRACTORS as MORE_DISTRACTORS
from network_third_pairs import PAIRS as THIRD_PAIRS

from network import commands
from network.domain.likeness import ALIKE, LONGEST, TERMS, keys, likeness, terms
from network.domain.vocabulary import topics
from regio_chassis.access import Scope
from regio_chassis.database import Database

Idea = tuple[str, str]


def hits_and_alarms(pairs: Sequence[tuple[Idea, Idea]], unrelated: Sequence[Idea]) -> tuple[int, int, int]:
    """How many pairs are found, how many that are none, and of how many."""
    ones, others = [terms(*one) for one, _ in pairs], [terms(*other) for _, other in pairs]
    loose = [terms(*idea) for idea in unrelated]

    hits = sum(likeness(one, other) >= ALIKE for one, other in zip(ones, others, strict=True))
    everything = [*enumerate(ones), *enumerate(others), *((-1, idea) for idea in loose)]
    strangers = [(one, other) for (a, one), (b, other) in combinations(everything, 2) if a != b or a == -1]
    alarms = sum(likeness(one, other) >= ALIKE for one, other in strangers)
    return hits, alarms, len(strangers)


@pytest.mark.parametrize(
    ("pairs", "unrelated", "least", "most"),
    [(PAIRS, UNRELATED, 20, 8), (SECOND_PAIRS, DISTRACTORS, 16, 8), (THIRD_PAIRS, MORE_DISTRACTORS, 7, 17)],
    ids=["in the same words", "in other words", "by others"],
)
def test_so_many_pairs_are_alike_and_so_few_others(
    pairs: Sequence[tuple[Idea, Idea]], unrelated: Sequence[Idea], least: int, most: int
) -> None:
    """What was reached, so that no change makes it worse unseen."""
    hits, alarms, strangers = hits_and_alarms(pairs, unrelated)

    assert hits >= least
    assert alarms <= most < strangers * 0.006


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bäckerei am Markt", "Baeckerei am Markt"),
        ("BÄNKE", "Bank"),
        ("Sitzbänke am Markt", "Bänke auf dem Markt"),
        ("Öffentliche Toilette", "Ein WC"),
        ("Mülleimer", "Papierkörbe"),
    ],
)
def test_spelling_plural_and_compounds_do_not_hide_a_duplicate(one: str, other: str) -> None:
    assert likeness(terms(one, ""), terms(other, "")) >= ALIKE


def test_words_that_every_idea_has_say_nothing() -> None:
    assert likeness(terms("Mehr für die Stadt", "Es fehlt etwas."), terms("Mehr für die Stadt", "Bitte.")) == 0
    assert len(keys("Ein Titel", " ".join(f"wort{number}" for number in range(500)))) == TERMS


def test_a_word_is_of_the_topics_it_begins_or_ends_with_and_a_short_one_only_as_a_whole() -> None:
    assert topics("fahrradstander") == {"rad"}
    assert topics("hofladen") == {"handel", "regional"}
    assert topics("rad") == {"rad"}
    assert topics("radio") == topics("stadt") == set()


def test_no_term_is_longer_than_its_column() -> None:
    assert max(map(len, keys("ä" * 100, "ß" * 100))) == LONGEST


async def test_of_fifty_ideas_the_like_one_is_proposed_before_submitting(
    database: Database, http: httpx.AsyncClient
) -> None:
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        for title, text in [*(other for _, other in PAIRS), *UNRELATED]:
            idea = await commands.ideas.submit(
                tx, title=title, text=text, field_key="erlebnisraum", secret_hash="0" * 64, at=AT
            )
            await commands.ideas.screen(tx, Scope.ALL, idea.id)

    proposed = []
    for (title, text), (wanted, _) in PAIRS:
        answer = await http.post("/api/v1/ideas/similar", json={"title": title, "text": text})
        found = [one["idea"]["title"] for one in answer.json()["items"]]
        proposed.append((wanted in found, len(found) - (wanted in found)))

    assert sum(hit for hit, _ in proposed) >= 19
    assert sum(others for _, others in proposed) <= 10


async def test_what_was_not_screened_is_not_proposed(database: Database, http: httpx.AsyncClient) -> None:
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        await commands.ideas.submit(
            tx, title="Bänke", text="Zum Ausruhen", field_key="erlebnisraum", secret_hash="0" * 64, at=AT
        )

    answer = await http.post("/api/v1/ideas/similar", json={"title": "Bänke", "text": "Zum Ausruhen"})

    assert answer.json() == {"items": []}


async def test_what_the_caller_may_not_see_does_not_crowd_out_the_public_one(
    database: Database, http: httpx.AsyncClient
) -> None:
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        for title in ["Zeppelinhangar"] + ["Zeppelinhangar mit Lokschuppen"] * 60:
            idea = await commands.ideas.submit(
                tx, title=title, text="", field_key="erlebnisraum", secret_hash="0" * 64, at=AT
            )
            if title == "Zeppelinhangar":
                await commands.ideas.screen(tx, Scope.ALL, idea.id)

    draft = {"title": "Zeppelinhangar mit Lokschuppen", "text": ""}
    answer = await http.post("/api/v1/ideas/similar", json=draft)

    assert [one["idea"]["title"] for one in answer.json()["items"]] == ["Zeppelinhangar"]
