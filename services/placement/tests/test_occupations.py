"""The list of occupations: KldB 2010 as a whole, found by code and by the words of its names."""

import re
from collections import Counter

import pytest

from placement.demo.invented import INTERESTED, PUBLISHED, SUBMITTED
from placement.domain.errors import OccupationUnknown
from placement.domain.occupations import LEVELS, OCCUPATIONS, label_of, name_in, occupations


def test_the_classification_is_whole():
    """The official figures: 37 main groups, 144 groups, 702 subgroups, 1,300 occupations."""
    assert [len({kldb[:digits] for kldb in OCCUPATIONS}) for digits in (1, 2, 3, 4, 5)] == [10, 37, 144, 702, 1300]
    assert len(set(OCCUPATIONS.values())) == 1300
    assert Counter(kldb[4] for kldb in OCCUPATIONS) == {"1": 64, "2": 419, "3": 447, "4": 370}


def test_each_code_has_five_digits_and_a_label_of_its_level():
    assert [kldb for kldb in OCCUPATIONS if not re.fullmatch(r"[0-9]{4}[1-4]", kldb)] == []
    assert list(OCCUPATIONS) == sorted(OCCUPATIONS)
    for kldb, label in OCCUPATIONS.items():
        level = int(kldb[4])
        if kldb.startswith("01"):
            assert name_in(label) == label
        elif kldb[3] == "9":
            assert label.startswith({3: "Aufsichtskräfte – ", 4: "Führungskräfte – "}[level])
        else:
            assert label == f"{name_in(label)} – {LEVELS[level - 1]}"


@pytest.mark.parametrize(
    ("kldb", "label"),
    [
        ("01104", "Offiziere"),
        ("11101", "Berufe in der Landwirtschaft (ohne Spezialisierung) – Helfer-/Anlerntätigkeiten"),
        ("11114", "Berufe in der Landtechnik – hoch komplexe Tätigkeiten"),
        ("11193", "Aufsichtskräfte – Landwirtschaft"),
        ("11322", "Berufe in der Pferdewirtschaft – Reiten – fachlich ausgerichtete Tätigkeiten"),
        ("25213", "Berufe in der Kraftfahrzeugtechnik – komplexe Spezialistentätigkeiten"),
        ("29322", "Grill-, Braten- und Fischköche/-köchinnen – fachlich ausgerichtete Tätigkeiten"),
        ("61194", "Führungskräfte – Einkauf und Vertrieb"),
        ("62101", "Berufe im Verkauf (ohne Produktspezialisierung) – Helfer-/Anlerntätigkeiten"),
        ("62282", "Berufe im Verkauf (sonstige spezifische Tätigkeitsangabe) – fachlich ausgerichtete Tätigkeiten"),
        ("63221", "Berufe im Hotelservice – Helfer-/Anlerntätigkeiten"),
        ("81772", "Podologen/Podologinnen – fachlich ausgerichtete Tätigkeiten"),
        ("84134", "Lehrkräfte an Förderschulen – hoch komplexe Tätigkeiten"),
        ("94724", "Kunstsachverständige – hoch komplexe Tätigkeiten"),
    ],
)  # fmt: skip
def test_labels_are_those_of_the_classification(kldb: str, label: str):
    assert label_of(kldb) == label


@pytest.mark.parametrize("kldb", ["00000", "11105", "81122", "22341", "2234", "223422", "２２３４２", ""])
def test_a_code_that_is_not_in_the_classification_is_refused(kldb: str):
    """81122 was dropped by the revision of 2020; 22341 has a group, but not this level."""
    with pytest.raises(OccupationUnknown):
        label_of(kldb)


def test_occupations_are_found_by_their_beginning_and_by_words_of_their_name():
    assert list(occupations(begins="2234")) == ["22342", "22343"]
    assert list(occupations(q="Zweiradtechnik")) == ["25252", "25253", "25254"]
    assert list(occupations(begins="62", q="backwaren verkaufen")) == []
    assert list(occupations(begins="62", q="Verkauf Möbel")) == ["62252"]
    assert list(occupations(q="moebeln verkauf")) == ["62252"]
    assert occupations() == OCCUPATIONS


def test_words_of_the_levels_find_nothing_by_themselves():
    assert occupations(q="Anlerntätigkeiten") == {}
    assert occupations(q="–") == {}


def test_the_demonstration_shows_occupations_of_skilled_work():
    shown = {one.kldb: name_in(label_of(one.kldb)) for one in (*PUBLISHED, *SUBMITTED, *INTERESTED)}

    assert shown == {
        "11102": "Berufe in der Landwirtschaft (ohne Spezialisierung)",
        "12102": "Berufe im Gartenbau (ohne Spezialisierung)",
        "22342": "Berufe im Holz-, Möbel- und Innenausbau",
        "24232": "Berufe in der spanenden Metallbearbeitung",
        "24412": "Berufe im Metallbau",
        "25212": "Berufe in der Kraftfahrzeugtechnik",
        "26212": "Berufe in der Bauelektrik",
        "29222": "Berufe in der Back- und Konditoreiwarenherstellung",
        "33322": "Berufe in der Zimmerei",
        "51312": "Berufe in der Lagerwirtschaft",
        "62302": "Berufe im Verkauf von Lebensmitteln (ohne Spezialisierung)",
        "62512": "Berufe im Buchhandel",
        "63222": "Berufe im Hotelservice",
        "73202": "Berufe in der öffentlichen Verwaltung (ohne Spezialisierung)",
        "81112": "Zahnmedizinische Fachangestellte",
        "82102": "Berufe in der Altenpflege (ohne Spezialisierung)",
        "82312": "Berufe im Friseurgewerbe",
        "83112": "Berufe in der Kinderbetreuung und -erziehung",
    }
