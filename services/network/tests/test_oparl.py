"""OParl 1.1: every object is as the standard has it, lists have pages and filters, and what is gone says so."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from network_examples import AT, ENDS, STARTS, a_network, a_recorded_decision, a_scheduled_meeting
from network_stage import Callers
from oparl_schema import faults

from network import commands, demo, queries
from network.domain import AgendaItem, BodyKind
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database, Tx
from regio_events.network import MeetingKind

ROOT = "/api/v1/oparl"
NETWORK = f"{ROOT}/bodies/netzwerk"
LATER = ENDS + timedelta(days=30)


async def got(client: httpx.AsyncClient, address: str) -> dict[str, Any]:
    answer = await client.get(address)
    assert answer.status_code == 200, (address, answer.text)
    assert answer.headers["access-control-allow-origin"] == "*"
    found: dict[str, Any] = answer.json()
    return found


async def everything(client: httpx.AsyncClient, address: str, seen: dict[str, dict[str, Any]]) -> None:
    """Follow every list of every body, page by page, as a council app does."""
    while address:
        page = await got(client, address)
        for one in page["data"]:
            seen[one["id"]] = one
        address = page["links"].get("next", "")


async def a_role(tx: Tx, *, released: bool) -> Any:
    body = await commands.organisation.add_body(
        tx, Scope.ALL, town_key="gotha", name="Gewerbeverein", kind=BodyKind.ASSOCIATION, at=AT
    )
    return await commands.organisation.add_role(
        tx, Scope.ALL, body_id=body.id, function="Vorsitz", person_name="Erika Musterfrau", released=released, at=AT
    )


async def test_a_council_app_finds_only_objects_that_are_as_the_standard_has_them(
    database: Database, http: httpx.AsyncClient
) -> None:
    async with database.begin(at=AT) as tx:
        await demo.load(tx, AT)
        body = next(iter(await tx.execute(queries.organisation.bodies(Scope.ALL, town="soemmerda"))))
        await commands.organisation.add_role(
            tx, Scope.ALL, body_id=body.id, function="Leitung", person_name="Erika Musterfrau", released=True, at=AT
        )
    system = await got(http, f"{ROOT}/system")
    bodies: dict[str, dict[str, Any]] = {}
    await everything(http, system["body"], bodies)
    seen = {system["id"]: system, **bodies}
    for body in bodies.values():
        for name in ("organization", "person", "meeting", "paper", "agendaItem", "file", "membership", "locationList"):
            await everything(http, body[name], seen)
        for name in ("consultation", "legislativeTermList"):
            assert (await got(http, body[name]))["data"] == []

    wrong = [fault for one in seen.values() for fault in faults(one)]
    types = {one["type"].rpartition("/")[2] for one in seen.values()}

    assert wrong == []
    assert types == {
        "System",
        "Body",
        "Organization",
        "Person",
        "Membership",
        "Meeting",
        "Location",
        "AgendaItem",
        "File",
        "Paper",
    }
    assert len(bodies) == 11
    # Every object is found again under its own id, and nothing in it points at what is not there.
    for id, one in seen.items():
        assert await got(http, id) == one
    for id in {one["organization"] for one in seen.values() if one["type"].endswith("/Membership")}:
        assert id in seen


async def test_a_list_has_pages_with_whole_addresses_that_keep_the_filters(
    database: Database, http: httpx.AsyncClient
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        for number in range(5):
            await a_scheduled_meeting(tx, starts_at=STARTS + timedelta(days=number))
    filters = "limit=2&created_since=2026-01-01T00%3A00%3A00%2B01%3A00"

    second = await got(http, f"{NETWORK}/meetings?{filters}&page=2")

    assert second["pagination"] == {"totalElements": 5, "elementsPerPage": 2, "currentPage": 2, "totalPages": 3}
    assert second["links"] == {
        "first": f"http://network.test{NETWORK}/meetings?{filters}",
        "prev": f"http://network.test{NETWORK}/meetings?{filters}",
        "self": f"http://network.test{NETWORK}/meetings?{filters}&page=2",
        "next": f"http://network.test{NETWORK}/meetings?{filters}&page=3",
        "last": f"http://network.test{NETWORK}/meetings?{filters}&page=3",
    }
    seen: dict[str, dict[str, Any]] = {}
    await everything(http, second["links"]["first"], seen)
    assert len(seen) == 5


async def test_a_copy_is_brought_up_to_date_by_what_was_modified_since(
    database: Database, http: httpx.AsyncClient
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        moved = await a_scheduled_meeting(tx)
        await a_scheduled_meeting(tx, starts_at=STARTS + timedelta(days=1))
    since = (AT + timedelta(hours=1)).isoformat().replace("+", "%2B")
    before = await got(http, f"{NETWORK}/meetings?modified_since={since}")
    async with database.begin(at=AT + timedelta(hours=2)) as tx:
        item = await commands.agenda.propose(tx, Scope.ALL, title="Bänke", meeting_id=moved.id, at=tx.at)
        await commands.agenda.accept(tx, Scope.ALL, item.id)

    after = await got(http, f"{NETWORK}/meetings?modified_since={since}")
    until = await got(http, f"{NETWORK}/meetings?modified_until={since}")

    assert (before["data"], len(until["data"])) == ([], 1)
    (one,) = after["data"]
    assert one["id"].endswith(str(moved.id))
    assert [each["name"] for each in one["agendaItem"]] == ["Bänke"]


async def test_an_item_that_is_not_public_any_longer_says_only_that_it_is_gone(
    database: Database, http: httpx.AsyncClient
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)
        item = await commands.agenda.propose(tx, Scope.ALL, title="Geheim", meeting_id=meeting.id, at=AT)
        await commands.agenda.accept(tx, Scope.ALL, item.id)
        hidden = await commands.agenda.propose(
            tx, Scope.ALL, title="Nie öffentlich", meeting_id=meeting.id, public=False, at=AT
        )
        await commands.agenda.accept(tx, Scope.ALL, hidden.id)
    address = f"{ROOT}/agenda-items/item-{item.id}"
    async with database.begin(at=LATER) as tx:
        await commands.agenda.change(tx, Scope.ALL, item.id, {"public": False}, version=None)

    gone = await got(http, address)
    plain = await got(http, f"{NETWORK}/agenda-items")
    synced = await got(http, f"{NETWORK}/agenda-items?modified_since=2026-03-10T00:00:00Z")
    (shown,) = (await got(http, f"{NETWORK}/meetings"))["data"]

    assert gone.keys() == {"id", "type", "created", "modified", "deleted"}
    assert (gone["deleted"], gone["modified"]) == (True, LATER.isoformat())
    assert (plain["data"], synced["data"]) == ([], [gone])
    assert "agendaItem" not in shown
    assert (await http.get(f"{ROOT}/agenda-items/item-{hidden.id}")).status_code == 404


async def test_an_items_place_is_the_one_it_has_in_the_meetings_list_whatever_is_not_shown_there(
    database: Database, http: httpx.AsyncClient
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)
        items = []
        for title, public in (("Vertrauliches", False), ("Bänke", True), ("Blumen", True)):
            item = await commands.agenda.propose(
                tx, Scope.ALL, title=title, meeting_id=meeting.id, public=public, at=AT
            )
            items.append(await commands.agenda.accept(tx, Scope.ALL, item.id))

    (shown,) = (await got(http, f"{NETWORK}/meetings"))["data"]
    alone = await got(http, f"{ROOT}/agenda-items/item-{items[2].id}")

    assert [(one["order"], one["number"]) for one in shown["agendaItem"]] == [(0, "2"), (1, "3")]
    assert (alone["order"], alone["number"]) == (1, "3")


async def test_a_closed_meeting_is_gone_with_its_items_and_files_but_one_that_never_was_public_is_unknown(
    database: Database, http: httpx.AsyncClient
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)
        item = await commands.agenda.propose(tx, Scope.ALL, title="Bänke", meeting_id=meeting.id, at=AT)
        await commands.agenda.accept(tx, Scope.ALL, item.id)
        never = await commands.meetings.schedule(
            tx,
            Scope.ALL,
            kind=MeetingKind.WORKING_MEETING,
            title="Klausur",
            group_keys=["netzwerk-1"],
            town_keys=(),
            starts_at=STARTS,
            ends_at=ENDS,
            public=False,
            at=AT,
        )
    async with database.begin(at=LATER) as tx:
        await commands.meetings.change(tx, Scope.ALL, meeting.id, {"public": False}, version=None)
    addresses = [f"meetings/meeting-{meeting.id}", f"agenda-items/item-{item.id}", f"files/agenda-{meeting.id}"]

    stubs = [await got(http, f"{ROOT}/{address}") for address in addresses]

    assert [one["deleted"] for one in stubs] == [True] * 3
    assert {one["modified"] for one in stubs} == {LATER.isoformat()}
    assert [fault for one in stubs for fault in faults(one)] == []
    assert (await http.get(f"{ROOT}/meetings/meeting-{never.id}")).status_code == 404


async def test_reopened_minutes_are_gone_until_they_are_final_again(
    database: Database, http: httpx.AsyncClient
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        decision, minutes = await a_recorded_decision(tx)
    address = f"{ROOT}/files/minutes-{minutes.id}"
    paper = f"{ROOT}/papers/paper-{decision.id}"
    seen = [(await got(http, address)).get("deleted", False)]
    async with database.begin(at=LATER) as tx:
        await commands.minutes.reopen(tx, Scope.ALL, minutes.id, reason="Fehler")
    seen.append((await got(http, address)).get("deleted", False))
    revoked = await got(http, paper)
    async with database.begin(at=LATER) as tx:
        await commands.minutes.finalise(tx, Scope.ALL, minutes.id, at=LATER)
    seen.append((await got(http, address)).get("deleted", False))

    assert seen == [False, True, False]
    assert (revoked["name"], revoked["paperType"]) == ("Teilnahme (widerrufen)", "Beschluss")


@pytest.mark.parametrize("released", [True, False])
async def test_people_appear_as_far_as_their_names_are_released(
    database: Database, http: httpx.AsyncClient, released: bool
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        role = await a_role(tx, released=released)
    path = f"{ROOT}/bodies/gotha/people"

    people = (await got(http, path))["data"]

    assert [one["name"] for one in people] == (["Erika Musterfrau"] if released else [])
    assert (await http.get(f"{ROOT}/people/person-{role.id}")).status_code == (200 if released else 404)


async def test_a_name_that_is_taken_back_between_list_and_object_is_not_loaded(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        roles = [await a_role(tx, released=released) for released in (True, False)]

        found = await queries.council.roles(tx, [role.id for role in roles])

    assert [role.id for role in found] == [roles[0].id]


async def test_a_name_that_is_taken_back_is_gone_for_council_apps_too(
    database: Database, http: httpx.AsyncClient
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        role = await a_role(tx, released=True)
    async with database.begin(at=LATER) as tx:
        await commands.organisation.change_role(
            tx, Scope.ALL, role.id, {"released": False, "person_name": None}, at=LATER, version=None
        )

    person = await http.get(f"{ROOT}/people/person-{role.id}")
    member = await got(http, f"{ROOT}/memberships/role-{role.id}")

    assert "Musterfrau" not in person.text
    assert (person.json()["deleted"], member["deleted"]) == (True, True)


async def test_what_is_read_here_is_the_same_for_everybody(database: Database, caller: Callers) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)
        await commands.agenda.propose(tx, Scope.ALL, title="Vorschlag", meeting_id=meeting.id, at=AT)
        proposals = await tx.entities(AgendaItem, queries.agenda.items(Scope.ALL))
    chamber = await caller(Role.CHAMBER)

    found = await got(chamber, f"{NETWORK}/agenda-items")

    assert (len(proposals), found["data"]) == (1, [])


@pytest.mark.parametrize(
    "address",
    [
        "bodies/atlantis",
        "bodies/atlantis/meetings",
        "meetings/item-0198a3c4-7b7e-7000-8000-000000000001",
        "meetings/meeting-0198a3c4-7b7e-7000-8000-000000000001",
        "organizations/group-nobody",
        "organizations/group-nobody/meetings",
    ],
)
async def test_what_never_was_is_not_found(database: Database, http: httpx.AsyncClient, address: str) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)

    assert (await http.get(f"{ROOT}/{address}")).status_code == 404
