"""Rows and events to test with."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from network import commands
from network.domain import (
    ActionItem,
    ActionStatus,
    AgendaItem,
    Analysis,
    AnalysisStatus,
    Attendance,
    AttendanceStatus,
    Correction,
    CorrectionStatus,
    Decision,
    DecisionStatus,
    FieldOfAction,
    Idea,
    IdeaStatus,
    ItemStatus,
    Measure,
    Meeting,
    MeetingStatus,
    Membership,
    Minutes,
    MinutesStatus,
    Terms,
    Votes,
)
from regio_chassis.access import Scope
from regio_chassis.database import Database, Tx
from regio_chassis.rows import new_id
from regio_events import Envelope, Event, render
from regio_events.network import DecisionKind, DecisionResult, MeasureStatus, MeetingKind, MembershipStatus

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday in winter, so that Berlin is an hour ahead."""
STARTS = datetime(2026, 3, 18, 13, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=3)
VOTERS = frozenset({"eisenach", "gotha"})


def a_membership(status: MembershipStatus = MembershipStatus.ACTIVE) -> Membership:
    since = None if status is MembershipStatus.CANDIDATE else date(2019, 7, 1)
    until = date(2024, 12, 31) if status is MembershipStatus.LEFT else None
    return Membership(town_key="gotha", group_key="netzwerk-1", status=status, since=since, until=until, created_at=AT)


def a_meeting(status: MeetingStatus = MeetingStatus.SCHEDULED, **changes: object) -> Meeting:
    meeting, _ = Meeting.schedule(
        kind=MeetingKind.WORKING_MEETING,
        title="Arbeitstreffen",
        group_keys=["netzwerk-1"],
        town_keys=["eisenach", "gotha"],
        starts_at=STARTS,
        ends_at=ENDS,
        at=AT,
    )
    meeting.status = status
    for name, value in changes.items():
        setattr(meeting, name, value)
    return meeting


def an_item(status: ItemStatus = ItemStatus.PROPOSED, meeting: Meeting | None = None) -> AgendaItem:
    meeting = meeting or a_meeting()
    return AgendaItem(title="Teilnahme", meeting_id=meeting.id, status=status, created_at=AT)


def some_minutes(status: MinutesStatus = MinutesStatus.DRAFT) -> Minutes:
    final = status is MinutesStatus.FINAL
    return Minutes(meeting_id=new_id(), text="TOP 1", status=status, revision=int(final), created_at=AT)


def some_terms(**changes: object) -> Terms:
    values: dict[str, object] = {
        "kind": DecisionKind.JOIN_CAMPAIGN,
        "town_keys": ("gotha",),
        "edition_year": 2026,
        "effective_on": date(2026, 3, 18),
    }
    return Terms.model_validate(values | changes)


def a_decision(status: DecisionStatus = DecisionStatus.RECORDED) -> Decision:
    return Decision(
        meeting_id=new_id(),
        item_id=new_id(),
        kind=DecisionKind.JOIN_CAMPAIGN,
        title="Teilnahme",
        votes=Votes(yes=("gotha",)),
        result=DecisionResult.ADOPTED,
        town_keys=["gotha"],
        edition_year=2026,
        effective_on=date(2026, 3, 18),
        status=status,
        created_at=AT,
    )


def an_action_item(status: ActionStatus = ActionStatus.OPEN) -> ActionItem:
    return ActionItem(title="Leerstände melden", town_key="gotha", due=date(2026, 3, 31), status=status, created_at=AT)


def an_attendance(status: AttendanceStatus = AttendanceStatus.INVITED) -> Attendance:
    return Attendance(meeting_id=new_id(), invitee="gotha", town_key="gotha", status=status, created_at=AT)


def a_correction(status: CorrectionStatus = CorrectionStatus.PROPOSED) -> Correction:
    return Correction(
        minutes_id=new_id(), town_key="gotha", text="TOP 1: Gotha war dafür.", status=status, created_at=AT
    )


def an_analysis(status: AnalysisStatus = AnalysisStatus.RUNNING) -> Analysis:
    return Analysis(town_key="gotha", title="Innenstadtanalyse", experts="Institut", status=status, created_at=AT)


def enveloped(event: Event, *, id: UUID | None = None) -> Envelope:
    """The event as it arrives."""
    body = render(
        event,
        id=id or new_id(),
        time=AT,
        epoch=1,
        position=1,
        previous=None,
        correlationid=new_id(),
        causationid=None,
        traceparent=None,
    )
    return Envelope.model_validate_json(body)


