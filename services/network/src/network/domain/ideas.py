"""Ideas: anybody may bring one, everybody may support it, and the network owes it an answer in public."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID

from sqlalchemy import Index, column, func, text
from sqlmodel import Field

from network.domain.base import Row, local_day
from network.domain.errors import AnswerIncomplete
from regio_chassis.rows import Stateful, enum_field, new_id, status_field, utc_field
from regio_events.network import IdeaAnswer, IdeaAnswered, IdeaOpened, IdeaSubmitted

ANSWER_DAYS = 60
"""Days after which an idea should have its answer, counted from the day it was brought."""

CONTACT_KEPT = timedelta(days=365)
"""How long somebody waits to be reached at most; an answer, a refusal or the author ends it earlier."""


class IdeaStatus(StrEnum):
    """How far an idea is."""

    SUBMITTED = "submitted"
    HIDDEN = "hidden"
    OPEN = "open"
    UNDER_REVIEW = "under_review"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


UNANSWERED = (IdeaStatus.OPEN, IdeaStatus.UNDER_REVIEW)
"""Public ideas that wait for an answer, and can be supported."""
_WAITS = text("status IN ('open', 'under_review')")


class Idea(Row, Stateful, table=True):
    """
    One idea. ``published`` says whether anybody may see it: it was screened and not withdrawn.

    ``secret_hash`` is of the secret that lets the author withdraw it, ``thread_id`` the correlation of its events,
    ``searchable`` title and text as searching compares them.
    """

    __tablename__ = "idea"
    __table_args__ = (
        Index("ix_idea_published_created", "published", "created_at", "id"),
        Index("ix_idea_published_town", "published", "town_key", "created_at", "id"),
        Index("ix_idea_published_field", "published", "field_key", "created_at", "id"),
        Index("ix_idea_published_town_field", "published", "town_key", "field_key", "created_at", "id"),
        Index("ix_idea_published_supports", "published", "supports", "id"),
        # Answered ones, most of all after some years, are not in it.
        Index("ix_idea_trigrams", func.trigrams(column("searchable")), postgresql_using="gin").ddl_if("postgresql"),
        Index("ix_idea_unanswered_due", "published", "answer_due", "id", postgresql_where=_WAITS, sqlite_where=_WAITS),
    )

    TRANSITIONS: ClassVar[Mapping[IdeaStatus, Mapping[str, IdeaStatus]]] = {
        IdeaStatus.SUBMITTED: {
            "screen": IdeaStatus.OPEN,
            "hide": IdeaStatus.HIDDEN,
            "withdraw": IdeaStatus.WITHDRAWN,
        },
        IdeaStatus.HIDDEN: {},
        IdeaStatus.OPEN: {"review": IdeaStatus.UNDER_REVIEW, "withdraw": IdeaStatus.WITHDRAWN},
        IdeaStatus.UNDER_REVIEW: {"answer": IdeaStatus.ANSWERED, "withdraw": IdeaStatus.WITHDRAWN},
        IdeaStatus.ANSWERED: {},
        IdeaStatus.WITHDRAWN: {},
    }

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    thread_id: UUID
    town_key: str | None = Field(default=None, foreign_key="town.key", max_length=60)
    field_key: str = Field(foreign_key="field_of_action.key", max_length=60)
    title: str = Field(max_length=120)
    text: str = Field(max_length=4000)
    place: str | None = Field(default=None, max_length=200)
    searchable: str = Field(max_length=6000)
    status: IdeaStatus = status_field(IdeaStatus, IdeaStatus.SUBMITTED)
    published: bool = False
    supports: int = 0
    answer_due: date
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)
    answer: IdeaAnswer | None = enum_field(IdeaAnswer, default=None, nullable=True)
    reason: str | None = Field(default=None, max_length=2000)
    answered_on: date | None = None
    measure_id: UUID | None = Field(default=None, foreign_key="measure.id", index=True)
    secret_hash: str = Field(max_length=64)
    source: str | None = Field(default=None, max_length=500)
    created_at: datetime = utc_field()

    @classmethod
    def submit(
        cls,
        *,
        title: str,
        text: str,
        searchable: str,
        field_key: str,
        town_key: str | None,
        place: str | None,
        secret_hash: str,
        thread_id: UUID,
        at: datetime,
        source: str | None = None,
    ) -> tuple[Self, IdeaSubmitted]:
        """Somebody brings an idea; nobody but those who screen it sees it."""
        idea = cls(
            title=title,
            text=text,
            searchable=searchable,
            field_key=field_key,
            town_key=town_key,
            place=place,
            secret_hash=secret_hash,
            thread_id=thread_id,
            answer_due=local_day(at) + timedelta(days=ANSWER_DAYS),
            source=source,
            created_at=at,
        )
        return idea, IdeaSubmitted(idea_id=idea.id, town_key=town_key, field=field_key)

    def screen(self) -> IdeaOpened:
        """Nothing in it speaks against showing it."""
        self._step("screen")
        self.published = True
        return IdeaOpened(idea_id=self.id, town_key=self.town_key, field=self.field_key)

    def hide(self, *, reason: str) -> None:
        """It is not for the public; ``reason`` is for those who screen."""
        self._step("hide")
        self.reason = reason

    def review(self, meeting_id: UUID) -> None:
        """A meeting deals with it."""
        self._step("review")
        self.meeting_id = meeting_id

    def give(self, *, answer: IdeaAnswer, reason: str, measure_id: UUID | None, at: datetime) -> IdeaAnswered:
        """
        Answer it in public.

        Raises:
            AnswerIncomplete: an accepted idea becomes or joins a measure, and no other one does.
        """
        self._insist_on("answer")
        if (answer is IdeaAnswer.ACCEPTED) is (measure_id is None):
            raise AnswerIncomplete("an accepted idea belongs to a measure, no other does", pointer="/measure_id")
        self._step("answer")
        self.answer, self.reason, self.measure_id = answer, reason, measure_id
        self.answered_on = local_day(at)
        return IdeaAnswered(
            idea_id=self.id, town_key=self.town_key, field=self.field_key, answer=answer, measure_id=measure_id
        )

    def withdraw(self) -> None:
        """The author takes it back: nothing that was written stays."""
        self._step("withdraw")
        self.published = False
        self.title = self.text = self.searchable = ""
        self.place = None


def is_overdue(status: IdeaStatus, answer_due: date, at: datetime) -> bool:
    """Whether the public waits for an answer that should have been given."""
    return status in UNANSWERED and answer_due < local_day(at)


class IdeaContact(Row, table=True):
    """How the author wants to be answered: apart from the idea, and gone as soon as it is answered."""

    __tablename__ = "idea_contact"

    idea_id: UUID = Field(foreign_key="idea.id", primary_key=True)
    contact: str = Field(max_length=200)


class IdeaSupport(Row, table=True):
    """One device supports one idea. ``device_hash`` is another one for every idea, so that nobody is followed."""

    __tablename__ = "idea_support"

    idea_id: UUID = Field(foreign_key="idea.id", primary_key=True)
    device_hash: str = Field(primary_key=True, max_length=32)


class IdeaTerm(Row, table=True):
    """A term under which likely duplicates of an idea are found."""

    __tablename__ = "idea_term"

    term: str = Field(primary_key=True, max_length=40)
    idea_id: UUID = Field(foreign_key="idea.id", primary_key=True, index=True)


class DailySalt(Row, table=True):
    """What addresses are hashed with on one day; with it gone nobody can tell any longer which address a hash was."""

    __tablename__ = "daily_salt"

    day: date = Field(primary_key=True)
    salt: str = Field(max_length=32)
