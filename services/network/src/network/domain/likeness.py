"""
How alike two ideas are: which words, parts of compounds and topics they share.

Words that nearly every idea has ("Stadt", "mehr", "fehlen") say nothing; a word in the title says more than one in the
text. Topics (``vocabulary``) are what joins "Geschäft" and "Hofladen", "WC" and "Toilette". Nothing of it depends on a
database or on other ideas: the same two ideas are always as alike.

Of three sets of twenty pairs (tests: ``network_pairs``, ``network_second_pairs``, ``network_third_pairs``) it finds 20,
16 and 7, with 8, 8 and 17 false alarms among 2,395, 2,395 and 3,140 pairs of strangers; without topics 20, 9 and 4,
with 10, 3 and 15. The topics were collected by somebody who knew the first two sets, and the threshold was chosen on
them; the third set chose nothing and is the fair figure. What two people say of the same wish with hardly a word or
topic in common this does not find. Weighing by how rare a word is, and parts of words by letters, made no difference.
"""

from collections.abc import Mapping
from math import sqrt

from network.domain.vocabulary import topics
from regio_chassis.search import searchable, stems

ALIKE = 0.25
"""From here on an idea is shown as a likely duplicate; chosen on the first two sets."""
TERMS = 24
"""Terms of one idea that are kept to find it by: those of the title first."""
TITLE = 2.0
PART = 0.3
PART_LENGTH = 4
"""Letters that the beginning or end of a compound needs to be a term of its own."""
SHORTEST = 3
LONGEST = 40
"""Letters of a word that is a term, and how many of it are kept."""

_COMMON = frozenset(
    stems(
        "aber alle allem alles als also am an anbieten ander anschaffen auch auf aus aushängen bei beim besser"
        " bessere bis bitte brauchen braucht bringen da damit dann das dass dem den der deren des die dies diese"
        " diesem dieser dort durch ein eine einem einen einer eines einführen einmal einrichten er erlauben es etwas"
        " fehlen fehlt fühlt für geben gemeinsam gemeinsamer gerne gibt gut haben hat helfen hier hilft ihre im immer"
        " in innenstadt ins ist ja jede jedem jeden jeder jetzt kann kein keine keinen klein kleiner kommen kommt"
        " können könnte könnten leute liegt man mehr mit muss nach neben neu neue neuer nicht nichts nirgends noch nur"
        " oder ohne schon sehr sein selben sich sie sind so sollen sollte sollten stadt stadtmitte statt tag tage"
        " tagen um und uns unser unter viel viele vom von vor warum was wegen weil wenn wer werden wie wir wird wo"
        " wollen wäre wären wünschen würde würden zu zum zur über überall"
    )
)


def terms(title: str, text: str) -> dict[str, float]:
    """The terms of an idea and how much each weighs; the most telling first."""
    found: dict[str, float] = {}
    for words, weight in ((title, TITLE), (text, 1.0)):
        folded = searchable(words)
        for word, root in zip(folded.split(), stems(folded), strict=True):
            if root not in _COMMON:
                for term, share in (_parts(root) | _about(word, root)).items():
                    found[term] = max(found.get(term, 0.0), weight * share)
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def keys(title: str, text: str) -> list[str]:
    """The terms under which an idea is found."""
    return list(terms(title, text))[:TERMS]


def likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """From 0, nothing in common, to 1: the cosine of two ideas' ``terms``."""
    shared = sum(weight * other[term] for term, weight in one.items() if term in other)
    if not shared:
        return 0.0
    return shared / sqrt(sum(weight**2 for weight in one.values()) * sum(weight**2 for weight in other.values()))


def _parts(root: str) -> dict[str, float]:
    """A word, and the beginning and end under which it meets its compounds."""
    if len(root) < SHORTEST:
        return {}
    begin = root[: PART_LENGTH if len(root) <= PART_LENGTH + 2 else PART_LENGTH + 1]
    return {root[:LONGEST]: 1.0, begin + "-": PART, "-" + root[-PART_LENGTH:]: PART}


def _about(word: str, root: str) -> dict[str, float]:
    return {"=" + topic: 1.0 for topic in topics(word) | topics(root)}
