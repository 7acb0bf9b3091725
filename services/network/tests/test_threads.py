"""Threads: what became of an idea, in one answer, also after everything was read again."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from network_examples import AT, ENDS, a_scheduled_meeting, final_minutes, some_terms, with_fields
from network_sisters import confirmed
from network_stage import Callers
from sqlalchemy import text

from network import commands, queries
from network.api.devices import new_secret, secret_hash
from network.domain import Idea, Measure, Votes
from network.projections import ThreadLink, told
from regio_chassis.access import Role, Scope
from regio_chassis.bus.own import OwnChannel
from regio_chassis.database import Database
from regio_chassis.handling import Handled, Single
from regio_chassis.rows import new_id
from regio_chassis.service import Running
from regio_events import Envelope, Event, render
from regio_events.campaign import ReportSubmitted, TownDeclared
from regio_events.network import ActionItemDone, DecisionKind, DecisionRecorded, DecisionResult, IdeaAnswer

API = "/api/v1"


async def caught_up(app: FastAPI) -> None:
    """The service has read its own channel to the end."""
    running: Running = app.state.running
    (own,) = [one for one in running.bus.subscriptions if isinstance(one, OwnChannel)]
    await own.catch_up()


async def an_accepted_idea(database: Database) -> tuple[Idea, Measure]:
    """From the idea to a measure that a second town took over; each step in a transaction of its own."""
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        meeting = await a_scheduled_meeting(tx)
    async with database.begin(at=AT) as tx:
        idea = await commands.ideas.submit(
            tx,
            title="Bänke",
            text="Zum Ausruhen",
            field_key="erlebnisraum",
            town_key="gotha",
            secret_hash=secret_hash(new_secret()),
            at=AT,
        )
    async with database.begin(at=AT + timedelta(minutes=1)) as tx:
        await commands.ideas.screen(tx, Scope.ALL, idea.id)
    async with database.begin(at=AT + timedelta(minutes=2)) as tx:
        await commands.ideas.review(tx, Scope.ALL, idea.id, meeting_id=meeting.id, at=tx.at)
        (item,) = (await tx.execute(queries.agenda.items(Scope.ALL, origin=str(idea.id)))).all()
        await commands.agenda.accept(tx, Scope.ALL, item.id)
        await commands.meetings.invite(tx, Scope.ALL, meeting.id, at=AT)
    async with database.begin(at=ENDS) as tx:
        await commands.meetings.hold(tx, Scope.ALL, meeting.id, towns_present=["gotha"], decisions=1, at=ENDS)
        await commands.agenda.discuss(tx, Scope.ALL, item.id)
        await final_minutes(tx, meeting)
    async with database.begin(at=ENDS + timedelta(minutes=1)) as tx:
        decision = await commands.decisions.record(
            tx,
            Scope.ALL,
            item_id=item.id,
            title="Bänke",
            text=None,
            terms=some_terms(kind=DecisionKind.MEASURE, edition_year=None),
            votes=Votes(yes=("gotha", "eisenach")),
            at=ENDS,
        )
    async with database.begin(at=ENDS + timedelta(minutes=2)) as tx:
        measure = await commands.measures.create(
            tx,
            Scope.ALL,
            title="Bänke",
            field_key="erlebnisraum",
            town_keys=["gotha"],
            decision_id=decision.id,
            at=tx.at,
        )
    async with database.begin(at=ENDS + timedelta(minutes=3)) as tx:
        await commands.ideas.answer(
            tx, Scope.ALL, idea.id, answer=IdeaAnswer.ACCEPTED, reason="Ja", measure_id=measure.id, at=tx.at
        )
    async with database.begin(at=ENDS + timedelta(minutes=4)) as tx:
        await commands.measures.transfer(tx, Scope.ALL, measure.id, town_keys=["apolda"], at=tx.at)
    return idea, measure


async def the_thread(client: httpx.AsyncClient, id: UUID) -> list[dict[str, Any]]:
    answer = await client.get(f"{API}/threads/{id}")
    assert answer.status_code == 200, answer.text
    steps: list[dict[str, Any]] = answer.json()["steps"]
    return steps


async def test_an_idea_is_followed_to_the_measure_of_a_second_town(
    app: FastAPI, database: Database, http: httpx.AsyncClient
) -> None:
    idea, measure = await an_accepted_idea(database)
    await caught_up(app)

    steps = await the_thread(http, idea.thread_id)

    assert [one["type"].removeprefix("regio.network.") for one in steps] == [
        "meeting.scheduled.v1",
        "idea.opened.v1",
        "meeting.held.v1",
        "decision.recorded.v1",
        "measure.changed.v1",
        "idea.answered.v1",
        "measure.transferred.v1",
    ]
    by_id = {one["event_id"]: one for one in steps}
    causes = {one["type"].split(".")[2]: one["cause"] for one in steps if one["cause"] in by_id}
    assert by_id[causes["decision"]]["about"] == "idea"
    assert by_id[causes["measure"]]["about"] in {"decision", "measure"}
    assert steps[4]["link"] == f"{API}/measures/{measure.id}"


async def test_a_thread_is_the_same_when_all_channels_were_read_again_from_the_start(
    app: FastAPI, database: Database, http: httpx.AsyncClient, caller: Callers
) -> None:
    idea, _ = await an_accepted_idea(database)
    await caught_up(app)
    chamber = await caller(Role.CHAMBER)
    before = [await the_thread(client, idea.thread_id) for client in (http, chamber)]

    async with database.begin(at=AT) as tx:
        for table in ("thread_event", "thread_link", "bus_position"):
            await tx.execute(text(f"DELETE FROM {table}"))
    gone = await http.get(f"{API}/threads/{idea.thread_id}")
    await caught_up(app)

    assert gone.status_code == 404
    assert [await the_thread(client, idea.thread_id) for client in (http, chamber)] == before


async def test_what_is_not_public_is_seen_by_the_town_and_by_moderators(
    app: FastAPI, database: Database, http: httpx.AsyncClient, caller: Callers
) -> None:
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        idea = await commands.ideas.submit(
            tx,
            title="Bänke",
            text="Bänke",
            field_key="erlebnisraum",
            town_key="gotha",
            secret_hash="0" * 64,
            at=AT,
        )
    await caught_up(app)
    address = f"{API}/threads/{idea.thread_id}"
    callers = {
        "anonymous": http,
        "gotha": await caller(Role.TOWN_MANAGER, "gotha"),
        "apolda": await caller(Role.TOWN_MANAGER, "apolda"),
        "moderator": await caller(Role.MODERATOR, "netzwerk-1"),
        "chamber": await caller(Role.CHAMBER),
    }

    statuses = {name: (await client.get(address)).status_code for name, client in callers.items()}

    assert statuses == {"anonymous": 404, "gotha": 200, "apolda": 404, "moderator": 200, "chamber": 200}


def stated(event: Event, minutes: int, *, because: Envelope | None = None, epoch: int = 1) -> Handled[Event]:
    """An event of the campaign as it arrives; with ``because`` in that one's thread."""
    body = render(
        event,
        id=new_id(),
        time=AT + timedelta(minutes=minutes),
        epoch=epoch,
        position=minutes,
        previous=None,
        correlationid=because.correlationid if because else new_id(),
        causationid=because.id if because else None,
        traceparent=None,
    )
    return Single(event, Envelope.model_validate_json(body))


