"""How words are compared: German spelling variants, plurals and parts of compounds."""

import re
import unicodedata

_WRITTEN_OUT = str.maketrans({"ß": "ss", "æ": "a", "œ": "o", "ø": "o"})
_DIGRAPH = re.compile(r"ae|oe|(?<![eaq])ue")
_ENDINGS = ("ern", "en", "er", "es", "e", "n", "s")
_SHORTEST_STEM = 4


def fold(*texts: str | None) -> str:
    """
    The words of ``texts`` in one spelling: lower case, umlauts as their base vowel however they were written.

    "Bäckerei", "Baeckerei" and "BÄCKEREI" fold alike.
    """
    plain = " ".join(text for text in texts if text).casefold().translate(_WRITTEN_OUT)
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", _DIGRAPH.sub(lambda found: found[0][0], bare)))


def stems(query: str) -> list[str]:
    """
    What every hit has to contain, folded: each word of ``query`` without its German ending.

    Looked for inside words, so that "Krimi" finds "Krimiabend" and "Bücher" finds "Buchhandlung".
    """
    return [stem(word) for word in fold(query).split()]


def stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
