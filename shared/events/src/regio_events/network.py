"""Events of the service network (Innenstadtinitiative), channel ``network.events``."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from regio_events._base import Event
from regio_events._types import Code, Count, Percent, Sequence, Slug, TownKey, UtcDatetime, Window, Year


class MembershipStatus(StrEnum):
    """Where a town stands in a working group."""

    CANDIDATE = "candidate"
    ACTIVE = "active"
    LEFT = "left"


class MeetingKind(StrEnum):
    """Who meets: one town, or the towns of one or several groups."""

    DISCUSSION_ROUND = "discussion_round"
    WORKING_MEETING = "working_meeting"


class DecisionKind(StrEnum):
    """What a decision is about, and so who acts on it."""

    JOIN_CAMPAIGN = "join_campaign"
    SET_ACTION_WINDOW = "set_action_window"
    REQUEST_SUNDAY_OPENING = "request_sunday_opening"
    CALL_FOR_SEATS = "call_for_seats"
    MEASURE = "measure"
    OTHER = "other"


class DecisionResult(StrEnum):
    """What the vote came to."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    ADJOURNED = "adjourned"


class IdeaAnswer(StrEnum):
    """What became of an idea."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REDIRECTED = "redirected"


class MeasureStatus(StrEnum):
    """How far a measure is."""

    IDEA = "idea"
    DECIDED = "decided"
    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    EVALUATED = "evaluated"
    DROPPED = "dropped"


class NetworkEvent(Event, owner="network"):
    """Base of the events that network states."""


class MembershipChanged(NetworkEvent, type="regio.network.membership.changed.v1", public=True, subject="membership_id"):
    """The town's membership of the working group is as stated here."""

    membership_id: UUID = Field(description="One dated membership of a town in a group")
    town_key: TownKey = Field(description="The town")
    group_key: Slug = Field(description="The working group")
    since: date | None = Field(default=None, description="First day of membership; null: unknown, or a candidate")
    until: date | None = Field(default=None, description="Last day of membership; null: no end known")
    status: MembershipStatus = Field(description="Where the town stands in the group")


FindingCounts = dict[Slug, Count]
"""Number of findings by field of action."""


class AnalysisPresented(NetworkEvent, type="regio.network.analysis.presented.v1", public=True, subject="analysis_id"):
    """The experts presented what they found in the town."""

    analysis_id: UUID = Field(description="The analysis")
    town_key: TownKey = Field(description="The town")
    weaknesses: FindingCounts = Field(description="Number of weaknesses by field of action")
    strengths: FindingCounts = Field(description="Number of strengths by field of action")
    potentials: FindingCounts = Field(description="Number of potentials by field of action")


class _Meeting(NetworkEvent):
    meeting_id: UUID = Field(description="The meeting")
    kind: MeetingKind = Field(description="Who meets")
    group_keys: tuple[Slug, ...] = Field(description="Working groups that meet; empty: a round of one town")
    town_keys: tuple[TownKey, ...] = Field(description="Towns that are invited")
    starts_at: UtcDatetime = Field(description="Start, UTC")
    ends_at: UtcDatetime = Field(description="End, UTC")
    ics_uid: Annotated[str, Field(pattern=r"^[!-~]+$", max_length=200)] = Field(
        description="UID of the meeting in iCalendar files, stable for ever"
    )
    sequence: Sequence = Field(description="Revision of the meeting, from 0; SEQUENCE in iCalendar")


class MeetingScheduled(_Meeting, type="regio.network.meeting.scheduled.v1", public=True, subject="meeting_id"):
    """The meeting will take place at this time."""


class MeetingRescheduled(_Meeting, type="regio.network.meeting.rescheduled.v1", public=True, subject="meeting_id"):
    """The meeting takes place at this time instead of the former one."""


class MeetingCancelled(_Meeting, type="regio.network.meeting.cancelled.v1", public=True, subject="meeting_id"):
    """The meeting does not take place."""


class MeetingHeld(_Meeting, type="regio.network.meeting.held.v1", public=True, subject="meeting_id"):
    """The meeting took place."""

    towns_present: tuple[TownKey, ...] = Field(description="Towns that were represented")
    decisions: Count = Field(description="Number of decisions taken")


