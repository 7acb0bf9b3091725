"""
How words are found: German spelling variants, plurals and parts of compounds, the same on both databases.

A row keeps the words that ``q`` looks in folded in a column of its own (``searchable``); a query asks for the stem of
each of its words anywhere in there (``matches``); where rows are many, by an index (``regio_chassis.trigrams``).
"""

import re
import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, and_, false
from sqlalchemy.sql.elements import SQLCoreOperations

_WRITTEN_OUT = str.maketrans({"ß": "ss", "æ": "a", "œ": "o", "ø": "o"})
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_DIGRAPH = re.compile(r"ae|oe|(?<![eaq])ue")
_HYPHENATED = re.compile(r"\w+(?:[-\u2010\u2011]\w+)+")
_ENDINGS = ("innen", "ern", "en", "er", "es", "e", "n", "s")
_SHORTEST_STEM = 4


def searchable(*texts: str | None) -> str:
    """
    The words of ``texts`` in one spelling: lower case, umlauts as their base vowel however they were written.

    "Bäckerei", "Baeckerei" and "BÄCKEREI" fold alike; "Heimat-Shoppen" is kept in two words and in one, "Marktstr."
    as the street it is.
    """
    given = " ".join(text for text in texts if text)
    joined = [re.sub(r"\W", "", found[0]) for found in _HYPHENATED.finditer(given)]
    return " ".join(_street(word) for word in _words(" ".join([given, *joined])))


def stems(query: str) -> list[str]:
    """
    What every hit has to contain: each word of ``query``, folded, without its German ending.

    Looked for inside words, so that "Krimi" finds "Krimiabend", "Laden" finds "Hofläden" and "Bücher" "Buchhandlung".
    """
    return [_stem(_street(word)) for word in _words(query)]


def matches(column: SQLCoreOperations[Any], query: str) -> ColumnElement[bool]:
    """Rows whose folded ``column`` has every word of ``query``; signs alone find nothing."""
    words = stems(query)
    return and_(*(column.contains(word, autoescape=True) for word in words)) if words else false()


def _words(text: str) -> list[str]:
    plain = text.casefold().translate(_WRITTEN_OUT)
    bare = _BEYOND_ASCII.sub(_unmarked, unicodedata.normalize("NFKD", plain))
    return re.findall(r"\w+", _DIGRAPH.sub(lambda found: found[0][0], bare))


def _unmarked(found: re.Match[str]) -> str:
    return "" if unicodedata.combining(found[0]) else found[0]


def _street(word: str) -> str:
    return f"{word}asse" if word.endswith("str") and word != "str" else word


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
