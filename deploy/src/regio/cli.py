"""The operator's command."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn
from uuid import UUID

import typer

from regio import access, events

app = typer.Typer(
    help="Run and look after Regionale Projekte.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port of the demo on 127.0.0.1.")]


@app.command()
def demo(
    port: Port = 8000,
    redis_port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the embedded Redis server.")] = 6399,
    data: Annotated[
        Path | None, typer.Option(file_okay=False, help="Folder that keeps everything; without it, nothing is kept.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Run the three services with all facts on one port, and a Redis server (unless REDIS_URL names one)."""
    from regio.demo.issuer import PERSONS
    from regio.demo.run import CannotStart, Ready, run
    from regio.demo.valkey import NoServer

    def ready(at: Ready) -> None:
        if as_json:
            _say_json({"url": at.url, "redis_url": at.redis_url, "data": str(at.data), "seconds": round(at.seconds, 1)})
        else:
            typer.echo(
                _WELCOME.format(at=at, roles=", ".join(PERSONS), kept="bleibt" if data else "wird am Ende gelöscht")
            )
        sys.stdout.flush()

    try:
        run(port=port, redis_port=redis_port, data=data, ready=ready)
    except (CannotStart, NoServer) as error:
        _fail(str(error), as_json)
    # Everything is put away; taking down the interpreter would take longer than all of that.
    sys.stdout.flush()
    os._exit(0)


_WELCOME = """\
Regionale Projekte
  Startseite        {at.url}/
  Heimat shoppen    {at.url}/heimat-shoppen/docs
  Innenstadt        {at.url}/innenstadt/docs
  Praxistage        {at.url}/praxistage/docs
  Redis             {at.redis_url}
  Daten             {at.data} ({kept})
Anmelden: auf den Seiten unter …/anmelden; Programmen gibt regio token ROLLE ein Token; Rollen: {roles}
Beenden: Strg+C
Bereit nach {at.seconds:.1f} s"""


@app.command()
def token(
    role: Annotated[str, typer.Argument(help="town_manager, chamber, school, company, ...")],
    scope: Annotated[
        str, typer.Option(help="Key of the town, business, group, school or company; * is every one.")
    ] = "*",
    port: Port = 8000,
    as_json: Json = False,
) -> None:
    """Print a bearer token of the running demo for a person of ROLE, as the last line."""
    from regio.token import NoToken, fetch

    try:
        bearer = fetch(role, scope, port=port)
    except NoToken as error:
        _fail(str(error), as_json)
    if as_json:
        _say_json({"role": role, "scope": scope, "token": bearer})
    else:
        typer.echo(bearer)