class _Decision(NetworkEvent):
    decision_id: UUID = Field(description="The decision")
    version: Annotated[int, Field(ge=1, le=2_147_483_647)] = Field(
        description="Version of the decision, from 1; each correction raises it"
    )
    meeting_id: UUID = Field(description="The meeting that took it")
    kind: DecisionKind = Field(description="What it is about")
    result: DecisionResult = Field(description="What the vote came to")
    town_keys: tuple[TownKey, ...] = Field(description="Towns that it concerns")
    edition_year: Year | None = Field(default=None, description="Year of the campaign edition; null: none concerned")
    window: tuple[Window, ...] | None = Field(default=None, description="Action windows decided; null: none decided")
    effective_on: date = Field(description="Day from which it holds")
    reason_code: Code | None = Field(default=None, description="Why it was corrected or revoked; null: as first taken")


class DecisionRecorded(_Decision, type="regio.network.decision.recorded.v1", public=True, subject="decision_id"):
    """The decision stands in final minutes."""


class DecisionCorrected(_Decision, type="regio.network.decision.corrected.v1", public=True, subject="decision_id"):
    """The decision reads as stated here, and not as in its former version."""


class DecisionRevoked(_Decision, type="regio.network.decision.revoked.v1", public=True, subject="decision_id"):
    """The decision does not hold any longer; what followed from it is to be undone."""


class _ActionItem(NetworkEvent):
    item_id: UUID = Field(description="The action item")
    town_key: TownKey | None = Field(default=None, description="The town that has to act; null: a group or all")
    due: date = Field(description="Day by which it has to be done")


class ActionItemOpened(_ActionItem, type="regio.network.action_item.opened.v1", subject="item_id"):
    """Somebody has this to do."""


class ActionItemDone(_ActionItem, type="regio.network.action_item.done.v1", subject="item_id"):
    """The action item is done."""


class _Idea(NetworkEvent):
    idea_id: UUID = Field(description="The idea")
    town_key: TownKey | None = Field(default=None, description="The town it is for; null: all towns")
    field: Slug = Field(description="Field of action")


class IdeaSubmitted(_Idea, type="regio.network.idea.submitted.v1", subject="idea_id"):
    """Somebody brought an idea; nobody has screened it yet."""


class IdeaOpened(_Idea, type="regio.network.idea.opened.v1", public=True, subject="idea_id"):
    """The idea is public and can be supported."""


class IdeaAnswered(_Idea, type="regio.network.idea.answered.v1", public=True, subject="idea_id"):
    """The network answered the idea in public."""

    answer: IdeaAnswer = Field(description="What became of it")
    measure_id: UUID | None = Field(default=None, description="The measure it became or joined; null: none")


class _Measure(NetworkEvent):
    measure_id: UUID = Field(description="The measure")
    town_keys: tuple[TownKey, ...] = Field(description="Towns that carry it")
    field: Slug = Field(description="Field of action")
    from_status: MeasureStatus | None = Field(default=None, description="Status before; null: the measure is new")
    to_status: MeasureStatus = Field(description="Status now")
    progress_percent: Percent = Field(description="Progress in percent")
    starts_on: date | None = Field(default=None, description="First day of the works or actions; null: not fixed")
    ends_on: date | None = Field(default=None, description="Last day of the works or actions; null: not fixed")
    affects_access: bool = Field(description="Streets, parking or entrances are affected between these days")
    origin_measure_id: UUID | None = Field(
        default=None, description="The measure of another town that it was taken over from; null: an own one"
    )


class MeasureStarted(_Measure, type="regio.network.measure.started.v1", public=True, subject="measure_id"):
    """Work on the measure has begun."""


class MeasureChanged(_Measure, type="regio.network.measure.changed.v1", public=True, subject="measure_id"):
    """Status, progress or dates of the measure are now as stated here."""


class MeasureCompleted(_Measure, type="regio.network.measure.completed.v1", public=True, subject="measure_id"):
    """The measure is done."""


class MeasureTransferred(_Measure, type="regio.network.measure.transferred.v1", public=True, subject="measure_id"):
    """Another town took the measure over as its own; the origin stays named."""

    origin_measure_id: UUID = Field(description="The measure that it was taken over from")
