"""``regio audit``, ``regio retention``, ``regio erase``: data protection, in every service."""

from typing import Annotated
from uuid import UUID

import typer

from regio.saying import Json, refuse, say

audit = typer.Typer(no_args_is_help=True)


@audit.callback()
def audit_group() -> None:
    """Who did what, in every service."""


@audit.command("verify")
def audit_verify(as_json: Json = False) -> None:
    """Walk the hash chain of every service's audit log; exit code 1 if one does not hold."""
    from dataclasses import asdict

    from regio.audit import verdicts

    found = verdicts()
    lines = [
        f"{name}: hält nicht: Eintrag {verdict.broken.position}: {verdict.broken.why}"
        if verdict.broken
        else f"{name}: hält, {verdict.entries} Einträge"
        for name, verdict in found.items()
    ]
    say({name: asdict(verdict) for name, verdict in found.items()}, lines, as_json)
    raise typer.Exit(int(any(verdict.broken for verdict in found.values())))


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted.")] = False,
    as_json: Json = False,
) -> None:
    """Delete in every service what its retention rules say is due; the services do it by themselves once a day."""
    from regio.programmes import SERVICES
    from regio_chassis.cli_data import retain

    found = {service.name: retain(service, dry_run=dry_run) for service in SERVICES}
    verb = "wären fällig" if dry_run else "gelöscht"
    lines = [f"{name}: {one.rule_id}: {one.records} {verb}" for name, done in found.items() for one in done]
    say({name: {one.rule_id: one.records for one in done} for name, done in found.items()}, lines, as_json)


def erase(
    pupil: Annotated[UUID, typer.Argument(help="Id of the pupil, as the school sees it.")], as_json: Json = False
) -> None:
    """Erase all that is stored about one pupil, for good."""
    from placement.app import SERVICE as PLACEMENT
    from regio_chassis.cli_data import NotErased, erase_subject

    try:
        erase_subject(PLACEMENT, pupil)
    except NotErased as error:
        refuse(str(error), as_json)
    say({"erased": str(pupil)}, [f"{pupil} ist gelöscht"], as_json)