@app.command()
def init(
    file: Annotated[Path, typer.Option(dir_okay=False, help="Where docker-compose.yml reads its variables.")] = Path(
        ".env"
    ),
    tls: Annotated[
        bool, typer.Option("--tls", help="Also certificates for deploy/compose.tls.yml; then secrets may be there.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write generated secrets for docker-compose.yml, readable by you alone. Refuses to overwrite."""
    from regio.certificates import folder_of, write_certificates
    from regio.deployment import write_secrets

    names: list[str] = []
    certificates: list[str] = []
    try:
        if not tls or not file.exists():
            names = write_secrets(file)
        if tls:
            certificates = write_certificates(folder_of(file), at=datetime.now(UTC))
    except FileExistsError as error:
        _fail(f"{error.filename or error} gibt es schon; was läuft, kennt, was darin steht", as_json)
    if as_json:
        _say_json({"file": str(file), "written": names, "certificates": certificates})
        return
    for place, written in ((file, names), (folder_of(file), certificates)):
        if written:
            typer.echo(f"{place}: {', '.join(written)}")
    overlay = " --file docker-compose.yml --file deploy/compose.tls.yml" if tls else ""
    typer.echo(f"Weiter mit: docker compose{overlay} up --detach --wait")


subscriber = typer.Typer(no_args_is_help=True)
app.add_typer(subscriber, name="subscriber", help="Redis logins of strangers, who read the public channels")
EnvFile = Annotated[Path, typer.Option(dir_okay=False, help="The file that `regio init` wrote.")]
_LOAD = "docker compose exec redis sh -c 'REDISCLI_AUTH=$REDIS_PASSWORD redis-cli --user operator ACL LOAD'"


@subscriber.command(name="add")
def add_subscriber(
    name: Annotated[str, typer.Argument(help="Small letters, digits, hyphens, e.g. zeitung")],
    file: EnvFile = Path(".env"),
    as_json: Json = False,
) -> None:
    """Make a login that reads the public channels and can do nothing else; its password is shown this once."""
    from regio.deployment import users_file
    from regio.redis_users import NoLogin, add_subscriber

    try:
        password = add_subscriber(users_file(file), name)
    except NoLogin as error:
        _fail(str(error), as_json)
    if as_json:
        _say_json({"user": f"subscriber-{name}", "password": password, "load": _LOAD})
    else:
        typer.echo(f"Benutzer  subscriber-{name}\nKennwort  {password}\nGilt nach: {_LOAD}")


@subscriber.command(name="remove")
def remove_subscriber(
    name: Annotated[str, typer.Argument(help="As it was added")],
    file: EnvFile = Path(".env"),
    as_json: Json = False,
) -> None:
    """Take a login away; Redis ends its connections when it loads the file."""
    from regio.deployment import users_file
    from regio.redis_users import NoLogin, remove_subscriber

    try:
        remove_subscriber(users_file(file), name)
    except NoLogin as error:
        _fail(str(error), as_json)
    if as_json:
        _say_json({"removed": f"subscriber-{name}", "load": _LOAD})
    else:
        typer.echo(f"subscriber-{name} ist gelöscht\nGilt nach: {_LOAD}")


@subscriber.command(name="list")
def list_subscribers(file: EnvFile = Path(".env"), as_json: Json = False) -> None:
    """Who has a login."""
    from regio.deployment import users_file
    from regio.redis_users import subscribers

    names = subscribers(users_file(file))
    if as_json:
        _say_json({"subscribers": names})
    else:
        typer.echo("\n".join(names))


@app.command()
def doctor(
    redis_operator: Annotated[
        str | None, typer.Option(help="Redis with the login of the operator, to see how it is set up.")
    ] = None,
    file: EnvFile = Path(".env"),
    as_json: Json = False,
) -> None:
    """
    Look every service over whose settings are in the environment, and the secrets of docker-compose.yml.

    Ends with 1 when something is bad: a service as it is must not meet the world.
    """
    from regio.doctor import examine_all

    report = examine_all(os.environ, file, redis_operator)
    bad = [finding for findings in report.values() for finding in findings if finding["state"] == "bad"]
    if as_json:
        _say_json({"good": not bad, "findings": report})
    else:
        for place, findings in report.items():
            typer.echo(place)
            for found in findings:
                mark = {"good": "ok ", "unknown": "?  ", "bad": "!! "}[found["state"]]
                typer.echo(f"  {mark} {found['check']}: {found['said']}")
                if found["mend"]:
                    typer.echo(f"       Abhilfe: {found['mend']}")
        typer.echo(f"{len(bad)} Mängel" if bad else "Keine Mängel")
    if bad:
        raise typer.Exit(1)


@app.command()
def env_example(as_json: Json = False) -> None:
    """Print .env.example, as the settings classes have it."""
    from regio.deployment import example
    from regio.programmes import SERVICES

    text = example({service.name: service.settings for service in SERVICES})
    if as_json:
        _say_json({"text": text})
    else:
        typer.echo(text, nl=False)


app.add_typer(access.grants, name="grants", help="Who may do what, in every service.")
app.add_typer(access.keys, name="keys", help="API keys of machine clients.")
app.add_typer(events.events, name="events", help="The bus: how it does, what it carries, what was set aside.")
app.add_typer(access.sessions, name="sessions", help="Sessions of people in front of pages.")

audit = typer.Typer(no_args_is_help=True)
app.add_typer(audit, name="audit", help="Who did what, in every service.")


@audit.callback()
def audit_group() -> None:
    """Who did what, in every service."""


@audit.command("verify")
def audit_verify(as_json: Json = False) -> None:
    """Walk the hash chain of every service's audit log; exit code 1 if one does not hold."""
    from dataclasses import asdict

    from regio.audit import verdicts

    found = verdicts()
    if as_json:
        _say_json({name: asdict(verdict) for name, verdict in found.items()})
    else:
        for name, verdict in found.items():
            state = f"hält, {verdict.entries} Einträge"
            if verdict.broken:
                state = f"hält nicht: Eintrag {verdict.broken.position}: {verdict.broken.why}"
            typer.echo(f"{name}: {state}")
    raise typer.Exit(int(any(verdict.broken for verdict in found.values())))


@app.command()
def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted.")] = False,
    as_json: Json = False,
) -> None:
    """Delete in every service what its retention rules say is due; the services do it by themselves once a day."""
    from regio.programmes import SERVICES
    from regio_chassis.cli_data import retain

    found = {service.name: retain(service, dry_run=dry_run) for service in SERVICES}
    if as_json:
        _say_json({name: {one.rule_id: one.records for one in done} for name, done in found.items()})
    else:
        verb = "wären fällig" if dry_run else "gelöscht"
        for name, done in found.items():
            for one in done:
                typer.echo(f"{name}: {one.rule_id}: {one.records} {verb}")


@app.command()
def erase(
    pupil: Annotated[UUID, typer.Argument(help="Id of the pupil, as the school sees it.")], as_json: Json = False
) -> None:
    """Erase all that is stored about one pupil, for good."""
    from placement.app import SERVICE as PLACEMENT
    from regio_chassis.cli_data import NotErased, erase_subject

    try:
        erase_subject(PLACEMENT, pupil)
    except NotErased as error:
        _fail(str(error), as_json)
    if as_json:
        _say_json({"erased": str(pupil)})
    else:
        typer.echo(f"{pupil} ist gelöscht")


def _say_json(document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False))


def _fail(message: str, as_json: bool) -> NoReturn:
    if as_json:
        _say_json({"error": message})
    else:
        typer.echo(f"regio: {message}", err=True)
    raise typer.Exit(1)
