"""Meetings in calendars, and agenda and minutes on paper."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from network_examples import AT, ENDS, STARTS, a_network, a_recorded_decision, a_scheduled_meeting, fill
from network_sisters import announced, handle
from network_stage import Callers, Clock

from network import commands, queries
from network.domain import AgendaItem, ItemStatus
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database, Tx
from regio_chassis.rows import new_id
from regio_events.network import MeetingKind

API = "/api/v1"


async def entries(client: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
    """What a calendar program reads: uid, sequence, status, summary, start and end."""
    answer = await client.get(API + path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return [
        {
            "uid": str(event["UID"]),
            "sequence": int(event["SEQUENCE"]),
            "status": str(event["STATUS"]),
            "summary": str(event["SUMMARY"]),
            "starts": event["DTSTART"].dt,
            "text": str(event.get("DESCRIPTION", "")),
        }
        for event in Calendar.from_ical(answer.content).walk("VEVENT")
    ]


@pytest.mark.parametrize("path", ["/working-groups/netzwerk-1/meetings.ics", "/towns/gotha/meetings.ics", "one"])
async def test_a_moved_and_cancelled_meeting_stays_the_same_entry_with_a_higher_sequence(
    database: Database, http: httpx.AsyncClient, path: str
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)
        await a_scheduled_meeting(tx, group="netzwerk-2")
    path = f"/meetings/{meeting.id}/meeting.ics" if path == "one" else path
    seen = await entries(http, path)
    async with database.begin(at=AT) as tx:
        await commands.meetings.reschedule(
            tx, Scope.ALL, meeting.id, starts_at=STARTS + timedelta(days=1), ends_at=ENDS + timedelta(days=1), at=AT
        )
    seen += await entries(http, path)
    async with database.begin(at=AT) as tx:
        await commands.meetings.cancel(tx, Scope.ALL, meeting.id, reason="Zu wenige Anmeldungen", at=AT)
    seen += await entries(http, path)

    assert {one["uid"] for one in seen} == {meeting.ics_uid}
    assert [(one["sequence"], one["status"]) for one in seen] == [(0, "CONFIRMED"), (1, "CONFIRMED"), (2, "CANCELLED")]
    assert [one["starts"] for one in seen] == [STARTS, STARTS + timedelta(days=1), STARTS + timedelta(days=1)]


async def test_a_calendar_that_did_not_change_is_not_sent_again(database: Database, http: httpx.AsyncClient) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await a_scheduled_meeting(tx)
    path = f"{API}/working-groups/netzwerk-1/meetings.ics"
    first = await http.get(path)

    again = await http.get(path, headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


async def test_a_public_calendar_has_neither_closed_meetings_nor_the_address_of_the_video(
    database: Database, http: httpx.AsyncClient, caller: Callers
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        closed = await a_scheduled_meeting(tx)
        await commands.meetings.change(tx, Scope.ALL, closed.id, {"public": False}, version=None)
        open_one = await a_scheduled_meeting(tx, starts_at=STARTS + timedelta(days=7))
        video = {"video_url": "https://video.example/raum"}
        await commands.meetings.change(tx, Scope.ALL, open_one.id, video, version=None)
    path = "/working-groups/netzwerk-1/meetings.ics"

    public = await entries(http, path)
    inside = await entries(await caller(Role.MODERATOR, "netzwerk-1"), path)

    assert [(one["uid"], one["text"]) for one in public] == [(open_one.ics_uid, "")]
    assert [one["text"] for one in inside] == ["", "https://video.example/raum"]
    assert (await http.get(f"{API}/meetings/{closed.id}/meeting.ics")).status_code == 404


async def test_a_calendar_of_nobody_is_not_found(database: Database, http: httpx.AsyncClient) -> None:
    await fill(database)

    assert (await http.get(f"{API}/working-groups/netzwerk-9/meetings.ics")).status_code == 404
    assert (await http.get(f"{API}/towns/atlantis/meetings.ics")).status_code == 404
    assert (await http.get(f"{API}/meetings/{new_id()}/meeting.ics")).status_code == 404


async def test_a_calendar_keeps_a_year_of_what_was(database: Database, http: httpx.AsyncClient, clock: Clock) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await a_scheduled_meeting(tx)
    path = "/working-groups/netzwerk-1/meetings.ics"
    clock.now = STARTS + timedelta(days=365)
    kept = await entries(http, path)
    clock.now = STARTS + timedelta(days=366)

    assert (len(kept), await entries(http, path)) == (1, [])


async def test_the_agenda_on_paper_is_tagged_pdf_and_hides_what_is_not_public(
    database: Database, http: httpx.AsyncClient, caller: Callers
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)
        await handle(tx, announced())
        (item,) = await tx.entities(AgendaItem, queries.agenda.items(Scope.ALL))
        await commands.agenda.accept(tx, Scope.ALL, item.id)
    path = f"{API}/meetings/{meeting.id}/agenda.pdf"
    with_item = await http.get(path)
    async with database.begin(at=AT) as tx:
        await commands.agenda.change(tx, Scope.ALL, item.id, {"public": False}, version=None)

    without = await http.get(path)
    inside = await (await caller(Role.MODERATOR, "netzwerk-1")).get(path)

    assert with_item.headers["content-type"] == "application/pdf"
    assert with_item.content.startswith(b"%PDF-")
    assert b"pdfuaid" in with_item.content
    assert len({one.headers["etag"] for one in (with_item, without, inside)}) == 3


async def test_minutes_on_paper_are_read_by_those_who_may_read_the_minutes(
    database: Database, http: httpx.AsyncClient, caller: Callers
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        _, minutes = await a_recorded_decision(tx)
    path = f"{API}/minutes/{minutes.id}/minutes.pdf"
    final = await http.get(path)
    async with database.begin(at=AT) as tx:
        await commands.minutes.reopen(tx, Scope.ALL, minutes.id, reason="Fehler")

    draft = await http.get(path)
    inside = await (await caller(Role.MODERATOR, "netzwerk-1")).get(path)

    assert (final.status_code, draft.status_code, inside.status_code) == (200, 404, 200)
    assert final.content != inside.content


async def a_joint_meeting(tx: Tx, *, days: int = 0) -> Any:
    return await commands.meetings.schedule(
        tx,
        Scope.ALL,
        kind=MeetingKind.WORKING_MEETING,
        title="Gemeinsames Arbeitstreffen",
        group_keys=["netzwerk-1", "netzwerk-2"],
        town_keys=(),
        starts_at=STARTS + timedelta(days=days),
        ends_at=ENDS + timedelta(days=days),
        at=AT,
    )


async def held_with_an_open_item(tx: Tx, **changes: object) -> tuple[Any, AgendaItem]:
    """A joint meeting whose only item was not talked about, with final minutes; and the item that continues it."""
    meeting = await a_joint_meeting(tx)
    item = await commands.agenda.propose(tx, Scope.ALL, title="Parken", meeting_id=meeting.id, at=AT)
    await commands.agenda.accept(tx, Scope.ALL, item.id)
    if changes:
        await commands.agenda.change(tx, Scope.ALL, item.id, changes, version=None)
    await commands.meetings.invite(tx, Scope.ALL, meeting.id, at=AT)
    await commands.meetings.hold(tx, Scope.ALL, meeting.id, towns_present=["gotha"], decisions=0, at=ENDS)
    draft = await commands.minutes.draft(tx, Scope.ALL, meeting_id=meeting.id, text="TOP 1 vertagt", at=ENDS)
    await commands.minutes.finalise(tx, Scope.ALL, draft.id, at=ENDS)
    (following,) = await tx.entities(AgendaItem, queries.agenda.items(Scope.ALL, carried_from=item.id))
    return meeting, following


async def test_what_two_groups_left_open_continues_at_their_next_joint_meeting_seen_by_both(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await a_scheduled_meeting(tx, starts_at=STARTS + timedelta(days=7))
        joint = await a_joint_meeting(tx, days=14)

        _, following = await held_with_an_open_item(tx)

        assert (following.meeting_id, following.status, following.number) == (joint.id, ItemStatus.ON_AGENDA, 1)
        for group in ("netzwerk-1", "netzwerk-2"):
            scope = Scope(keys={"group": frozenset({group}), "town": frozenset()})
            assert (await queries.agenda.item(tx, scope, following.id)).carried_from == following.carried_from


async def test_what_is_handed_to_another_group_is_a_proposal_there(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        other = await a_scheduled_meeting(tx, group="netzwerk-2", starts_at=STARTS + timedelta(days=7))

        _, following = await held_with_an_open_item(tx, series="netzwerk-2")

        assert (following.meeting_id, following.status, following.number) == (other.id, ItemStatus.PROPOSED, None)


async def test_an_item_says_which_programme_it_came_from_and_what_belongs_to_it(
    database: Database, caller: Callers
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await a_scheduled_meeting(tx)
        await handle(tx, announced())
        (item,) = await tx.entities(AgendaItem, queries.agenda.items(Scope.ALL))
    moderator = await caller(Role.MODERATOR, "netzwerk-1")
    link = {"title": "Heimat shoppen", "url": "https://www.heimat-shoppen.de/"}

    answer = await moderator.patch(f"{API}/agenda-items/{item.id}", json={"links": [link]}, headers={"If-Match": "*"})

    assert (answer.json()["origin_programme"], answer.json()["links"]) == ("Heimat shoppen", [link])
