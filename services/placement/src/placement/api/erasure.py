"""What the school does on request of a pupil or a guardian: everything out, or everything gone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from placement import queries
from placement.commands import erasure as commands
from placement.domain.errors import NoEvidence
from placement.domain.pupils import PupilStatus
from regio_chassis.access import Scope
from regio_chassis.database import Reading
from regio_chassis.erasures import Ledger, overwrite
from regio_chassis.web import (
    AfterCommit,
    Audit,
    IfMatch,
    Now,
    ReadingDep,
    Router,
    ScopeDep,
    Transaction,
    View,
    item,
    problems,
)
from regio_chassis.web.exchange import edge_of

router = Router(prefix="/pupils/{id}", tags=["Pupils"])


class EverythingView(View):
    """All that is stored about one pupil, by table; of what is secret only the name."""

    pupil_id: UUID
    records: Mapping[str, Sequence[Mapping[str, Any]]]
    audit: Sequence[Mapping[str, Any]]
    withheld: Sequence[str]


class ErasedView(View):
    """What is left of an erased pupil."""

    id: UUID
    status: PupilStatus
    erased_at: datetime
    version: int


def _ledger(request: Request) -> Ledger:
    folder = request.app.state.running.settings.evidence
    if folder is None:
        raise NoEvidence
    return Ledger(folder)


def _overwriting(request: Request) -> partial[Any]:
    return partial(overwrite, edge_of(request).database)


ErasureLedger = Annotated[Ledger, Depends(_ledger)]
Overwriting = Annotated[partial[Any], Depends(_overwriting)]


async def everything_view(reading: Reading, scope: Scope, id: UUID) -> EverythingView:
    """The access export of a pupil."""
    found = await queries.everything(reading, scope, id)
    return EverythingView(pupil_id=id, records=found.records, audit=found.audit, withheld=found.withheld)


@router.get(
    "/export",
    operation_id="pupil.export",
    summary="Export all about a pupil",
    response_model=EverythingView,
    responses=problems(401, 403, 404, 422),
)
async def export(reading: ReadingDep, scope: ScopeDep, audit: Audit, id: UUID) -> Response:
    """All that is stored about a pupil of the own school, for the pupil and the guardians (Art. 15 GDPR)."""
    found = await everything_view(reading, scope, id)
    audit.note("pupil.exported", f"pupil:{id}")
    return item(found, 1)


@router.post(
    "/erase",
    operation_id="pupil.erase",
    summary="Erase a pupil",
    response_model=ErasedView,
    responses=problems(401, 403, 404, 409, 412, 503),
)
async def erase(
    tx: Transaction,
    scope: ScopeDep,
    ledger: ErasureLedger,
    overwriting: Overwriting,
    after: AfterCommit,
    audit: Audit,
    now: Now,
    id: UUID,
    version: IfMatch,
) -> Response:
    """Erase all that is stored about a pupil, for good: a backup that is put back later erases it again (Art. 17)."""
    pupil = await commands.erase(tx, scope, id, ledger=ledger, expected=version, at=now)
    audit.note("pupil.erased", f"pupil:{id}")
    after.append(overwriting)
    return item(ErasedView.model_validate(pupil), pupil.version)
