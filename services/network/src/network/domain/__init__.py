"""Entities, transition tables and rules of the network; pure: time and others' facts come in as arguments."""

from network.domain.action_items import UNDONE, ActionItem, ActionStatus, Reminder, ReminderKind
from network.domain.agenda import OPEN_ITEMS, AgendaItem, ItemLink, ItemStatus
from network.domain.analyses import Analysis, AnalysisStatus, Finding, FindingKind
from network.domain.attendance import Attendance, AttendanceStatus
from network.domain.base import BERLIN, Row, day_ends, local_day
from network.domain.corrections import Correction, CorrectionStatus
from network.domain.decisions import STANDING, Decision, DecisionStatus, DecisionTown
from network.domain.ideas import (
    ANSWER_DAYS,
    CONTACT_KEPT,
    UNANSWERED,
    DailySalt,
    Idea,
    IdeaContact,
    IdeaStatus,
    IdeaSupport,
    IdeaTerm,
)
from network.domain.indicators import Indicator, IndicatorKind
from network.domain.measure_parts import FINISHED, UNFINISHED, Share
from network.domain.measures import EVENTS_FIELD, Measure, Participation
from network.domain.meetings import AHEAD, LEAD_DAYS, Meeting, MeetingStatus
from network.domain.memberships import Membership
from network.domain.milestones import Funding, MeasureTown, Milestone
from network.domain.minutes import Minutes, MinutesStatus, MinutesText
from network.domain.organisation import BodyKind, TownBody, TownRole
from network.domain.parties import MeetingParty
from network.domain.terms import Terms, Votes
from network.domain.towns import FieldOfAction, Place, Town, WorkingGroup
from network.domain.traces import Trace

__all__ = [
    "AHEAD",
    "ANSWER_DAYS",
    "BERLIN",
    "CONTACT_KEPT",
    "EVENTS_FIELD",
    "FINISHED",
    "LEAD_DAYS",
    "OPEN_ITEMS",
    "STANDING",
    "UNANSWERED",
    "UNDONE",
    "UNFINISHED",
    "ActionItem",
    "ActionStatus",
    "AgendaItem",
    "Analysis",
    "AnalysisStatus",
    "Attendance",
    "AttendanceStatus",
    "BodyKind",
    "Correction",
    "CorrectionStatus",
    "DailySalt",
    "Decision",
    "DecisionStatus",
    "DecisionTown",
    "FieldOfAction",
    "Finding",
    "FindingKind",
    "Funding",
    "Idea",
    "IdeaContact",
    "IdeaStatus",
    "IdeaSupport",
    "IdeaTerm",
    "Indicator",
    "IndicatorKind",
    "ItemLink",
    "ItemStatus",
    "Measure",
    "MeasureTown",
    "Meeting",
    "MeetingParty",
    "MeetingStatus",
    "Membership",
    "Milestone",
    "Minutes",
    "MinutesStatus",
    "MinutesText",
    "Participation",
    "Place",
    "Reminder",
    "ReminderKind",
    "Row",
    "Share",
    "Terms",
    "Town",
    "TownBody",
    "TownRole",
    "Trace",
    "Votes",
    "WorkingGroup",
    "day_ends",
    "local_day",
]
