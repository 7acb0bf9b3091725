"""Entities, transition tables and rules of the network; pure: time and others' facts come in as arguments."""

from network.domain.action_items import UNDONE, ActionItem, ActionStatus, Reminder, ReminderKind
from network.domain.agenda import OPEN_ITEMS, AgendaItem, ItemStatus
from network.domain.attendance import Attendance, AttendanceStatus
from network.domain.base import BERLIN, Row, day_ends, local_day
from network.domain.corrections import Correction, CorrectionStatus
from network.domain.decisions import STANDING, Decision, DecisionStatus, DecisionTown
from network.domain.meetings import AHEAD, LEAD_DAYS, Meeting, MeetingStatus
from network.domain.memberships import Membership
from network.domain.minutes import Minutes, MinutesStatus, MinutesText
from network.domain.parties import MeetingParty
from network.domain.terms import Terms, Votes
from network.domain.towns import FieldOfAction, Place, Town, WorkingGroup

__all__ = [
    "AHEAD",
    "BERLIN",
    "LEAD_DAYS",
    "OPEN_ITEMS",
    "STANDING",
    "UNDONE",
    "ActionItem",
    "ActionStatus",
    "AgendaItem",
    "Attendance",
    "AttendanceStatus",
    "Correction",
    "CorrectionStatus",
    "Decision",
    "DecisionStatus",
    "DecisionTown",
    "FieldOfAction",
    "ItemStatus",
    "Meeting",
    "MeetingParty",
    "MeetingStatus",
    "Membership",
    "Minutes",
    "MinutesStatus",
    "MinutesText",
    "Place",
    "Reminder",
    "ReminderKind",
    "Row",
    "Terms",
    "Town",
    "Votes",
    "WorkingGroup",
    "day_ends",
    "local_day",
]
