"""Importing pupils over HTTP: a preview first, then all or nothing."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field
from starlette.responses import Response

from placement.api.inputs import SchoolYearKey
from placement.api.pupil_table import drafts_of
from placement.commands import pupil_import as commands
from placement.commands.pupil_import import Plan
from regio_chassis.errors import Fault
from regio_chassis.formats import read_table
from regio_chassis.formats.errors import all_of, at
from regio_chassis.web import ReadingDep, Router, ScopeDep, Slug, Transaction, View, item, problems
from regio_chassis.web.uploads import TAKES_TABLE, TableUpload

router = Router(prefix="/pupils/import", tags=["Pupils"])

SchoolField = Annotated[Slug, Query(description="Key of the own school", examples=["regelschule-am-wald"])]
YearField = Annotated[SchoolYearKey, Query(description="School year of the classes", examples=["2026/27"])]


class DuplicateView(View):
    """A line that says what another line, or a pupil of the school, says already: same name, same birth date."""

    line: int
    same_as_line: int | None
    pupil_id: UUID | None


class CellView(View):
    """What is wrong with one cell."""

    pointer: str = Field(description="`/<line>/<column>`, lines as a spreadsheet counts them", examples=["/7/plz"])
    code: str
    detail: str = Field(description="German, for the person who made the table; never what stands in the cell")


class ImportView(View):
    """What an import would do, or did."""

    encoding: str = Field(description="cp1252: the file was not UTF-8, look at the umlauts", examples=["utf-8"])
    lines: int
    pupils: int = Field(description="Pupils that are new")
    guardians: int
    new_cohorts: list[str] = Field(examples=[["8a", "8b"]])
    duplicates: list[DuplicateView]
    faults: list[CellView]


def _view(encoding: str, lines: int, plan: Plan, faults: list[Fault]) -> ImportView:
    return ImportView(
        encoding=encoding,
        lines=lines,
        pupils=len(plan.new),
        guardians=sum(len(draft.guardians) for draft in plan.new),
        new_cohorts=list(plan.new_cohorts),
        duplicates=[DuplicateView.model_validate(one) for one in plan.duplicates],
        faults=[CellView.model_validate(one) for one in faults],
    )


@router.post(
    "/preview",
    operation_id="pupil.import_preview",
    summary="Preview an import of pupils",
    response_model=ImportView,
    responses=problems(401, 403, 404, 413, 415, 422),
    openapi_extra=TAKES_TABLE,
)
async def preview(
    reading: ReadingDep, scope: ScopeDep, upload: TableUpload, school: SchoolField, school_year: YearField
) -> Response:
    """
    What an import of this table would do; nothing is stored.

    Columns: Klasse, Nachname, Vorname; Geburtsdatum, Telefon, E-Mail, Straße, PLZ, Ort; Sorge1 Nachname, Sorge1
    Vorname, Sorge1 Telefon, Sorge1 E-Mail, and the same with Sorge2.
    """
    table = read_table(upload.data, upload.name)
    drafts, faults = drafts_of(table)
    plan = await commands.plan(reading, scope, school, school_year, drafts)
    return item(_view(table.encoding, len(table.lines), plan, list(faults)), 1)


@router.post(
    "",
    operation_id="pupil.import",
    summary="Import pupils",
    response_model=ImportView,
    responses=problems(401, 403, 404, 413, 415, 422),
    openapi_extra=TAKES_TABLE,
)
async def import_pupils(
    tx: Transaction,
    scope: ScopeDep,
    upload: TableUpload,
    school: SchoolField,
    school_year: YearField,
    skip_duplicates: Annotated[bool, Query(description="Pass duplicates over instead of refusing the table")] = False,
) -> Response:
    """Take the table over, as a whole or, when a cell is not valid or a line is a duplicate, not at all."""
    table = read_table(upload.data, upload.name)
    drafts, faults = drafts_of(table)
    plan = await commands.plan(tx, scope, school, school_year, drafts)
    repeated = [at("duplicate", "Dieses Kind gibt es schon.", line=one.line) for one in plan.duplicates]
    if wrong := [*faults, *([] if skip_duplicates else repeated)]:
        raise all_of(wrong)
    await commands.carry_out(tx, plan)
    return item(_view(table.encoding, len(table.lines), plan, []), 1)
