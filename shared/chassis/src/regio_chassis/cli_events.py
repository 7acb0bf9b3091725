"""The part of a service's command that looks after the bus: how it does, what it said, what was set aside."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer
from sqlalchemy import select

from regio_chassis.bus import Bus
from regio_chassis.bus.entries import Channel, Entry
from regio_chassis.bus.parked import ParkedEvent
from regio_chassis.bus.status import bus_status, look_at_streams
from regio_chassis.cli_access import settings_of, with_database
from regio_chassis.database import Database
from regio_chassis.service import Service, bus_of

T = TypeVar("T")
Document = Mapping[str, Any]

ChannelArgument = Annotated[str, typer.Argument(help="A channel of a sister service, e.g. network.events")]
PositionArgument = Annotated[int, typer.Argument(help="Its position in the channel")]
SubjectOption = Annotated[str | None, typer.Option(help="Only events of this subject")]
IdArgument = Annotated[UUID, typer.Argument(help="Its id, as causationid names it")]
NumberOption = Annotated[int, typer.Option(min=1, max=500, help="How many")]
PublicOption = Annotated[bool, typer.Option("--public", help="Of the public channel")]

_OF_THE_PROCESS = {"reading", "remade", "applied", "duplicates", "gaps", "unknown", "restarts"}
"""What only the serving process counts; its /metrics shows it."""


def with_bus(service: Service, work: Callable[[Bus, Database], Awaitable[T]]) -> T:
    """Run ``work`` on a bus that neither relays nor listens."""

    async def run(database: Database) -> T:
        bus = bus_of(service, settings_of(service), database)
        try:
            return await work(bus, database)
        finally:
            await bus.stop()

    return with_database(service, run)


def state_of_bus(service: Service) -> dict[str, list[Document]]:
    """Channels and subscriptions as database and Redis show them now; None is not known, never 0."""

    async def work(bus: Bus, database: Database) -> dict[str, list[Document]]:
        await look_at_streams(bus)
        status = await bus_status(bus, database, datetime.now(UTC))
        return {
            part: [{name: value for name, value in asdict(row).items() if name not in _OF_THE_PROCESS} for row in rows]
            for part, rows in (("channels", status.channels), ("subscriptions", status.subscriptions))
        }

    return with_bus(service, work)


def newest_events(service: Service, channel: Channel, number: int) -> list[Document]:
    """The last ``number`` documents of a channel, oldest first."""

    async def work(bus: Bus, database: Database) -> list[Document]:
        async with database.reading() as reading:
            head = await bus.log.head(reading)
        behind = max(0, head.positions[channel] - number)
        _, entries = await bus.log.after(channel, behind, limit=number)
        return [_document(entry) for entry in entries]

    return with_bus(service, work)


def event_with_id(service: Service, id: UUID) -> Document | None:
    """The document of an event that ``service`` has stated, as it stands in ``events``."""

    async def work(bus: Bus, database: Database) -> Document | None:
        log = bus.tables.log
        async with database.reading() as reading:
            position = await reading.scalar(select(log.c.position).where(log.c.id == id))
        if position is None:
            return None
        _, (entry,) = await bus.log.after("events", position - 1, limit=1)
        return _document(entry)

    return with_bus(service, work)


def parked_events(service: Service) -> list[ParkedEvent]:
    """Every event that was set aside."""

    async def work(bus: Bus, database: Database) -> list[ParkedEvent]:
        async with database.reading() as reading:
            return await bus.parked.all(reading)

    return with_bus(service, work)


def retry_parked(service: Service, channel: str, subject: str | None) -> dict[str, int]:
    """Deliver parked events again, oldest first; how many were delivered and how many stay."""
    delivered, waiting = with_bus(service, lambda bus, _: bus.parked.retry(channel, subject=subject))
    return {"delivered": delivered, "parked": waiting}


def discard_parked(service: Service, channel: str, position: int) -> None:
    """Give one parked event up."""
    with_bus(service, lambda bus, _: bus.parked.discard(channel, position))


def replay_channel(service: Service, channel: str) -> None:
    """Have ``service`` read a sister's channel again from its start."""
    with_bus(service, lambda bus, _: bus.parked.replay(channel))


def event_commands(service: Service) -> typer.Typer:
    """``events status | tail | show | parked | retry | discard | replay``; a JSON document a line."""
    events = typer.Typer(no_args_is_help=True)

    @events.command()
    def status() -> None:
        """Where its channels and subscriptions stand; null is not known."""
        typer.echo(json.dumps(state_of_bus(service)))

    @events.command()
    def tail(number: NumberOption = 10, public: PublicOption = False) -> None:
        """Print the newest events that it stated."""
        for document in newest_events(service, "public" if public else "events", number):
            typer.echo(json.dumps(document, ensure_ascii=False))

    @events.command()
    def show(id: IdArgument) -> None:
        """Print one event that it stated; exit code 1 if there is none."""
        document = event_with_id(service, id)
        if document is None:
            typer.echo("There is no such event.", err=True)
            raise typer.Exit(1)
        typer.echo(json.dumps(document, ensure_ascii=False))

    _add_commands_for_what_is_parked(events, service)
    return events


def _add_commands_for_what_is_parked(events: typer.Typer, service: Service) -> None:
    @events.command()
    def parked() -> None:
        """Print the events of others that were set aside."""
        for event in parked_events(service):
            typer.echo(json.dumps(asdict(event), default=str))

    @events.command()
    def retry(channel: ChannelArgument, subject: SubjectOption = None) -> None:
        """Deliver parked events again, oldest first."""
        typer.echo(json.dumps(retry_parked(service, channel, subject)))

    @events.command()
    def discard(channel: ChannelArgument, position: PositionArgument) -> None:
        """Give one parked event up."""
        discard_parked(service, channel, position)

    @events.command()
    def replay(channel: ChannelArgument) -> None:
        """Read a channel again from its start; what is parked of it comes again, too."""
        replay_channel(service, channel)


def _document(entry: Entry) -> Document:
    found: Document = json.loads(entry.body)
    return found
