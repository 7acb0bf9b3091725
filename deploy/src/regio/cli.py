"""The operator's command."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from regio import access, events, protection
from regio.saying import Json, refuse, say
from regio.subscribers import EnvFile, subscriber

app = typer.Typer(
    help="Run and look after Regionale Projekte.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

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
        document = {"url": at.url, "redis_url": at.redis_url, "data": str(at.data), "seconds": round(at.seconds, 1)}
        kept = "bleibt" if data else "wird am Ende gelöscht"
        say(document, [_WELCOME.format(at=at, roles=", ".join(PERSONS), kept=kept)], as_json)
        sys.stdout.flush()

    try:
        run(port=port, redis_port=redis_port, data=data, ready=ready)
    except (CannotStart, NoServer) as error:
        refuse(str(error), as_json)
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
        refuse(str(error), as_json)
    say({"role": role, "scope": scope, "token": bearer}, [bearer], as_json)


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
        if tls and folder_of(file).exists():
            raise FileExistsError(folder_of(file))
        if not tls or not file.exists():
            names = write_secrets(file)
        if tls:
            certificates = write_certificates(folder_of(file), at=datetime.now(UTC))
    except FileExistsError as error:
        refuse(f"{error.filename or error} gibt es schon; was läuft, kennt, was darin steht", as_json)
    overlay = " --file docker-compose.yml --file deploy/compose.tls.yml" if tls else ""
    lines = [
        *(f"{place}: {', '.join(made)}" for place, made in ((file, names), (folder_of(file), certificates)) if made),
        f"Weiter mit: docker compose{overlay} up --detach --wait",
    ]
    say({"file": str(file), "written": names, "certificates": certificates}, lines, as_json)


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
    lines = []
    for place, findings in report.items():
        lines.append(place)
        for found in findings:
            mark = {"good": "ok ", "unknown": "?  ", "bad": "!! "}[found["state"]]
            lines.append(f"  {mark} {found['check']}: {found['said']}")
            if found["mend"]:
                lines.append(f"       Abhilfe: {found['mend']}")
    lines.append(f"{len(bad)} Mängel" if bad else "Keine Mängel")
    say({"good": not bad, "findings": report}, lines, as_json)
    if bad:
        raise typer.Exit(1)


@app.command()
def env_example(as_json: Json = False) -> None:
    """Print .env.example, as the settings classes have it."""
    from regio.deployment import example
    from regio.programmes import SERVICES

    text = example({service.name: service.settings for service in SERVICES})
    say({"text": text}, text.splitlines(), as_json)


app.add_typer(access.grants, name="grants", help="Who may do what, in every service.")
app.add_typer(access.keys, name="keys", help="API keys of machine clients.")
app.add_typer(events.events, name="events", help="The bus: how it does, what it carries, what was set aside.")
app.add_typer(access.sessions, name="sessions", help="Sessions of people in front of pages.")
app.add_typer(subscriber, name="subscriber", help="Redis logins of strangers, who read the public channels")
app.add_typer(protection.audit, name="audit", help="Who did what, in every service.")
app.command()(protection.retention)
app.command()(protection.erase)
