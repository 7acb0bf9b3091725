"""The command of a service: serve it, migrate its database, say who may do what, look after parked events."""

import asyncio
import gc
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeVar

import typer
import uvicorn

from regio_chassis.access import EVERY, KEY_ISSUER, Role, add_grant, create_key, remove_grant
from regio_chassis.audit.files import anchor_audit, verify_audit
from regio_chassis.database import Database
from regio_chassis.migrations import migrate
from regio_chassis.service import Running, Service, create_app
from regio_chassis.settings import ServiceSettings
from regio_chassis.web.server import SlowHeaderProtocol

T = TypeVar("T")
STOP_SECONDS = 3
"""How long a stopping server waits for answers under way."""


def command_line(service: Service) -> typer.Typer:
    """The commands of ``service``; each reads its settings from the environment."""
    cli = typer.Typer(help=f"{service.title}: {service.summary}", no_args_is_help=True)
    cli.command(name="serve")(_serve(service))
    cli.command(name="migrate")(_migrate(service))
    cli.add_typer(_keys(service), name="key", help="API keys of machine clients")
    cli.add_typer(_grants(service), name="grant", help="Who may do what")
    cli.add_typer(_audit(service), name="audit", help="Who did what")
    cli.add_typer(_events(service), name="events", help="Events of others that were set aside")
    return cli


def settle() -> None:
    """
    Take what was made so far out of the garbage collector's sight, for a process that keeps it until it ends.

    Looking through the classes and routes of a service again and again took half the time of a busy subscriber.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _settings(service: Service) -> ServiceSettings:
    return service.settings()  # type: ignore[call-arg]  # the environment fills them


def _with_database(service: Service, work: Callable[[Database], Awaitable[T]]) -> T:
    async def run() -> T:
        database = Database(_settings(service).database_url)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


def _serve(service: Service) -> Callable[..., None]:
    def serve(
        host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
        port: Annotated[int, typer.Option(help="Port to listen on")] = 8000,
    ) -> None:
        """Answer HTTP, relay and listen until stopped."""
        app = create_app(service, _settings(service))
        settle()
        uvicorn.run(
            app,
            host=host,
            port=port,
            loop="uvloop",
            http=SlowHeaderProtocol,
            access_log=False,
            server_header=False,
            log_level=_settings(service).log_level.lower(),
            timeout_graceful_shutdown=STOP_SECONDS,
        )

    return serve


def _migrate(service: Service) -> Callable[..., None]:
    def migrate_() -> None:
        """Bring the database to the newest revision; safe to run twice, also at once."""
        _with_database(service, lambda database: migrate(database, service.migrations))
        typer.echo(json.dumps({"service": service.name, "migrated": True}))

    return migrate_


def _keys(service: Service) -> typer.Typer:
    keys = typer.Typer(no_args_is_help=True)

    @keys.callback()
    def group() -> None:
        """API keys of machine clients."""

    @keys.command()
    def create(
        role: Annotated[Role, typer.Option(help="What its bearer may be")],
        label: Annotated[str, typer.Option(help="What it is for; shown in lists")],
        scope: Annotated[str, typer.Option(help="Town key, business id, …; * is all")] = EVERY,
        days: Annotated[int, typer.Option(min=1, max=3650, help="Days until it expires")] = 365,
    ) -> None:
        """Make a key and print it: this is the only time that it is shown."""

        async def work(database: Database) -> str:
            at = datetime.now(UTC)
            async with database.begin(at=at) as tx:
                key = await create_key(tx, label, at=at, expires_at=at + timedelta(days=days))
                await add_grant(tx, KEY_ISSUER, key.partition(".")[0], role, scope)
            return key

        typer.echo(_with_database(service, work))

    return keys


def _grants(service: Service) -> typer.Typer:
    grants = typer.Typer(no_args_is_help=True)
    issuer_option = Annotated[str, typer.Option(help="Issuer of the person's tokens")]
    subject_option = Annotated[str, typer.Option(help="The claim sub of the person's tokens")]
    role_option = Annotated[Role, typer.Option(help="The role")]
    scope_option = Annotated[str, typer.Option(help="Town key, business id, …; * is all")]

    @grants.command()
    def add(issuer: issuer_option, subject: subject_option, role: role_option, scope: scope_option = EVERY) -> None:
        """Grant a role."""

        async def work(database: Database) -> None:
            async with database.begin() as tx:
                await add_grant(tx, issuer, subject, role, scope)

        _with_database(service, work)

    @grants.command()
    def remove(issuer: issuer_option, subject: subject_option, role: role_option, scope: scope_option = EVERY) -> None:
        """Take a role back, with effect on the next request."""

        async def work(database: Database) -> bool:
            async with database.begin() as tx:
                return await remove_grant(tx, issuer, subject, role, scope)

        if not _with_database(service, work):
            typer.echo("There is no such grant.", err=True)
            raise typer.Exit(1)

    return grants


def _audit(service: Service) -> typer.Typer:
    commands = typer.Typer(no_args_is_help=True)

    @commands.command()
    def verify() -> None:
        """Walk the hash chain; exit code 1 and the first broken entry if it does not hold."""
        verdict = asyncio.run(verify_audit(_settings(service)))
        typer.echo(json.dumps({"service": service.name, **asdict(verdict)}))
        raise typer.Exit(0 if verdict.broken is None else 1)

    @commands.command()
    def anchor() -> None:
        """Keep the head of the chain in the folder of evidence, and print it."""
        typer.echo(json.dumps({"service": service.name, **asdict(asyncio.run(anchor_audit(_settings(service))))}))

    return commands


def _events(service: Service) -> typer.Typer:
    events = typer.Typer(no_args_is_help=True)

    def with_bus(work: Callable[[Running], Awaitable[T]]) -> T:
        async def run() -> T:
            running: Running = create_app(service, _settings(service)).state.running
            try:
                return await work(running)
            finally:
                await running.bus.stop()
                await running.database.close()

        return asyncio.run(run())

    @events.command()
    def parked() -> None:
        """Print the events that were set aside, a JSON document a line."""

        async def work(running: Running) -> None:
            async with running.database.reading() as reading:
                for event in await running.bus.parked.all(reading):
                    typer.echo(json.dumps(asdict(event), default=str))

        with_bus(work)

    @events.command()
    def retry(
        channel: Annotated[str, typer.Argument(help="e.g. network.events")],
        subject: Annotated[str | None, typer.Option(help="Only events of this subject")] = None,
    ) -> None:
        """Deliver parked events again, oldest first."""
        delivered, waiting = with_bus(lambda running: running.bus.parked.retry(channel, subject=subject))
        typer.echo(json.dumps({"delivered": delivered, "parked": waiting}))

    @events.command()
    def discard(channel: Annotated[str, typer.Argument()], position: Annotated[int, typer.Argument()]) -> None:
        """Give one parked event up."""
        with_bus(lambda running: running.bus.parked.discard(channel, position))

    return events
