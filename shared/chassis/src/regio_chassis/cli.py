"""The command of a service: serve it, migrate its database, say who may do what, look after the bus."""

import asyncio
import gc
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer
import uvicorn

from regio_chassis.audit.files import anchor_audit, verify_audit
from regio_chassis.cli_access import grant_commands, key_commands, session_commands, settings_of, with_database
from regio_chassis.cli_data import add_data_commands
from regio_chassis.cli_events import event_commands
from regio_chassis.doctor import State, examine
from regio_chassis.migrations import migrate
from regio_chassis.service import Service, create_app
from regio_chassis.web.server import SlowHeaderProtocol

STOP_SECONDS = 3
"""How long a stopping server waits for answers under way."""


def command_line(service: Service) -> typer.Typer:
    """The commands of ``service``; each reads its settings from the environment."""
    cli = typer.Typer(help=f"{service.title}: {service.summary}", no_args_is_help=True)
    cli.command(name="serve")(_serve(service))
    cli.command(name="migrate")(_migrate(service))
    cli.command(name="doctor")(_doctor(service))
    cli.add_typer(key_commands(service), name="key", help="API keys of machine clients")
    cli.add_typer(grant_commands(service), name="grant", help="Who may do what")
    cli.add_typer(session_commands(service), name="session", help="Sessions of people in front of pages")
    cli.add_typer(_audit(service), name="audit", help="Who did what")
    add_data_commands(cli, service)
    cli.add_typer(event_commands(service), name="events", help="The bus: how it does, and what was set aside")
    return cli


def settle() -> None:
    """
    Take what was made so far out of the garbage collector's sight, for a process that keeps it until it ends.

    Looking through the classes and routes of a service again and again took half the time of a busy subscriber.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _serve(service: Service) -> Callable[..., None]:
    def serve(
        host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
        port: Annotated[int, typer.Option(help="Port to listen on")] = 8000,
    ) -> None:
        """Answer HTTP, relay and listen until stopped."""
        settings = settings_of(service)
        app = create_app(service, settings)
        settle()
        uvicorn.run(
            app,
            host=host,
            port=port,
            loop="uvloop",
            http=SlowHeaderProtocol,
            access_log=False,
            server_header=False,
            # The application says whom it believes; left to itself uvicorn believes whoever calls from this machine.
            proxy_headers=False,
            log_level=settings.log_level.lower(),
            timeout_graceful_shutdown=STOP_SECONDS,
        )

    return serve


def _doctor(service: Service) -> Callable[..., None]:
    def doctor(
        redis_operator: Annotated[str | None, typer.Option(help="Redis with the login of the operator")] = None,
        address: Annotated[str, typer.Option(help="Where the service answers")] = "http://127.0.0.1:8000",
    ) -> None:
        """Look for what is missing or unsafe, a JSON document a line; ends with 1 when something is bad."""
        found = asyncio.run(examine(service, settings_of(service), operator_url=redis_operator, address=address))
        for finding in found:
            typer.echo(json.dumps(asdict(finding), ensure_ascii=False))
        if any(finding.state is State.BAD for finding in found):
            raise typer.Exit(1)

    return doctor


def _migrate(service: Service) -> Callable[..., None]:
    def migrate_() -> None:
        """Bring the database to the newest revision; safe to run twice, also at once."""
        with_database(service, lambda database: migrate(database, service.migrations))
        typer.echo(json.dumps({"service": service.name, "migrated": True}))

    return migrate_


def _audit(service: Service) -> typer.Typer:
    commands = typer.Typer(no_args_is_help=True)

    @commands.command()
    def verify() -> None:
        """Walk the hash chain; exit code 1 and the first broken entry if it does not hold."""
        verdict = asyncio.run(verify_audit(settings_of(service)))
        typer.echo(json.dumps({"service": service.name, **asdict(verdict)}))
        raise typer.Exit(0 if verdict.broken is None else 1)

    @commands.command()
    def anchor() -> None:
        """Keep the head of the chain in the folder of evidence, and print it."""
        typer.echo(json.dumps({"service": service.name, **asdict(asyncio.run(anchor_audit(settings_of(service))))}))

    return commands
