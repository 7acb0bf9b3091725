"""Codes over HTTP: the school makes them, a pupil or a guardian uses one."""

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from placement import queries
from placement.api.slips import slips
from placement.commands import codes as commands
from placement.commands.codes import Audience, MadeCode
from placement.queries import codes as holders
from regio_chassis.access import Role
from regio_chassis.access.codes import written_code
from regio_chassis.formats import PDF, document, produces
from regio_chassis.web import (
    Audit,
    Body,
    Line,
    Now,
    Router,
    ScopeDep,
    Transaction,
    View,
    created,
    problems,
)
from regio_chassis.web.code_entry import CODE_ENTRY, CodeDoor, CodePage, CodeSecret

router = Router(prefix="", tags=["Codes"])


class CodeView(View):
    """A new code, shown this once: only its hash is stored."""

    id: UUID
    pupil_id: UUID
    guardian_id: UUID | None = Field(description="null: it is the pupil's own")
    code: str = Field(examples=["7K2M-QX4T-9WBD"])
    expires_at: datetime


class CodesView(View):
    """New codes to print, in the order of the pupils' ids."""

    items: list[CodeView]


class CodeFor(Body):
    """Whom it is for: the pupil, or one guardian."""

    guardian_id: UUID | None = None


class CodesFor(Body):
    """Whom they are for."""

    audience: Audience = Audience.PUPILS


class CodeBody(Body):
    """A code as it was typed: capitals or not, with or without hyphens."""

    code: Annotated[str, Line(40)] = Field(examples=["7K2M-QX4T-9WBD"])


class CodeSessionView(View):
    """Who one is now."""

    role: Role = Field(examples=["pupil"])
    pupil_id: UUID


FOR_PUPIL = CodeFor()
FOR_PUPILS = CodesFor()


def _view(made: MadeCode) -> CodeView:
    return CodeView.model_validate({**made.row.model_dump(), "code": written_code(made.code)})


def _once(response: Response) -> Response:
    response.headers["cache-control"] = "no-store"
    return response


@router.post(
    "/pupils/{id}/codes",
    operation_id="code.create",
    summary="Make a code",
    status_code=201,
    response_model=CodeView,
    responses=problems(401, 403, 404, 409, 422),
)
async def create_code(
    tx: Transaction, scope: ScopeDep, secret: CodeSecret, audit: Audit, now: Now, id: UUID, body: CodeFor = FOR_PUPIL
) -> Response:
    """A code for a pupil or one guardian, valid for 14 days, once; an earlier unused one no longer holds."""
    made = await commands.make(tx, scope, id, body.guardian_id, secret=secret, at=now)
    audit.note("code.made", f"pupil:{id}", until=made.row.expires_at)
    return _once(created(_view(made), 1, f"/api/v1/pupils/{id}"))


@router.post(
    "/cohorts/{id}/codes",
    operation_id="code.create_for_cohort",
    summary="Make the codes of a class",
    status_code=201,
    response_model=CodesView,
    responses=problems(401, 403, 404, 409, 422),
)
async def create_codes(
    tx: Transaction,
    scope: ScopeDep,
    secret: CodeSecret,
    audit: Audit,
    now: Now,
    id: UUID,
    body: CodesFor = FOR_PUPILS,
) -> Response:
    """A code for every pupil of a class, or every guardian, to be printed and handed out."""
    made = await commands.make_for_cohort(tx, scope, id, body.audience, secret=secret, at=now)
    for one in made:
        audit.note("code.made", f"pupil:{one.row.pupil_id}", until=one.row.expires_at)
    return _once(created(CodesView(items=[_view(one) for one in made]), 1, f"/api/v1/cohorts/{id}"))


_PRINTS = produces(PDF)
_PRINTS["responses"] |= problems(401, 403, 404, 409, 422)


@router.post(
    "/cohorts/{id}/code-slips.pdf",
    operation_id="code.print_for_cohort",
    summary="Make and print the codes of a class",
    **_PRINTS,
)
async def print_codes(
    tx: Transaction,
    scope: ScopeDep,
    secret: CodeSecret,
    code_page: CodePage,
    audit: Audit,
    now: Now,
    id: UUID,
    body: CodesFor = FOR_PUPILS,
) -> Response:
    """New codes for every pupil of a class, or every guardian, one slip each, by name; earlier unused ones are void."""
    cohort = await queries.cohort(tx, scope, id)
    made = await commands.make_for_cohort(tx, scope, id, body.audience, secret=secret, at=now)
    for one in made:
        audit.note("code.made", f"pupil:{one.row.pupil_id}", until=one.row.expires_at)
    pupils = await holders.pupils_of_class(tx, scope, id)
    guardians = await holders.guardians_of_class(tx, scope, id)
    printed = await asyncio.to_thread(slips, made, pupils, guardians, cohort=cohort.name, page=code_page)
    return _once(document(printed, PDF, filename="codes.pdf", attached=True))


@router.post(
    "/code-sessions",
    operation_id="code.use",
    summary="Use a code",
    status_code=201,
    response_model=CodeSessionView,
    responses=problems(410, 422, 429),
    dependencies=[CODE_ENTRY],
)
async def use_code(
    tx: Transaction, secret: CodeSecret, door: CodeDoor, audit: Audit, now: Now, body: CodeBody
) -> Response:
    """
    Exchange a code for a session, which the browser gets as a cookie; the code is used up.

    A wrong, used or old code is 410, always with the same words. Five wrong ones an hour from one address.
    """
    row = await commands.use(tx, body.code, secret=secret, at=now)
    answer = CodeSessionView(role=commands.role(row), pupil_id=row.pupil_id)
    response = _once(created(answer, 1, f"/api/v1/pupils/{row.pupil_id}"))
    await door.open(tx, commands.identity(row), response, at=now)
    audit.note("code.used", f"pupil:{row.pupil_id}")
    return response