async def a_network(tx: Tx) -> None:
    """Gotha and Eisenach are members of Netzwerk 1, Apolda of Netzwerk 2; Sömmerda is a candidate, Arnstadt nothing."""
    for key in ("gotha", "eisenach", "apolda", "soemmerda", "arnstadt"):
        await commands.towns.add_town(tx, key=key, name=key.title(), place_keys=(), at=AT)
    for key in ("netzwerk-1", "netzwerk-2"):
        await commands.towns.add_group(tx, key=key, name=key.title(), at=AT)
    for town, group in (("gotha", "netzwerk-1"), ("eisenach", "netzwerk-1"), ("apolda", "netzwerk-2")):
        membership = await commands.memberships.propose_member(tx, town_key=town, group_key=group, at=AT)
        await commands.memberships.sign(tx, Scope.ALL, membership.id, on=date(2019, 7, 1))
    await commands.memberships.propose_member(tx, town_key="soemmerda", group_key="netzwerk-1", at=AT)


async def a_scheduled_meeting(
    tx: Tx, *, group: str = "netzwerk-1", starts_at: datetime = STARTS, at: datetime = AT
) -> Meeting:
    return await commands.meetings.schedule(
        tx,
        Scope.ALL,
        kind=MeetingKind.WORKING_MEETING,
        title="Arbeitstreffen",
        group_keys=[group],
        town_keys=(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        at=at,
    )


async def a_held_meeting(tx: Tx, titles: Sequence[str] = ("Teilnahme",)) -> tuple[Meeting, list[UUID]]:
    """A held meeting of Netzwerk 1 with items of these titles on its agenda."""
    meeting = await a_scheduled_meeting(tx)
    items = []
    for title in titles:
        item = await commands.agenda.propose(tx, Scope.ALL, title=title, meeting_id=meeting.id, at=AT)
        await commands.agenda.accept(tx, Scope.ALL, item.id)
        items.append(item.id)
    await commands.meetings.invite(tx, Scope.ALL, meeting.id, at=AT)
    held = await commands.meetings.hold(
        tx, Scope.ALL, meeting.id, towns_present=["gotha"], decisions=1, at=STARTS + timedelta(hours=3)
    )
    return held, items


async def final_minutes(tx: Tx, meeting: Meeting) -> Minutes:
    minutes = await commands.minutes.draft(tx, Scope.ALL, meeting_id=meeting.id, text="TOP 1", at=ENDS)
    return await commands.minutes.finalise(tx, Scope.ALL, minutes.id, at=ENDS)


async def a_recorded_decision(tx: Tx) -> tuple[Decision, Minutes]:
    """Gotha joins the edition 2026, by a meeting of Netzwerk 1 with final minutes."""
    meeting, (item_id,) = await a_held_meeting(tx)
    await commands.agenda.discuss(tx, Scope.ALL, item_id)
    minutes = await final_minutes(tx, meeting)
    decision = await commands.decisions.record(
        tx,
        Scope.ALL,
        item_id=item_id,
        title="Teilnahme",
        text=None,
        terms=some_terms(),
        votes=Votes(yes=("gotha",), abstain=("eisenach",)),
        at=ENDS,
    )
    return decision, minutes


async def fill(database: Database) -> None:
    """``a_network``, committed."""
    async with database.begin(at=AT) as tx:
        await a_network(tx)


def an_idea(status: IdeaStatus = IdeaStatus.SUBMITTED) -> Idea:
    idea, _ = Idea.submit(
        title="Bänke am Neumarkt",
        text="Zum Ausruhen.",
        searchable="banke am neumarkt zum ausruhen",
        field_key="erlebnisraum",
        town_key="gotha",
        place=None,
        secret_hash="0" * 64,
        thread_id=new_id(),
        at=AT,
    )
    idea.status = status
    return idea


def a_measure(status: MeasureStatus = MeasureStatus.IDEA) -> Measure:
    measure, _ = Measure.propose(
        decided=False,
        title="Bänke",
        text=None,
        field_key="erlebnisraum",
        town_keys=["gotha"],
        thread_id=new_id(),
        at=AT,
    )
    measure.status = status
    return measure


async def with_fields(database: Database) -> None:
    """``a_network`` and two fields of action, committed."""
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        for number, key in enumerate(("erlebnisraum", "aktionen-events"), start=1):
            await tx.add(FieldOfAction(key=key, number=number, name=key))


async def a_measure_decision(tx: Tx) -> Decision:
    """Gotha's measure is decided, by a meeting of Netzwerk 1 with final minutes."""
    meeting, (item_id,) = await a_held_meeting(tx, ["Bänke"])
    await commands.agenda.discuss(tx, Scope.ALL, item_id)
    await final_minutes(tx, meeting)
    return await commands.decisions.record(
        tx,
        Scope.ALL,
        item_id=item_id,
        title="Bänke aufstellen",
        text=None,
        terms=some_terms(kind=DecisionKind.MEASURE, edition_year=None),
        votes=Votes(yes=("gotha",), abstain=("eisenach",)),
        at=ENDS,
    )