async def types_of(database: Database, id: UUID) -> list[str]:
    async with database.reading() as reading:
        steps, _ = await queries.threads.thread(reading, Scope.ALL, id)
    return [".".join(step.type.split(".")[1:4]) for step in steps]


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_participation_is_followed_to_its_report_in_whatever_order_channels_are_read(
    database: Database, backwards: bool
) -> None:
    decided = DecisionRecorded(
        decision_id=new_id(),
        version=1,
        meeting_id=new_id(),
        kind=DecisionKind.JOIN_CAMPAIGN,
        result=DecisionResult.ADOPTED,
        town_keys=("gotha",),
        edition_year=2026,
        effective_on=AT.date(),
    )
    recorded = stated(decided, 1)
    joined = confirmed().model_copy(update={"decision_id": decided.decision_id})
    declared = stated(TownDeclared.model_validate(joined.model_dump()), 2, because=recorded.envelope)
    sure = stated(joined, 3)
    report = ReportSubmitted(
        participation_id=joined.participation_id,
        edition_id=joined.edition_id,
        year=2026,
        town_key="gotha",
        businesses=30,
        offers=40,
    )
    channels = [[recorded], [declared, sure, stated(report, 4)]]
    async with database.begin(at=AT) as tx:
        for channel in reversed(channels) if backwards else channels:
            for one in channel:
                await told(tx, [one])

    assert await types_of(database, recorded.envelope.correlationid) == [
        "network.decision.recorded",
        "campaign.town.declared",
        "campaign.town.confirmed",
        "campaign.report.submitted",
    ]


@pytest.mark.parametrize("backwards", [False, True])
async def test_what_a_step_set_off_belongs_to_the_thread_although_its_correlation_is_another(
    database: Database, backwards: bool
) -> None:
    joined = confirmed()
    declared, sure = stated(TownDeclared.model_validate(joined.model_dump()), 1), stated(joined, 2)
    done = ActionItemDone(item_id=new_id(), town_key="gotha", due=AT.date())
    followed = stated(done, 3, because=sure.envelope)
    story = [declared, sure, followed]
    async with database.begin(at=AT) as tx:
        for one in reversed(story) if backwards else story:
            await told(tx, [one])

    assert declared.envelope.correlationid != sure.envelope.correlationid
    assert await types_of(database, declared.envelope.correlationid) == [
        "campaign.town.declared",
        "campaign.town.confirmed",
        "network.action_item.done",
    ]


async def test_events_of_a_log_that_a_backup_replaced_are_gone_with_the_first_of_the_new_one(
    database: Database,
) -> None:
    lost, kept = stated(confirmed(), 1), stated(confirmed(), 2, epoch=2)
    async with database.begin(at=AT) as tx:
        await told(tx, [lost])
        await told(tx, [kept])
        left = (await tx.execute(text("SELECT epoch FROM thread_event"))).scalars().all()

    assert left == [2]


async def test_a_thread_that_goes_in_circles_ends(database: Database) -> None:
    one, other = stated(confirmed(), 1), stated(confirmed(), 2)
    async with database.begin(at=AT) as tx:
        await told(tx, [one, other])
        subjects = [one.envelope.subject, other.envelope.subject]
        links = [{"subject": a, "related": b} for a, b in (subjects, reversed(subjects))]
        await tx.upsert(ThreadLink, links, key=["subject", "related"])

    assert await types_of(database, one.envelope.correlationid) == ["campaign.town.confirmed"] * 2
