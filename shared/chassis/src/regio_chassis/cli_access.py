"""The part of a service's command that says who may do what: grants, API keys, sessions."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeVar

import typer

from regio_chassis.access import EVERY, Granted, Identity, Role, all_grants, all_keys
from regio_chassis.access.granting import end_sessions, give_by_hand, issue_key, take_back_by_hand, withdraw_key
from regio_chassis.database import Database, Tx
from regio_chassis.service import Service
from regio_chassis.settings import ServiceSettings

T = TypeVar("T")

IssuerOption = Annotated[str, typer.Option(help="Issuer of the person's tokens")]
SubjectOption = Annotated[str, typer.Option(help="The claim sub of the person's tokens")]
RoleOption = Annotated[Role, typer.Option(help="The role")]
ScopeOption = Annotated[str, typer.Option(help="Town key, business id, …; * is all")]
LabelOption = Annotated[str, typer.Option(help="What it is for; shown in lists")]
DaysOption = Annotated[int, typer.Option(min=1, max=3650, help="Days until it expires")]


def settings_of(service: Service) -> ServiceSettings:
    """Its settings, from the environment."""
    return service.settings()  # type: ignore[call-arg]  # the environment fills them


def with_database(service: Service, work: Callable[[Database], Awaitable[T]]) -> T:
    """Run ``work`` on the service's database."""

    async def run() -> T:
        database = Database(settings_of(service).database_url)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


def writing(service: Service, work: Callable[[Tx, datetime], Awaitable[T]]) -> T:
    """Run ``work`` in one transaction on the service's database, now."""

    async def run(database: Database) -> T:
        at = datetime.now(UTC)
        async with database.begin(at=at) as tx:
            return await work(tx, at)

    return with_database(service, run)


def listed_grants(service: Service, issuer: str | None = None, subject: str | None = None) -> list[Mapping[str, Any]]:
    """Who may do what in a service; of one person only, if they are named."""

    async def read(database: Database) -> list[Mapping[str, Any]]:
        async with database.reading() as reading:
            return [asdict(grant) for grant in await all_grants(reading, issuer=issuer, subject=subject)]

    return with_database(service, read)


def listed_keys(service: Service) -> list[Mapping[str, Any]]:
    """The API keys of a service, without their secrets."""

    async def read(database: Database) -> list[Mapping[str, Any]]:
        async with database.reading() as reading:
            return [asdict(key) for key in await all_keys(reading)]

    return with_database(service, read)


def key_commands(service: Service) -> typer.Typer:
    """``key create | list | revoke``."""
    keys = typer.Typer(no_args_is_help=True)

    @keys.command()
    def create(role: RoleOption, label: LabelOption, scope: ScopeOption = EVERY, days: DaysOption = 365) -> None:
        """Make a key and print it: this is the only time that it is shown."""
        lasts = timedelta(days=days)
        typer.echo(writing(service, lambda tx, at: issue_key(tx, label, role, scope, lasts=lasts, at=at)))

    @keys.command(name="list")
    def list_() -> None:
        """Print the keys and when they were last used, a JSON document a line."""
        for key in listed_keys(service):
            typer.echo(json.dumps(key, default=str))

    @keys.command()
    def revoke(id: Annotated[str, typer.Argument(help="The part of the key before the dot")]) -> None:
        """Revoke a key and its grants, with effect on the next request."""
        if not writing(service, lambda tx, at: withdraw_key(tx, id, at=at)):
            _none("There is no such key.")

    return keys


def grant_commands(service: Service) -> typer.Typer:
    """``grant add | list | remove``."""
    grants = typer.Typer(no_args_is_help=True)

    @grants.command()
    def add(issuer: IssuerOption, subject: SubjectOption, role: RoleOption, scope: ScopeOption = EVERY) -> None:
        """Grant a role."""
        granted = Granted(issuer, subject, role, scope)
        writing(service, lambda tx, at: give_by_hand(tx, granted, at=at))

    @grants.command(name="list")
    def list_() -> None:
        """Print who may do what, a JSON document a line."""
        for grant in listed_grants(service):
            typer.echo(json.dumps(grant))

    @grants.command()
    def remove(issuer: IssuerOption, subject: SubjectOption, role: RoleOption, scope: ScopeOption = EVERY) -> None:
        """Take a role back, with effect on the next request."""
        granted = Granted(issuer, subject, role, scope)
        if not writing(service, lambda tx, at: take_back_by_hand(tx, granted, at=at)):
            _none("There is no such grant.")

    return grants


def session_commands(service: Service) -> typer.Typer:
    """``session revoke``."""
    sessions = typer.Typer(no_args_is_help=True)

    @sessions.callback()
    def group() -> None:
        """Sessions of people in front of pages."""

    @sessions.command()
    def revoke(issuer: IssuerOption, subject: SubjectOption) -> None:
        """End every session of somebody, with effect on the next request."""
        person = Identity(issuer, subject)
        ended = writing(service, lambda tx, at: end_sessions(tx, person, at=at))
        typer.echo(json.dumps({"service": service.name, "ended": ended}))

    return sessions


def _none(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(1)
