"""
Occupations after KldB 2010, all 1,300 by their five digits; the last digit is the level of skill the work needs.

Codes and labels as in the official classification: Klassifikation der Berufe 2010, überarbeitete Fassung 2020,
Bundesagentur für Arbeit (Systematisches Verzeichnis). Its label of five digits is the name of the first four and the
level; supervisors (…93) and managers (…94) have a label of their own, the armed forces (01…) one without a level.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from placement.domain.errors import OccupationUnknown
from regio_chassis.search import searchable, stems

LEVELS = (
    "Helfer-/Anlerntätigkeiten",
    "fachlich ausgerichtete Tätigkeiten",
    "komplexe Spezialistentätigkeiten",
    "hoch komplexe Tätigkeiten",
)
"""Levels of skill as labels name them, for the last digit 1 to 4."""

_ROWS = files(__package__).joinpath("kldb2010.csv").read_text("utf-8").splitlines()[1:]

OCCUPATIONS: Mapping[str, str] = {kldb: label for kldb, _, label in (row.partition(";") for row in _ROWS)}
"""German labels by code, in the order of the codes."""


def label_of(kldb: str) -> str:
    """
    The German label of a five-digit code.

    Raises:
        OccupationUnknown: the code is not in the list.
    """
    label = OCCUPATIONS.get(kldb)
    if label is None:
        raise OccupationUnknown("Choose a code from the list of occupations.", pointer="/kldb")
    return label


def name_in(label: str) -> str:
    """The occupation that ``label`` names, without the level: what is searched, for levels are words of all labels."""
    for level in LEVELS:
        label = label.removesuffix(f" – {level}")
    return label


def occupations(*, begins: str = "", q: str | None = None) -> Mapping[str, str]:
    """Codes that start with ``begins``, and whose name has every word of ``q``; labels by code."""
    words = [] if q is None else stems(q)
    if q is not None and not words:
        return {}
    return {
        kldb: OCCUPATIONS[kldb]
        for kldb, name in _names().items()
        if kldb.startswith(begins) and all(word in name for word in words)
    }


@cache
def _names() -> Mapping[str, str]:
    return {kldb: searchable(name_in(label)) for kldb, label in OCCUPATIONS.items()}
