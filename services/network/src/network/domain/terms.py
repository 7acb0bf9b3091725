"""What a decision says, and the votes it rests on."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict

from network.domain.errors import DatesReversed, DecisionIncomplete, NoVote
from regio_events import Window
from regio_events.network import DecisionKind, DecisionResult


class Votes(BaseModel):
    """Who voted how, one vote a town."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    abstain: tuple[str, ...] = ()

    def count(self, voters: Collection[str]) -> DecisionResult:
        """
        Adopted by more yes than no; abstentions do not count, a tie is a rejection.

        The result is derived and never entered, so that it cannot contradict the votes.

        Raises:
            NoVote: nobody voted, a town voted twice, or is not among ``voters``.
        """
        cast = Counter([*self.yes, *self.no, *self.abstain])
        if not (self.yes or self.no):
            raise NoVote("a decision needs a yes or a no", pointer="/votes")
        if max(cast.values()) > 1:
            raise NoVote("every town has one vote", pointer="/votes")
        if not cast.keys() <= set(voters):
            raise NoVote("only towns that are active members on the day of the meeting vote", pointer="/votes")
        return DecisionResult.ADOPTED if len(self.yes) > len(self.no) else DecisionResult.REJECTED


class Terms(BaseModel):
    """What is decided: kind by kind, the towns, edition and windows it needs."""

    model_config = ConfigDict(frozen=True)

    kind: DecisionKind
    town_keys: tuple[str, ...] = ()
    edition_year: int | None = None
    window: tuple[Window, ...] | None = None
    effective_on: date

    def check(self, *, voters: Collection[str], meeting_day: date) -> None:
        """
        Insist that the terms fit their kind and their meeting.

        Raises:
            DecisionIncomplete: something is missing, has no meaning for this kind, or binds a town that has no vote.
            DatesReversed: the decision would hold before it was taken.
        """
        given = {name for name in ("town_keys", "edition_year", "window") if getattr(self, name)}
        for name in sorted(_NEEDS[self.kind] - given):
            raise DecisionIncomplete(f"a decision of this kind needs {name}", pointer=f"/{name}")
        for name in sorted(given - _NEEDS[self.kind] - _MAY_HAVE.get(self.kind, set())):
            raise DecisionIncomplete(f"a decision of this kind has no use for {name}", pointer=f"/{name}")
        if self.kind in BINDING and not set(self.town_keys) <= set(voters):
            raise DecisionIncomplete("only towns that have a vote can be bound", pointer="/town_keys")
        if any(window.day.year != self.edition_year for window in self.window or ()):
            raise DecisionIncomplete("windows lie in the year of the edition", pointer="/window")
        if self.effective_on < meeting_day:
            raise DatesReversed("a decision holds from the day of the meeting at the earliest", pointer="/effective_on")


BINDING = frozenset({DecisionKind.JOIN_CAMPAIGN, DecisionKind.SET_ACTION_WINDOW, DecisionKind.REQUEST_SUNDAY_OPENING})
"""Kinds that bind the towns they name, and not only concern them."""

_NEEDS: Mapping[DecisionKind, set[str]] = {
    DecisionKind.JOIN_CAMPAIGN: {"town_keys", "edition_year"},
    DecisionKind.SET_ACTION_WINDOW: {"town_keys", "edition_year", "window"},
    DecisionKind.REQUEST_SUNDAY_OPENING: {"town_keys", "edition_year", "window"},
    DecisionKind.CALL_FOR_SEATS: {"town_keys"},
    DecisionKind.MEASURE: {"town_keys"},
    DecisionKind.OTHER: set(),
}
_MAY_HAVE: Mapping[DecisionKind, set[str]] = {
    DecisionKind.JOIN_CAMPAIGN: {"window"},
    DecisionKind.OTHER: {"town_keys"},
}
