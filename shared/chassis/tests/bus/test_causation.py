"""What an event set off says so, across services."""

from uuid import UUID, uuid4

from counters import METADATA, PUBLIC, World, stated, until

from regio_chassis.bus import Bus
from regio_chassis.database import Because, Database, Tx
from regio_chassis.handling import each
from regio_events import Envelope
from regio_events.network import AnalysisPresented, IdeaOpened, IdeaSubmitted

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


async def test_an_event_recorded_in_a_handler_names_its_cause_and_keeps_correlation_and_trace(world: World):
    owner = await world.owner()
    correlation = uuid4()
    async with owner.database.begin(correlation=correlation, traceparent=TRACE) as tx:
        cause = tx.record(stated(PUBLIC[0], 1))

    async def follow(tx: Tx, event: AnalysisPresented, envelope: Envelope) -> None:
        tx.record(IdeaSubmitted(idea_id=event.analysis_id, field="handel"))
        tx.record(IdeaOpened(idea_id=event.analysis_id, field="handel"))

    (first, second) = await recorded_by(world, follow)

    assert {first.causationid, second.causationid} == {cause}
    assert {first.correlationid, second.correlationid} == {correlation}
    assert {first.traceparent, second.traceparent} == {TRACE}


async def test_an_event_that_a_person_set_off_has_no_cause_and_a_correlation_of_its_own(world: World):
    owner = await world.owner(relays=False)
    await owner.count(PUBLIC[0])
    await owner.count(PUBLIC[0], PUBLIC[1])

    first, second, third = [Envelope.model_validate_json(entry.body) for entry in await owner.log()]

    assert {each.causationid for each in (first, second, third)} == {None}
    assert first.correlationid != second.correlationid
    assert second.correlationid == third.correlationid


async def test_what_continues_an_earlier_event_names_it_and_shares_its_correlation(world: World):
    owner = await world.owner(relays=False)
    async with owner.database.begin() as tx:
        first = tx.record(stated(PUBLIC[0], 1))
        thread = tx.correlation
    async with owner.database.begin() as tx:
        tx.record(stated(PUBLIC[0], 2), because=Because(first, thread))

    _, second = [Envelope.model_validate_json(entry.body) for entry in await owner.log()]

    assert (second.causationid, second.correlationid) == (first, thread)


async def test_what_a_failed_handler_recorded_is_not_said(world: World):
    owner = await world.owner()
    await owner.count(PUBLIC[0], PUBLIC[1])

    async def fail_on_the_first(tx: Tx, event: AnalysisPresented, envelope: Envelope) -> None:
        tx.record(IdeaSubmitted(idea_id=event.analysis_id, field="handel"))
        if event.analysis_id == PUBLIC[0]:
            raise ZeroDivisionError

    (said,) = await recorded_by(world, fail_on_the_first)

    assert UUID(said.subject) == PUBLIC[1]


async def recorded_by(world: World, handler) -> list[Envelope]:
    """What a service that handles analyses with ``handler`` says, once it has handled all there are."""
    database = Database(await world.new_url())
    bus = Bus(
        "placement", database, METADATA, {AnalysisPresented: each(handler)},
        redis_url=world.redis_server.url, feeds={}, tokens={}, keep=1000, pause=0.2,
    )  # fmt: skip
    await bus.start()
    try:

        async def said() -> bool:
            return bool((await bus.log.after("events", 0, limit=1))[1])

        await until(said)
        _, entries = await bus.log.after("events", 0, limit=100)
        return [Envelope.model_validate_json(entry.body) for entry in entries]
    finally:
        await bus.stop()
        await database.close()
