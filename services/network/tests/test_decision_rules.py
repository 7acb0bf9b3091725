"""What a decision needs and how its votes count, on plain objects."""

from datetime import date

import pytest
from network_examples import (
    ENDS,
    VOTERS,
    a_decision,
    a_meeting,
    an_item,
    some_terms,
)

from network.domain import Decision, ItemStatus, Meeting, MeetingStatus, Votes
from network.domain.errors import (
    DatesReversed,
    DecisionIncomplete,
    MinutesMissing,
    NotDiscussed,
    NotHeld,
    NoVote,
)
from regio_events import Window
from regio_events.network import (
    DecisionCorrected,
    DecisionKind,
    DecisionRecorded,
    DecisionResult,
)

SATURDAY = Window.model_validate({"day": "2026-09-12", "opens": "09:00", "closes": "18:00"})


@pytest.mark.parametrize(
    ("votes", "result"),
    [
        (Votes(yes=("gotha", "eisenach")), DecisionResult.ADOPTED),
        (Votes(yes=("gotha",), abstain=("eisenach",)), DecisionResult.ADOPTED),
        (Votes(yes=("gotha",), no=("eisenach",)), DecisionResult.REJECTED),
        (Votes(no=("gotha",)), DecisionResult.REJECTED),
    ],
)
def test_more_yes_than_no_adopts_and_a_tie_rejects(votes: Votes, result: DecisionResult) -> None:
    assert votes.count(VOTERS) == result


@pytest.mark.parametrize(
    "votes",
    [
        Votes(),
        Votes(abstain=("gotha",)),
        Votes(yes=("gotha", "gotha")),
        Votes(yes=("gotha",), no=("gotha",)),
        Votes(yes=("apolda",)),
    ],
)
def test_a_vote_counts_once_and_only_of_active_members(votes: Votes) -> None:
    with pytest.raises(NoVote):
        votes.count(VOTERS)


@pytest.mark.parametrize(
    "changes",
    [
        {"edition_year": None},
        {"town_keys": ()},
        {"town_keys": ("apolda",)},
        {"kind": DecisionKind.SET_ACTION_WINDOW},
        {"kind": DecisionKind.CALL_FOR_SEATS},
        {"kind": DecisionKind.OTHER},
        {"window": (SATURDAY,), "edition_year": 2025},
    ],
)
def test_terms_that_do_not_fit_their_kind_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(DecisionIncomplete):
        some_terms(**changes).check(voters=VOTERS, meeting_day=date(2026, 3, 18))


@pytest.mark.parametrize(
    "changes",
    [
        {"window": (SATURDAY,)},
        {"kind": DecisionKind.SET_ACTION_WINDOW, "window": (SATURDAY,)},
        {"kind": DecisionKind.REQUEST_SUNDAY_OPENING, "window": (SATURDAY,)},
        {"kind": DecisionKind.CALL_FOR_SEATS, "edition_year": None, "town_keys": ("arnstadt",)},
        {"kind": DecisionKind.MEASURE, "edition_year": None},
        {"kind": DecisionKind.OTHER, "edition_year": None, "town_keys": ()},
    ],
)
def test_terms_that_fit_their_kind_pass(changes: dict[str, object]) -> None:
    some_terms(**changes).check(voters=VOTERS, meeting_day=date(2026, 3, 18))


def test_a_decision_does_not_hold_before_the_meeting() -> None:
    with pytest.raises(DatesReversed):
        some_terms(effective_on=date(2026, 3, 17)).check(voters=VOTERS, meeting_day=date(2026, 3, 18))


def record(meeting: Meeting, status: ItemStatus, *, minutes_final: bool) -> tuple[Decision, DecisionRecorded]:
    return Decision.record(
        an_item(status, meeting),
        meeting,
        minutes_final=minutes_final,
        title="Teilnahme",
        text=None,
        terms=some_terms(town_keys=("gotha", "gotha")),
        votes=Votes(yes=("gotha",)),
        voters=VOTERS,
        at=ENDS,
    )


def test_a_recorded_decision_says_what_was_decided_and_names_a_town_once() -> None:
    meeting = a_meeting(MeetingStatus.HELD)

    decision, event = record(meeting, ItemStatus.DISCUSSED, minutes_final=True)

    assert event == DecisionRecorded(
        decision_id=decision.id,
        version=1,
        meeting_id=meeting.id,
        kind=DecisionKind.JOIN_CAMPAIGN,
        result=DecisionResult.ADOPTED,
        town_keys=("gotha",),
        edition_year=2026,
        effective_on=date(2026, 3, 18),
    )


def test_a_decision_needs_a_held_meeting_final_minutes_and_a_discussion() -> None:
    with pytest.raises(NotHeld):
        record(a_meeting(MeetingStatus.INVITED), ItemStatus.DISCUSSED, minutes_final=True)

    with pytest.raises(MinutesMissing):
        record(a_meeting(MeetingStatus.HELD), ItemStatus.DISCUSSED, minutes_final=False)

    with pytest.raises(NotDiscussed):
        record(a_meeting(MeetingStatus.HELD), ItemStatus.ON_AGENDA, minutes_final=True)


def test_a_correction_raises_the_revision_and_counts_the_votes_anew() -> None:
    decision = a_decision()

    event = decision.correct(
        terms=some_terms(town_keys=("eisenach",)),
        votes=Votes(no=("gotha",)),
        voters=VOTERS,
        meeting_day=date(2026, 3, 18),
        reason="typing-error",
    )

    assert isinstance(event, DecisionCorrected)
    assert (event.version, event.town_keys, event.result) == (2, ("eisenach",), DecisionResult.REJECTED)
    assert event.reason_code == "typing-error"


def test_a_refused_correction_changes_nothing() -> None:
    decision = a_decision()
    before = decision.model_dump()

    with pytest.raises(NoVote):
        decision.correct(
            terms=some_terms(), votes=Votes(), voters=VOTERS, meeting_day=date(2026, 3, 18), reason="typing-error"
        )

    assert decision.model_dump() == before
