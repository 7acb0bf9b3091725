"""The commands of a service about what it keeps: retention, erasure, and the record of processing."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer

from regio_chassis.audit import record
from regio_chassis.cli_access import settings_of, with_database
from regio_chassis.database import Database
from regio_chassis.erasures import Ledger, overwrite
from regio_chassis.processing import processing_record
from regio_chassis.retention import Deleted, run_once
from regio_chassis.service import Service

OPERATOR = "operator command-line"
"""Who the audit log names for what is done at the command line."""


class NotErased(Exception):
    """Nothing was erased; the message says why."""


def add_data_commands(cli: typer.Typer, service: Service) -> None:
    """Add ``retention``, ``processing-record`` and, where the service has subjects, ``erase``."""
    cli.command(name="retention")(_retention(service))
    cli.command(name="processing-record")(_processing_record(service))
    if service.erase is not None:
        cli.command(name="erase")(_erase(service))


def retain(service: Service, *, dry_run: bool) -> Sequence[Deleted]:
    """Carry out the retention rules of a service, or say what they would delete."""
    return with_database(
        service, lambda database: run_once(database, service.all_rules, datetime.now(UTC), dry_run=dry_run)
    )


def erase_subject(service: Service, subject: UUID) -> None:
    """
    Erase a subject, write it down in the ledger and have the database write over it.

    Raises:
        NotErased: there is no such subject, it is erased, or there is no folder for the ledger.
    """
    folder, erase = settings_of(service).evidence, service.erase
    if folder is None or erase is None:
        raise NotErased("there is no folder of evidence for the ledger of erasures")
    ledger = Ledger(folder)

    async def work(database: Database) -> None:
        at = datetime.now(UTC)
        async with database.begin(at=at) as tx:
            if not await erase(tx, subject, at):
                raise NotErased("there is nobody of this id whose data is not erased")
            await record(tx, at=at, actor=OPERATOR, action="pupil.erased", target=f"pupil:{subject}")
            ledger.add(subject, at)
        if not await overwrite(database):
            raise NotErased("erased, but still in the write-ahead log: somebody is reading; run it again")

    with_database(service, work)


def _retention(service: Service) -> Callable[..., None]:
    def retention(
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted")] = False,
    ) -> None:
        """Delete what is due; runs by itself once a day."""
        for one in retain(service, dry_run=dry_run):
            typer.echo(json.dumps({"service": service.name, **asdict(one), "dry_run": dry_run}))

    return retention


def _processing_record(service: Service) -> Callable[..., None]:
    def processing_record_() -> None:
        """Print the record of processing activities (Art. 30 GDPR) in German, as the tables have it."""
        typer.echo(processing_record(service.title, service.metadata, service.all_rules), nl=False)

    return processing_record_


def _erase(service: Service) -> Callable[..., None]:
    def erase(subject: Annotated[UUID, typer.Argument(help="Id of the subject")]) -> None:
        """Erase all that is stored about one subject, for good."""
        try:
            erase_subject(service, subject)
        except NotErased as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None
        typer.echo(json.dumps({"service": service.name, "erased": str(subject)}))

    return erase
