"""Businesses out of a table that a town or the chamber keeps."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import Field
from starlette.responses import Response

from campaign.access import speaks_for_town
from campaign.api.columns import KNOWN_HEADINGS, NEEDED_HEADINGS, facts_of
from campaign.commands.importing import import_businesses
from campaign.domain import BusinessStatus
from campaign.queries.exchange import town_names
from regio_chassis.access import Scope
from regio_chassis.errors import Fault
from regio_chassis.formats import ReadTable, all_of, missing_columns, read_table
from regio_chassis.search import searchable
from regio_chassis.web import TAKES_TABLE, Router, ScopeDep, TableUpload, Transaction, Upload, View, problems

router = Router(prefix="/businesses", tags=["Businesses"])

_MANY_FAULTS = 100


class DuplicateView(View):
    """A line that is not taken over, because the business is there already."""

    line: int = Field(description="As a spreadsheet counts")
    business_id: UUID | None = Field(description="The stored business")
    status: BusinessStatus | None
    of_line: int | None = Field(description="The earlier line of the same file")


class ImportView(View):
    """What an import did, or with ``dry_run`` would do."""

    dry_run: bool
    encoding: str = Field(description="cp1252: a CSV file that is not UTF-8; look at the umlauts of `sample`")
    lines: int
    new: int
    duplicates: tuple[DuplicateView, ...]
    sample: tuple[str, ...] = Field(description="Names of the first lines, as they were understood")


@router.post(
    "/import",
    operation_id="business.import",
    response_model=ImportView,
    responses=problems(401, 403, 409, 413, 415, 422),
    openapi_extra=TAKES_TABLE,
)
async def import_table(
    tx: Transaction,
    scope: ScopeDep,
    upload: TableUpload,
    dry_run: Annotated[bool, Query(description="Only check and show what would happen")] = True,
) -> Response:
    """
    Register the businesses of a CSV or XLSX file, all of them or none, each once however often it is sent.

    Columns: Name, Art, Branche, Stadt, Straße, PLZ; if you like Öffnungszeiten, Barrierefreiheit, Beschreibung,
    Internet, Breite, Länge, W-IdNr, Praxisplätze, Kontakt, E-Mail, Telefon. Faults come by line and column.
    """
    towns = await _towns(tx, scope)
    table, lines = await asyncio.to_thread(_understood, upload, towns)
    done = await import_businesses(tx, scope, lines, dry_run=dry_run)
    view = ImportView(
        dry_run=dry_run,
        encoding=table.encoding,
        lines=len(lines),
        new=done.new,
        duplicates=tuple(
            DuplicateView(line=d.line, business_id=d.business_id, status=d.status, of_line=d.of_line)
            for d in done.duplicates
        ),
        sample=tuple(facts["public_name"] for _, facts in lines[:5]),
    )
    return Response(view.__pydantic_serializer__.to_json(view), 200, media_type="application/json")


async def _towns(tx: Transaction, scope: Scope) -> Mapping[str, str]:
    """Keys of the towns that the caller speaks for, by what people call them."""
    named = await town_names(tx, Scope.PUBLIC)
    own = {key: name for key, name in named.items() if speaks_for_town(scope, key)}
    return {searchable(name): key for key, name in own.items()} | {searchable(key): key for key in own}


def _understood(upload: Upload, towns: Mapping[str, str]) -> tuple[ReadTable, list[tuple[int, dict[str, Any]]]]:
    """
    The lines of the file.

    Raises:
        FileRefused: with everything that is wrong with its columns or, if those are right, its cells.
    """
    table = read_table(upload.data, upload.name)
    if faults := missing_columns(table, NEEDED_HEADINGS, KNOWN_HEADINGS):
        raise all_of(faults)
    lines: list[tuple[int, dict[str, Any]]] = []
    found: list[Fault] = []
    for line in table.lines:
        facts = facts_of(line, towns)
        if isinstance(facts, dict):
            lines.append((line.number, facts))
        else:
            found += facts
            if len(found) > _MANY_FAULTS:
                break
    if found:
        raise all_of(found)
    return table, lines
