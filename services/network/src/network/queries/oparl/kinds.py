"""What is asked for, and what an entry of a list is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

NETWORK = "netzwerk"
"""Key of the body that the working groups belong to; the other bodies are the towns."""


class Kind(StrEnum):
    """What stands behind an object."""

    GROUP = "group"
    TOWN = "town"
    OFFICE = "office"
    PERSON = "person"
    MEMBER = "member"
    ROLE = "role"
    MEETING = "meeting"
    PLACE = "place"
    ITEM = "item"
    AGENDA = "agenda"
    MINUTES = "minutes"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of a list; of one that is ``gone`` nothing else may be told."""

    kind: Kind
    id: str
    created: datetime
    modified: datetime
    gone: bool


@dataclass(frozen=True, slots=True)
class Window:
    """What a caller wants of a list; pages are counted from 1."""

    page: int = 1
    limit: int = 100
    created_since: datetime | None = None
    created_until: datetime | None = None
    modified_since: datetime | None = None
    modified_until: datetime | None = None

    @property
    def filters(self) -> bool:
        """The caller brings a copy up to date, and has to learn what is gone."""
        return any((self.created_since, self.created_until, self.modified_since, self.modified_until))

    def admits(self, created: datetime, modified: datetime) -> bool:
        """Whether the filters let an object through."""
        return (
            (self.created_since is None or created >= self.created_since)
            and (self.created_until is None or created <= self.created_until)
            and (self.modified_since is None or modified >= self.modified_since)
            and (self.modified_until is None or modified <= self.modified_until)
        )
