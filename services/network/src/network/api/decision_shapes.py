"""What goes in and out about decisions."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from network.api.inputs import ReasonCode, Source, Title, WindowBody, changes, unset
from network.domain import DecisionStatus, Terms, Votes
from regio_chassis.web import Body, Day, Slug, Text, View, Year
from regio_events import Window
from regio_events.network import DecisionKind, DecisionResult

Keys = Annotated[tuple[Slug, ...], Field(max_length=100)]
Windows = Annotated[tuple[WindowBody, ...], Field(min_length=1, max_length=31)]


class DecisionView(View):
    """A decision; `revision` is what its events call version, `version` is that of this resource."""

    id: UUID
    version: int
    revision: int
    meeting_id: UUID
    item_id: UUID
    kind: DecisionKind
    title: str
    text: str | None
    votes: Votes
    result: DecisionResult
    town_keys: list[str]
    edition_year: int | None
    window: list[Window] | None
    effective_on: date
    status: DecisionStatus
    reason_code: str | None
    source: str | None
    created_at: datetime


class VotesBody(Body):
    """The towns that voted, one vote each."""

    yes: Keys = ()
    no: Keys = ()
    abstain: Keys = ()

    def votes(self) -> Votes:
        """The same as the domain counts it."""
        return Votes(yes=self.yes, no=self.no, abstain=self.abstain)


class DecisionBody(Body):
    """A decision as the minutes have it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "item_id": "0198a3c4-7b7e-7000-8000-000000000002",
                "title": "Teilnahme an Heimat shoppen 2026",
                "kind": "join_campaign",
                "town_keys": ["sondershausen"],
                "edition_year": 2026,
                "effective_on": "2026-03-18",
                "votes": {"yes": ["sondershausen", "eisenach"], "no": [], "abstain": ["gotha"]},
            }
        }
    )

    item_id: UUID
    title: Title
    text: Annotated[str, Text(4000)] | None = None
    kind: DecisionKind
    votes: VotesBody
    town_keys: Annotated[Keys, Field(description="Towns that it binds or concerns")] = ()
    edition_year: Year | None = None
    window: Annotated[Windows | None, Field(description="Action windows, in the year of the edition")] = None
    effective_on: Day
    source: Source | None = None

    def arguments(self) -> dict[str, Any]:
        """For the command: terms and votes as the domain knows them."""
        terms = Terms(
            kind=self.kind,
            town_keys=self.town_keys,
            edition_year=self.edition_year,
            window=_windows(self.window),
            effective_on=self.effective_on,
        )
        return {
            "item_id": self.item_id,
            "title": self.title,
            "text": self.text,
            "terms": terms,
            "votes": self.votes.votes(),
            "source": self.source,
        }


class CorrectBody(Body):
    """What was recorded wrongly, and why it changes; what is left out stays."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"reason_code": "typing-error", "town_keys": ["sondershausen", "gotha"]}}
    )

    reason_code: ReasonCode
    town_keys: Keys = unset()
    edition_year: Year | None = unset()
    window: Windows | None = unset()
    effective_on: Day = unset()
    votes: VotesBody = unset()

    def changes(self) -> dict[str, Any]:
        """The fields that were sent, as the domain knows them."""
        sent = {name: value for name, value in changes(self).items() if name != "reason_code"}
        if "window" in sent:
            sent["window"] = _windows(self.window)
        if "votes" in sent:
            sent["votes"] = self.votes.votes()
        return sent


class RevokeBody(Body):
    """Why it does not hold any longer, as a code that the other programmes see."""

    model_config = ConfigDict(json_schema_extra={"example": {"reason_code": "quorum-missed"}})

    reason_code: ReasonCode


def _windows(bodies: Windows | None) -> tuple[Window, ...] | None:
    return None if bodies is None else tuple(body.window() for body in bodies)
