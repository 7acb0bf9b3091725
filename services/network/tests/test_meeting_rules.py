"""Rules of meetings, agenda items and minutes, on plain objects."""

from datetime import UTC, datetime, timedelta

import pytest
from network_examples import (
    AT,
    ENDS,
    STARTS,
    a_meeting,
    an_item,
    some_minutes,
)

from network.domain import ItemStatus, Meeting, MeetingStatus, Minutes, MinutesStatus
from network.domain.errors import (
    DatesReversed,
    InvitationTooLate,
    LaterMinutesFinal,
    MeetingOver,
    MinutesApproved,
    MinutesExist,
    MinutesFinal,
    MinutesMissing,
    NotAttached,
    NotHeld,
    NotYet,
    WrongParties,
)
from regio_events import Window
from regio_events.network import (
    MeetingHeld,
    MeetingKind,
)

SATURDAY = Window.model_validate({"day": "2026-09-12", "opens": "09:00", "closes": "18:00"})


def test_an_invitation_is_sent_fourteen_days_ahead_at_the_latest() -> None:
    # Counted in days of Berlin: 23:30 UTC on the 4th is the 5th there.
    in_time = datetime(2026, 3, 4, 22, 30, tzinfo=UTC)
    too_late = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)

    with pytest.raises(InvitationTooLate):
        a_meeting().invite(at=too_late)

    a_meeting().invite(at=in_time)


def test_a_meeting_without_notice_may_be_invited_to_afterwards() -> None:
    meeting = a_meeting(lead_days=0)

    meeting.invite(at=ENDS)

    assert meeting.status == MeetingStatus.INVITED


def test_rescheduling_raises_the_sequence_and_keeps_the_place() -> None:
    meeting = a_meeting(place="Rathaus")

    event = meeting.reschedule(starts_at=STARTS + timedelta(days=7), ends_at=ENDS + timedelta(days=7), at=AT)

    assert (event.sequence, meeting.place) == (1, "Rathaus")
    assert event.ics_uid == meeting.ics_uid


def test_an_invited_meeting_is_brought_forward_with_notice_only() -> None:
    meeting = a_meeting(MeetingStatus.INVITED)
    earlier = STARTS - timedelta(days=3)

    with pytest.raises(InvitationTooLate):
        meeting.reschedule(starts_at=earlier, ends_at=ENDS, at=AT)

    assert meeting.starts_at == STARTS


def test_an_invited_meeting_is_put_off_at_any_time() -> None:
    meeting = a_meeting(MeetingStatus.INVITED)

    meeting.reschedule(starts_at=STARTS + timedelta(days=1), ends_at=ENDS + timedelta(days=1), at=STARTS)

    assert meeting.starts_at == STARTS + timedelta(days=1)


def test_a_meeting_ends_after_it_starts() -> None:
    with pytest.raises(DatesReversed):
        a_meeting().reschedule(starts_at=STARTS, ends_at=STARTS, at=AT)


def test_a_meeting_is_not_held_before_it_begins() -> None:
    with pytest.raises(NotYet):
        a_meeting(MeetingStatus.INVITED).hold(towns_present=[], decisions=0, at=STARTS - timedelta(seconds=1))


def test_a_held_meeting_says_who_was_there() -> None:
    meeting = a_meeting(MeetingStatus.INVITED)

    event = meeting.hold(towns_present=["gotha", "gotha"], decisions=2, at=STARTS)

    assert isinstance(event, MeetingHeld)
    assert (event.towns_present, event.decisions) == (("gotha",), 2)


def test_only_invited_towns_can_be_present() -> None:
    with pytest.raises(WrongParties):
        a_meeting(MeetingStatus.INVITED).hold(towns_present=["apolda"], decisions=0, at=STARTS)


@pytest.mark.parametrize(
    ("kind", "groups", "towns"),
    [
        (MeetingKind.DISCUSSION_ROUND, ["netzwerk-1"], ["gotha"]),
        (MeetingKind.DISCUSSION_ROUND, [], ["gotha", "eisenach"]),
        (MeetingKind.WORKING_MEETING, [], ["gotha"]),
        (MeetingKind.WORKING_MEETING, ["netzwerk-1"], []),
    ],
)
def test_a_round_is_of_one_town_and_a_working_meeting_of_groups(
    kind: MeetingKind, groups: list[str], towns: list[str]
) -> None:
    with pytest.raises(WrongParties):
        Meeting.schedule(
            kind=kind, title="x", group_keys=groups, town_keys=towns, starts_at=STARTS, ends_at=ENDS, at=AT
        )


def test_cancelling_raises_the_sequence() -> None:
    assert a_meeting().cancel(reason="Schnee").sequence == 1


def test_only_meetings_ahead_can_be_reworded() -> None:
    with pytest.raises(MeetingOver):
        a_meeting(MeetingStatus.HELD).rewrite({"title": "Anders"}, at=AT)


def test_minutes_are_approved_once_they_are_final() -> None:
    with pytest.raises(MinutesMissing):
        a_meeting(MeetingStatus.HELD).approve_minutes(minutes_final=False)


def test_a_waiting_proposal_is_not_put_on_an_agenda() -> None:
    item = an_item()
    item.put_to(None)

    with pytest.raises(NotAttached):
        item.accept(number=1)


def test_nothing_is_discussed_before_the_meeting_or_after_its_minutes() -> None:
    with pytest.raises(NotHeld):
        an_item(ItemStatus.ON_AGENDA).discuss(meeting=a_meeting(), minutes_final=False)

    with pytest.raises(MinutesFinal):
        an_item(ItemStatus.ON_AGENDA).discuss(meeting=a_meeting(MeetingStatus.HELD), minutes_final=True)


def test_a_carried_over_item_names_the_one_it_continues() -> None:
    following = a_meeting()
    item = an_item(ItemStatus.ADJOURNED)

    successor = item.carry_over(series="netzwerk-1", to=following, at=AT)

    assert (successor.carried_from, successor.meeting_id) == (item.id, following.id)
    assert (successor.status, successor.title) == (ItemStatus.ON_AGENDA, item.title)


def test_minutes_are_written_once_and_of_held_meetings() -> None:
    with pytest.raises(NotHeld):
        Minutes.draft(a_meeting(MeetingStatus.INVITED), text="x", existing=False, at=AT)

    with pytest.raises(MinutesExist):
        Minutes.draft(a_meeting(MeetingStatus.HELD), text="x", existing=True, at=AT)


def test_minutes_count_how_often_they_became_final() -> None:
    minutes = some_minutes(MinutesStatus.FINAL)

    minutes.reopen(reason="Fehler", meeting=a_meeting(MeetingStatus.HELD), later_final=False)
    minutes.finalise(unanswered=0, at=ENDS)

    assert (minutes.revision, minutes.finalised_at) == (2, ENDS)


def test_final_minutes_keep_their_text() -> None:
    with pytest.raises(MinutesFinal):
        some_minutes(MinutesStatus.FINAL).rewrite("anders")


def test_minutes_stay_closed_once_later_ones_are_final_or_they_are_approved() -> None:
    with pytest.raises(LaterMinutesFinal):
        some_minutes(MinutesStatus.FINAL).reopen(reason="x", meeting=a_meeting(MeetingStatus.HELD), later_final=True)

    with pytest.raises(MinutesApproved):
        some_minutes(MinutesStatus.FINAL).reopen(reason="x", meeting=a_meeting(MeetingStatus.CLOSED), later_final=False)
