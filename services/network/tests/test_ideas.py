"""An idea's way through the routes, and what nobody gets to see of it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from network_examples import AT, STARTS, a_held_meeting, a_scheduled_meeting, final_minutes, with_fields
from network_stage import Callers, Clock
from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from network import commands, queries
from network.domain import Idea
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database

API = "/api/v1"
IDEA = {
    "title": "Bänke am Neumarkt",
    "text": "Ältere Leute möchten sich beim Einkaufen ausruhen.",
    "field_key": "erlebnisraum",
    "town_key": "gotha",
    "contact": "canary@example.org",
}


async def submitted(http: httpx.AsyncClient, **changes: object) -> tuple[dict[str, Any], str]:
    answer = await http.post(f"{API}/ideas", json=IDEA | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()["idea"], answer.json()["withdraw_secret"]


async def done(client: httpx.AsyncClient, path: str, body: object = None, status: int = 200) -> dict[str, Any]:
    answer = await client.post(API + path, json=body) if body is not None else await client.post(API + path)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def rows(database: Database, statement: str) -> list[Any]:
    async with database.reading() as reading:
        return list(await reading.execute(text(statement)))


async def test_an_idea_without_an_account_is_screened_discussed_and_answered(
    database: Database, http: httpx.AsyncClient, caller: Callers
) -> None:
    await with_fields(database)
    moderator = await caller(Role.MODERATOR, "netzwerk-1")
    async with database.begin(at=AT) as tx:
        meeting = await a_scheduled_meeting(tx)

    idea, _ = await submitted(http)
    before = await http.get(f"{API}/ideas/{idea['id']}")
    await done(moderator, f"/ideas/{idea['id']}/screen")
    shown = (await http.get(f"{API}/ideas/{idea['id']}")).json()
    await done(moderator, f"/ideas/{idea['id']}/review", {"meeting_id": str(meeting.id)})
    proposals = (await moderator.get(f"{API}/agenda-items?origin={idea['id']}")).json()["items"]
    contact = (await moderator.get(f"{API}/ideas/{idea['id']}/contact")).json()
    answered = await done(
        moderator, f"/ideas/{idea['id']}/answer", {"answer": "accepted", "reason": "Der Bauhof stellt sie auf."}
    )

    assert before.status_code == 404
    assert (shown["status"], shown["answer_due"]) == ("open", str(date(2026, 3, 2) + timedelta(days=60)))
    assert [(one["title"], one["meeting_id"]) for one in proposals] == [
        ("Bürgeridee: Bänke am Neumarkt", str(meeting.id))
    ]
    assert contact == {"contact": "canary@example.org"}
    assert (answered["status"], answered["answer"]) == ("answered", "accepted")
    measure = (await http.get(f"{API}/measures/{answered['measure_id']}")).json()
    assert (measure["status"], measure["town_keys"], measure["thread_id"]) == ("idea", ["gotha"], idea["thread_id"])


@pytest.mark.parametrize("end", ["answer", "hide", "withdraw"])
async def test_the_contact_is_gone_when_the_idea_is_answered_hidden_or_withdrawn(
    database: Database, http: httpx.AsyncClient, caller: Callers, end: str
) -> None:
    await with_fields(database)
    moderator = await caller(Role.MODERATOR, "netzwerk-1")
    async with database.begin(at=AT) as tx:
        meeting = await a_scheduled_meeting(tx)
    idea, secret = await submitted(http)
    kept = await rows(database, "SELECT contact FROM idea_contact")

    if end == "answer":
        await done(moderator, f"/ideas/{idea['id']}/screen")
        await done(moderator, f"/ideas/{idea['id']}/review", {"meeting_id": str(meeting.id)})
        await done(moderator, f"/ideas/{idea['id']}/answer", {"answer": "rejected", "reason": "Kein Platz."})
    elif end == "hide":
        await done(moderator, f"/ideas/{idea['id']}/hide", {"reason": "Werbung"})
    else:
        await done(http, f"/ideas/{idea['id']}/withdraw", {"secret": secret})

    assert len(kept) == 1
    assert await rows(database, "SELECT contact FROM idea_contact") == []
    assert (await moderator.get(f"{API}/ideas/{idea['id']}/contact")).status_code == 404


async def test_what_a_citizen_wrote_is_in_no_event_and_only_the_secrets_hash_is_stored(
    database: Database, http: httpx.AsyncClient
) -> None:
    await with_fields(database)

    idea, secret = await submitted(http)

    logged = b"".join(bytes(row.data) for row in await rows(database, "SELECT data FROM bus_log"))
    assert idea["id"].encode() in logged
    assert not [one for one in ("canary", "Neumarkt", "ausruhen", secret) if one.encode() in logged]
    (stored,) = await rows(database, "SELECT * FROM idea")
    assert secret not in str(tuple(stored))
    assert "canary" not in str(tuple(stored))


async def test_the_author_takes_it_back_with_the_secret_and_nobody_else_does(
    database: Database, http: httpx.AsyncClient, caller: Callers
) -> None:
    await with_fields(database)
    moderator = await caller(Role.MODERATOR, "netzwerk-1")
    idea, secret = await submitted(http)
    await done(moderator, f"/ideas/{idea['id']}/screen")

    foreign = await http.post(f"{API}/ideas/{idea['id']}/withdraw", json={"secret": "A" * 43})
    taken = await done(http, f"/ideas/{idea['id']}/withdraw", {"secret": secret})
    again = await http.post(f"{API}/ideas/{idea['id']}/withdraw", json={"secret": secret})

    assert (foreign.status_code, again.status_code) == (404, 409)
    assert (taken["status"], taken["title"], taken["text"]) == ("withdrawn", "", "")
    assert (await http.get(f"{API}/ideas/{idea['id']}")).status_code == 404
    assert (await http.get(f"{API}/ideas")).json()["items"] == []
    assert await rows(database, "SELECT term FROM idea_term") == []


@pytest.mark.parametrize(("minuted", "title"), [(False, "Bürgeridee (zurückgezogen)"), (True, "Bürgeridee: canary")])
async def test_what_the_author_took_back_is_gone_from_the_agenda_but_not_from_final_minutes(
    database: Database, http: httpx.AsyncClient, minuted: bool, title: str
) -> None:
    await with_fields(database)
    idea, secret = await submitted(http, title="canary")
    async with database.begin(at=AT) as tx:
        await commands.ideas.screen(tx, Scope.ALL, UUID(idea["id"]))
        meeting, _ = await a_held_meeting(tx)
        await commands.ideas.review(tx, Scope.ALL, UUID(idea["id"]), meeting_id=meeting.id, at=AT)
        (item,) = (await tx.execute(queries.agenda.items(Scope.ALL, origin=idea["id"]))).all()
        await commands.agenda.accept(tx, Scope.ALL, item.id)
        await commands.agenda.discuss(tx, Scope.ALL, item.id)
        if minuted:
            await final_minutes(tx, meeting)

    await done(http, f"/ideas/{idea['id']}/withdraw", {"secret": secret})

    assert (await http.get(f"{API}/agenda-items/{item.id}")).json()["title"] == title


async def test_ideas_that_wait_too_long_for_an_answer_are_publicly_listed(
    database: Database, http: httpx.AsyncClient, caller: Callers, clock: Clock
) -> None:
    await with_fields(database)
    moderator = await caller(Role.MODERATOR, "netzwerk-1")
    late, _ = await submitted(http)
    await submitted(http, title="Nie angesehen")
    await done(moderator, f"/ideas/{late['id']}/screen")

    clock.now = AT + timedelta(days=60)
    in_time = (await http.get(f"{API}/ideas?overdue=true")).json()["items"]
    clock.now = AT + timedelta(days=61)
    overdue = (await http.get(f"{API}/ideas?overdue=true")).json()["items"]

    assert in_time == []
    assert [(one["title"], one["overdue"]) for one in overdue] == [(IDEA["title"], True)]


@pytest.mark.parametrize(
    ("role", "key", "seen", "may"),
    [
        (Role.TOWN_MANAGER, "gotha", ["Bänke am Neumarkt"], 403),
        (Role.TOWN_MANAGER, "apolda", [], 403),
        (Role.MODERATOR, "netzwerk-1", ["Bänke am Neumarkt"], 200),
        (Role.MODERATOR, "netzwerk-2", [], 404),
        (Role.CHAMBER, "*", ["Bänke am Neumarkt"], 200),
    ],
)
async def test_what_was_not_screened_is_seen_by_the_town_and_screened_by_its_group(
    database: Database, http: httpx.AsyncClient, caller: Callers, role: Role, key: str, seen: list[str], may: int
) -> None:
    await with_fields(database)
    idea, _ = await submitted(http)
    client = await caller(role, key)

    listed = (await client.get(f"{API}/ideas?status=submitted")).json()["items"]
    screened = await client.post(f"{API}/ideas/{idea['id']}/screen")

    assert [one["title"] for one in listed] == seen
    assert screened.status_code == may


async def test_one_address_brings_ten_ideas_an_hour_and_a_replica_counts_them_too(
    database: Database, http: httpx.AsyncClient
) -> None:
    await with_fields(database)

    answers = [(await http.post(f"{API}/ideas", json=IDEA)) for _ in range(11)]

    assert [one.status_code for one in answers] == [201] * 10 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    # The bucket stands in the database that all replicas share.
    assert len(await rows(database, "SELECT bucket FROM rate_limit WHERE bucket LIKE 'idea.create%'")) == 1


async def test_an_idea_for_a_foreign_meeting_is_not_put_to_it(
    database: Database, http: httpx.AsyncClient, caller: Callers
) -> None:
    await with_fields(database)
    moderator = await caller(Role.MODERATOR, "netzwerk-1")
    async with database.begin(at=AT) as tx:
        foreign = await a_scheduled_meeting(tx, group="netzwerk-2", starts_at=STARTS)
    idea, _ = await submitted(http)
    await done(moderator, f"/ideas/{idea['id']}/screen")

    answer = await moderator.post(f"{API}/ideas/{idea['id']}/review", json={"meeting_id": str(foreign.id)})

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-reference")
    assert (await http.get(f"{API}/ideas/{idea['id']}")).json()["status"] == "open"


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("Bänke", ["Sitzbänke am Neumarkt"]),
        ("bank neumarkt", ["Sitzbänke am Neumarkt"]),
        ("markt", ["Marktfest im Advent", "Sitzbänke am Neumarkt"]),
        ("am", ["Sitzbänke am Neumarkt"]),
        ("markt fahrrad", []),
        ("%", []),
    ],
)
async def test_a_word_is_found_inside_others_and_with_another_ending(
    database: Database, http: httpx.AsyncClient, q: str, found: list[str]
) -> None:
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        for title in ("Sitzbänke am Neumarkt", "Marktfest im Advent", "Fahrradständer"):
            idea = await commands.ideas.submit(
                tx, title=title, text="Bitte!", field_key="erlebnisraum", secret_hash="0" * 64, at=AT
            )
            await commands.ideas.screen(tx, Scope.ALL, idea.id)

    answer = await http.get(f"{API}/ideas", params={"q": q})

    assert sorted(one["title"] for one in answer.json()["items"]) == found


async def test_words_that_were_taken_out_or_back_are_found_no_longer(
    database: Database, http: httpx.AsyncClient, caller: Callers
) -> None:
    await with_fields(database)
    moderator = await caller(Role.MODERATOR, "netzwerk-1")
    ideas = [await submitted(http, title="canary") for _ in range(3)]
    for idea, _ in ideas:
        await done(moderator, f"/ideas/{idea['id']}/screen")

    kept, changed, withdrawn = (idea["id"] for idea, _ in ideas)
    patched = await moderator.patch(f"{API}/ideas/{changed}", json={"title": "Bänke"}, headers={"If-Match": "*"})
    await done(http, f"/ideas/{withdrawn}/withdraw", {"secret": ideas[2][1]})

    found = (await http.get(f"{API}/ideas", params={"q": "canary"})).json()["items"]
    renamed = (await http.get(f"{API}/ideas", params={"q": "bank"})).json()["items"]

    assert patched.status_code == 200, patched.text
    assert [one["id"] for one in found] == [kept]
    assert changed in [one["id"] for one in renamed]
    if database.dialect == "sqlite":
        indexed = await rows(database, "SELECT id, searchable FROM idea_trigrams ORDER BY id")
        assert indexed == await rows(database, "SELECT id, searchable FROM idea ORDER BY id")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_words_that_were_taken_back_are_in_the_index_no_longer(
    database: Database, http: httpx.AsyncClient
) -> None:
    async def written() -> bool:
        return any(b"xqj" in row.block for row in await rows(database, "SELECT block FROM idea_trigrams_data"))

    await with_fields(database)
    idea, secret = await submitted(http, title="xqjabcd")
    before = await written()
    await done(http, f"/ideas/{idea['id']}/withdraw", {"secret": secret})

    assert (before, await written()) == (True, False)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_the_index_of_trigrams_is_one_that_the_search_can_use(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        said = await queries.ideas.saying(tx, "Zeppelinhangar")
        wanted = queries.ideas.ideas(Scope.ALL, said=said).with_only_columns(col(Idea.id))
        written = wanted.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
        await tx.execute(text("SET LOCAL enable_seqscan = off"))
        await tx.execute(text("SET LOCAL enable_indexscan = off"))
        plan = (await tx.execute(text(f"EXPLAIN {written}".replace(":", "\\:")))).scalars().all()
        cost = (await tx.execute(text("SELECT procost FROM pg_proc WHERE proname = 'trigrams'"))).scalar_one()

    assert any("ix_idea_trigrams" in line for line in plan), plan
    assert cost == 1000, "a call for each row of a small table is slower than the index"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_page_of_a_rare_word_looks_up_its_hits_only(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        said = await queries.ideas.saying(tx, "Zeppelinhangar")
        wanted = queries.ideas.ideas(Scope.PUBLIC, said=said).order_by(col(Idea.created_at).desc()).limit(51)
        written = wanted.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
        plan = [row.detail for row in await tx.execute(text(f"EXPLAIN QUERY PLAN {written}"))]

    assert plan[0].startswith("SCAN idea_trigrams VIRTUAL TABLE INDEX"), plan
    assert plan[1].startswith("SEARCH idea USING INDEX sqlite_autoindex_idea_1 (id=?)"), plan


async def test_a_term_of_many_ideas_does_not_crowd_out_the_like_one(
    database: Database, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries.ideas, "LOOKED_AT", 40)
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        for title in ["Bänke am Markt"] * 30 + ["Zeppelinhangar am Markt mit Bänken"]:
            idea = await commands.ideas.submit(
                tx, title=title, text="", field_key="erlebnisraum", secret_hash="0" * 64, at=AT
            )
            await commands.ideas.screen(tx, Scope.ALL, idea.id)

    draft = {"title": "Bänke am Zeppelinhangar", "text": "Am Markt"}
    found = (await http.post(f"{API}/ideas/similar", json=draft)).json()["items"]

    assert found[0]["idea"]["title"] == "Zeppelinhangar am Markt mit Bänken"
