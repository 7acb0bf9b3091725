"""Which businesses may be the same one, entered twice."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Protocol, TypeVar

from regio_chassis.search import searchable

_LEGAL_FORMS = frozenset({"gmbh", "mbh", "ug", "kg", "ohg", "gbr", "ek", "eg", "ag", "ev", "co", "inh", "inhaber"})
_K = TypeVar("_K", bound=Hashable)


class Addressed(Protocol):
    """What a business is recognised by."""

    @property
    def public_name(self) -> str: ...
    @property
    def postcode(self) -> str: ...
    @property
    def street(self) -> str: ...


def likeness(public_name: str, postcode: str, street: str) -> tuple[str, str, str]:
    """
    Alike for what is probably one business: name without legal form, postcode, street with number.

    "Bäckerei Müller GmbH, Marktstr. 1 a" and "Baeckerei Mueller, Markt-Straße 1a" are alike.
    """
    name = [word for word in _plain(re.sub(r"\be\. ?([KkVv])\.", r"e\1", public_name)) if word not in _LEGAL_FORMS]
    return "".join(name) or "".join(_plain(public_name)), postcode, "".join(_plain(street)).replace("strasse", "str")


def groups_of_alike(businesses: Mapping[_K, Addressed]) -> list[list[_K]]:
    """Keys of those that are alike, two or more together, in the order they were given."""
    found: defaultdict[tuple[str, str, str], list[_K]] = defaultdict(list)
    for key, business in businesses.items():
        found[likeness(business.public_name, business.postcode, business.street)].append(key)
    return [keys for keys in found.values() if len(keys) > 1]


def _plain(text: str) -> Iterable[str]:
    return searchable(re.sub(r"[\W_]+", " ", text)).split()
