"""How words are found."""

import pytest

from campaign.domain import fold, stems


@pytest.mark.parametrize("word", ["Bäckerei", "BÄCKEREI", "Baeckerei", "Ba\u0308ckerei"])
def test_spellings_of_one_word_fold_alike(word: str) -> None:
    assert fold(word) == "backerei"


def test_missing_texts_are_left_out() -> None:
    assert fold("Straße", None, "Grün") == "strasse grun"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Krimi", "Krimiabend bei Kerzenschein"),
        ("Bücher", "Buchhandlung Leseecke"),
        ("Fahrräder", "Fahrrad Kettenblatt"),
        ("Schuhe", "Schuhhaus Schritt"),
        ("musik markt", "Musik auf dem Marktplatz"),
        ("Straße", "Musterstrasse 1"),
        ("neue", "Neue Mode"),
    ],
)
def test_a_query_finds_plurals_umlauts_and_parts_of_compounds(query: str, text: str) -> None:
    assert all(stem in fold(text) for stem in stems(query))


@pytest.mark.parametrize(("query", "text"), [("Krimi Kaffee", "Krimiabend"), ("Optik", "Buchhandlung")])
def test_every_word_has_to_be_there(query: str, text: str) -> None:
    assert not all(stem in fold(text) for stem in stems(query))


def test_wildcards_are_not_words() -> None:
    assert stems("%") == []
