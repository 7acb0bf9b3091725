"""What this service refuses; every class has a code that is stable and part of the HTTP API."""

from network.domain.errors.analyses import AnalysisOver, NothingFound, OutOfRange
from network.domain.errors.ideas import AnswerIncomplete, DeviceUnknown, NotSupportable
from network.domain.errors.measures import ChildrenOpen, NoDecision, NotRunning, ProgressDerived, WrongParent
from network.domain.errors.meetings import (
    AlreadyInvited,
    AnswerTooLate,
    InvitationTooLate,
    MeetingOver,
    NotAttached,
    NotDiscussed,
    NotHeld,
    NotInvited,
    NotYet,
    WrongParties,
)
from network.domain.errors.minutes import (
    CorrectionsOpen,
    DecisionIncomplete,
    LaterMinutesFinal,
    MinutesApproved,
    MinutesExist,
    MinutesFinal,
    MinutesMissing,
    NotPresent,
    NoVote,
    WindowOver,
)
from network.domain.errors.towns import AlreadyMember, DatesReversed, KeyTaken, NothingToRelease, Unknown

__all__ = [
    "AlreadyInvited",
    "AlreadyMember",
    "AnalysisOver",
    "AnswerIncomplete",
    "AnswerTooLate",
    "ChildrenOpen",
    "CorrectionsOpen",
    "DatesReversed",
    "DecisionIncomplete",
    "DeviceUnknown",
    "InvitationTooLate",
    "KeyTaken",
    "LaterMinutesFinal",
    "MeetingOver",
    "MinutesApproved",
    "MinutesExist",
    "MinutesFinal",
    "MinutesMissing",
    "NoDecision",
    "NoVote",
    "NotAttached",
    "NotDiscussed",
    "NotHeld",
    "NotInvited",
    "NotPresent",
    "NotRunning",
    "NotSupportable",
    "NotYet",
    "NothingFound",
    "NothingToRelease",
    "OutOfRange",
    "ProgressDerived",
    "Unknown",
    "WindowOver",
    "WrongParent",
    "WrongParties",
]
