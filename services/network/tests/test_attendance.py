"""Invitations and their answers, on both databases and over HTTP."""

from datetime import timedelta

import httpx
import pytest
from network_examples import AT, ENDS, STARTS, a_meeting, a_network, a_scheduled_meeting, an_attendance
from network_stage import Callers, Clock

from network import commands, queries
from network.domain import Attendance, Meeting, MeetingStatus
from network.domain.errors import AnswerTooLate, MeetingOver, NotHeld, NotInvited
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database, Reading

API = "/api/v1"


async def answers(reading: Reading, meeting: Meeting) -> dict[str, str]:
    found = await reading.entities(Attendance, queries.attendances.attendances(Scope.ALL, meeting=meeting.id))
    return {one.invitee: str(one.status) for one in found}


async def an_invited_meeting(database: Database) -> Meeting:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)
        return await commands.meetings.invite(tx, Scope.ALL, meeting.id, at=AT)


@pytest.mark.parametrize(
    ("status", "at", "refusal"),
    [
        (MeetingStatus.SCHEDULED, AT, NotInvited),
        (MeetingStatus.INVITED, STARTS, AnswerTooLate),
        (MeetingStatus.HELD, AT, AnswerTooLate),
        (MeetingStatus.CANCELLED, AT, AnswerTooLate),
    ],
)
def test_an_invitation_is_answered_between_its_sending_and_the_meeting(
    status: MeetingStatus, at: object, refusal: type[Exception]
) -> None:
    attendance = an_attendance()

    with pytest.raises(refusal):
        attendance.accept(meeting=a_meeting(status), at=at)
    with pytest.raises(refusal):
        attendance.decline(meeting=a_meeting(status), at=at)

    assert (attendance.status, attendance.answered_at) == ("invited", None)


def test_nobody_was_at_a_meeting_that_was_not_held() -> None:
    with pytest.raises(NotHeld):
        an_attendance().attend(meeting=a_meeting(MeetingStatus.INVITED))


def test_a_guest_is_not_invited_to_a_meeting_that_is_over() -> None:
    with pytest.raises(MeetingOver):
        Attendance.of_guest(a_meeting(MeetingStatus.HELD), organisation="Gewerbeverein", town_key=None, at=AT)


async def test_the_invitation_asks_every_town_and_who_came_is_present_whatever_they_answered(
    database: Database,
) -> None:
    meeting = await an_invited_meeting(database)
    async with database.begin(at=AT) as tx:
        asked = await answers(tx, meeting)
        found = await tx.entities(Attendance, queries.attendances.attendances(Scope.ALL, town="gotha"))
        await commands.attendances.decline(tx, Scope.ALL, found[0].id, at=AT)

        await commands.meetings.hold(tx, Scope.ALL, meeting.id, towns_present=["gotha"], decisions=0, at=ENDS)

        assert asked == {"eisenach": "invited", "gotha": "invited"}
        assert await answers(tx, meeting) == {"eisenach": "invited", "gotha": "present"}


async def test_a_moved_meeting_asks_again(database: Database) -> None:
    meeting = await an_invited_meeting(database)
    async with database.begin(at=AT) as tx:
        for one in await queries.attendances.of_meeting(tx, meeting.id):
            await commands.attendances.accept(tx, Scope.ALL, one.id, at=AT)

        await commands.meetings.reschedule(
            tx, Scope.ALL, meeting.id, starts_at=STARTS + timedelta(days=1), ends_at=ENDS + timedelta(days=1), at=AT
        )

        assert set((await answers(tx, meeting)).values()) == {"invited"}


async def test_a_town_manager_answers_for_the_own_town_and_no_other(database: Database, caller: Callers) -> None:
    meeting = await an_invited_meeting(database)
    manager = await caller(Role.TOWN_MANAGER, "gotha")
    stranger = await caller(Role.TOWN_MANAGER, "apolda")
    path = f"{API}/attendances"
    seen = {one["invitee"]: one["id"] for one in (await manager.get(f"{path}?meeting={meeting.id}")).json()["items"]}

    own = await manager.post(f"{path}/{seen['gotha']}/accept")
    other = await manager.post(f"{path}/{seen['eisenach']}/accept")

    assert (own.status_code, own.json()["status"]) == (200, "accepted")
    assert other.status_code == 404
    assert (await stranger.get(f"{path}/{seen['gotha']}")).status_code == 404
    assert (await stranger.get(f"{path}?meeting={meeting.id}")).json()["items"] == []


async def test_a_guest_is_invited_once_and_answers_through_its_town(
    database: Database, caller: Callers, clock: Clock
) -> None:
    meeting = await an_invited_meeting(database)
    moderator = await caller(Role.MODERATOR, "netzwerk-1")
    manager = await caller(Role.TOWN_MANAGER, "gotha")
    body = {"meeting_id": str(meeting.id), "organisation": "Gewerbeverein", "town_key": "gotha"}

    first = await moderator.post(f"{API}/attendances", json=body)
    second = await moderator.post(f"{API}/attendances", json=body)
    foreign = await manager.post(f"{API}/attendances", json=body)
    guest = f"{API}/attendances/{first.json()['id']}"
    accepted = await manager.post(f"{guest}/accept")
    clock.now = ENDS
    await held(moderator, meeting)
    present = await moderator.post(f"{guest}/attend")

    assert (first.status_code, second.json()["code"], foreign.status_code) == (201, "already-invited", 404)
    assert (accepted.json()["status"], present.json()["status"]) == ("accepted", "present")


async def held(moderator: httpx.AsyncClient, meeting: Meeting) -> None:
    answer = await moderator.post(f"{API}/meetings/{meeting.id}/hold", json={"towns_present": ["gotha"]})
    assert answer.status_code == 200, answer.text
