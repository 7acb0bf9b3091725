"""``regio grants``, ``regio keys``, ``regio sessions``: who may do what, in one service or in all of them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from regio.saying import Json, say

if TYPE_CHECKING:
    from regio_chassis.access import Granted, Role
    from regio_chassis.service import Service

grants = typer.Typer(no_args_is_help=True)
keys = typer.Typer(no_args_is_help=True)
sessions = typer.Typer(no_args_is_help=True)

Where = Annotated[str | None, typer.Option("--service", help="campaign, network or placement; without it, all three.")]
One = Annotated[str, typer.Option("--service", help="campaign, network or placement.")]
Issuer = Annotated[str, typer.Option(help="Issuer of the person's tokens.")]
Subject = Annotated[str, typer.Option(help="The claim sub of the person's tokens, or a machine's client id.")]
RoleName = Annotated[str, typer.Option("--role", help="town_manager, chamber, school, company, operator, service, …")]
Scope = Annotated[str, typer.Option(help="Key of the town, business, group, school or company; * is every one.")]


@grants.command(name="list")
def list_grants(
    service: Where = None,
    issuer: Annotated[str | None, typer.Option(help="Only of this issuer.")] = None,
    subject: Annotated[str | None, typer.Option(help="Only of this person.")] = None,
    as_json: Json = False,
) -> None:
    """Who may do what."""
    from regio_chassis.cli_access import listed_grants

    found = {each.name: listed_grants(each, issuer, subject) for each in named(service)}
    lines = (f"{each['role']}\t{each['key']}\t{each['subject']}\t{each['issuer']}" for _, each in _flat(found))
    say(found, _with_service(found, lines), as_json)


@grants.command(name="add")
def add_grant(
    issuer: Issuer,
    subject: Subject,
    role: RoleName,
    scope: Scope = "*",
    service: Where = None,
    as_json: Json = False,
) -> None:
    """Grant a role; granting twice is granting once."""
    from regio_chassis.access.granting import give_by_hand
    from regio_chassis.cli_access import writing

    granted = _granted(issuer, subject, role, scope)
    names = []
    for each in named(service):
        writing(each, lambda tx, at: give_by_hand(tx, granted, at=at))
        names.append(each.name)
    say({"granted": names}, [f"{name}: {role} {scope}" for name in names], as_json)


@grants.command(name="remove")
def remove_grant(
    issuer: Issuer,
    subject: Subject,
    role: RoleName,
    scope: Scope = "*",
    service: Where = None,
    as_json: Json = False,
) -> None:
    """Take a role back, with effect on the next request; exit code 1 if nobody had granted it."""
    from regio_chassis.access.granting import take_back_by_hand
    from regio_chassis.cli_access import writing

    granted = _granted(issuer, subject, role, scope)
    names = [
        each.name for each in named(service) if writing(each, lambda tx, at: take_back_by_hand(tx, granted, at=at))
    ]
    say({"removed": names}, [f"{name}: {role} {scope}" for name in names] or ["nicht vergeben"], as_json)
    raise typer.Exit(0 if names else 1)


@keys.command(name="list")
def list_keys(service: Where = None, as_json: Json = False) -> None:
    """API keys: what for, until when, last used."""
    from regio_chassis.cli_access import listed_keys

    found = {each.name: listed_keys(each) for each in named(service)}
    lines = (
        f"{each['id']}\t{each['expires_at']}\t{each['used_at'] or '-'}\t{each['label']}" for _, each in _flat(found)
    )
    say(found, _with_service(found, lines), as_json)


@keys.command(name="add")
def add_key(
    service: One,
    role: RoleName,
    label: Annotated[str, typer.Option(help="What it is for; shown in lists.")],
    scope: Scope = "*",
    days: Annotated[int, typer.Option(min=1, max=3650, help="Days until it expires.")] = 365,
    as_json: Json = False,
) -> None:
    """Make an API key and print it: this is the only time that it is shown."""
    from regio_chassis.access.granting import issue_key
    from regio_chassis.cli_access import writing

    (one,) = named(service)
    wanted, lasts = _role(role), timedelta(days=days)
    key = writing(one, lambda tx, at: issue_key(tx, label, wanted, scope, lasts=lasts, at=at))
    say({"service": one.name, "key": key}, [key], as_json)


@keys.command(name="revoke")
def revoke_key(
    service: One, id: Annotated[str, typer.Argument(help="The part before the dot.")], as_json: Json = False
) -> None:
    """Revoke an API key and its grants, with effect on the next request; exit code 1 if there is none."""
    from regio_chassis.access.granting import withdraw_key
    from regio_chassis.cli_access import writing

    (one,) = named(service)
    done = writing(one, lambda tx, at: withdraw_key(tx, id, at=at))
    say({"service": one.name, "revoked": done}, ["widerrufen" if done else "unbekannt"], as_json)
    raise typer.Exit(0 if done else 1)


@sessions.callback()
def group() -> None:
    """Sessions of people in front of pages."""


@sessions.command(name="revoke")
def revoke_sessions(
    issuer: Annotated[str | None, typer.Option(help="Issuer of the person's tokens.")] = None,
    subject: Annotated[str | None, typer.Option(help="The claim sub of the person's tokens.")] = None,
    everybody: Annotated[bool, typer.Option("--everybody", help="Not of one person: of all.")] = False,
    service: Where = None,
    as_json: Json = False,
) -> None:
    """End every page session of somebody, or of everybody, with effect on the next request."""
    from regio_chassis.access import Identity
    from regio_chassis.access.granting import end_sessions
    from regio_chassis.cli_access import writing

    person = Identity(issuer, subject) if issuer is not None and subject is not None else None
    if (person is None) != everybody or (issuer is None) != (subject is None):
        raise typer.BadParameter("--issuer and --subject, or --everybody")
    ended = {each.name: writing(each, lambda tx, at: end_sessions(tx, person, at=at)) for each in named(service)}
    say({"ended": ended}, [f"{name}: {count} beendet" for name, count in ended.items()], as_json)


def _role(name: str) -> "Role":
    from regio_chassis.access import Role

    try:
        return Role(name.replace("-", "_"))
    except ValueError:
        raise typer.BadParameter(", ".join(Role), param_hint="--role") from None


def _granted(issuer: str, subject: str, role: str, scope: str) -> "Granted":
    from regio_chassis.access import Granted

    return Granted(issuer, subject, _role(role), scope)


def named(service: str | None) -> "tuple[Service, ...]":
    """The services of that name, or all three."""
    from regio.programmes import SERVICES

    found = tuple(each for each in SERVICES if service in {None, each.name})
    if not found:
        raise typer.BadParameter("campaign, network or placement", param_hint="--service")
    return found


Found = Mapping[str, list[Mapping[str, Any]]]


def _flat(found: Found) -> Iterable[tuple[str, Mapping[str, Any]]]:
    return ((name, each) for name, of_service in found.items() for each in of_service)


def _with_service(found: Found, lines: Iterable[str]) -> Iterable[str]:
    return (f"{name}\t{line}" for (name, _), line in zip(_flat(found), lines, strict=True))
