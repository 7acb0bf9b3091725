"""Which ideas are proposed as duplicates: twenty pairs that are, and everything that is not."""

from collections.abc import Sequence
from itertools import combinations

import httpx
import pytest
from network_examples import AT, with_fields
from network_pairs import PAIRS, UNRELATED
from network_second_pairs import DISTRACTORS
from network_second_pairs import PAIRS as OTHER_PAIRS

from network import commands
from network.domain.likeness import ALIKE, TERMS, keys, likeness, terms
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


def test_nearly_every_pair_is_alike_and_hardly_anything_else() -> None:
    hits, alarms, strangers = hits_and_alarms(PAIRS, UNRELATED)

    assert hits >= 19
    assert alarms <= strangers * 0.005


def test_of_pairs_in_other_words_nearly_half_are_alike_and_hardly_anything_else() -> None:
    hits, alarms, strangers = hits_and_alarms(OTHER_PAIRS, DISTRACTORS)

    assert hits >= 9
    assert alarms <= strangers * 0.0025


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bäckerei am Markt", "Baeckerei am Markt"),
        ("BÄNKE", "Bank"),
        ("Sitzbänke am Markt", "Bänke auf dem Markt"),
    ],
)
def test_spelling_plural_and_compounds_do_not_hide_a_duplicate(one: str, other: str) -> None:
    assert likeness(terms(one, ""), terms(other, "")) >= ALIKE


def test_words_that_every_idea_has_say_nothing() -> None:
    assert likeness(terms("Mehr für die Stadt", "Es fehlt etwas."), terms("Mehr für die Stadt", "Bitte.")) == 0
    assert len(keys("Ein Titel", " ".join(f"wort{number}" for number in range(500)))) == TERMS


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
