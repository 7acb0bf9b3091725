"""The steps of a company's life over HTTP."""

from uuid import UUID

from starlette.responses import Response

from placement import queries
from placement.api.companies import CompanyFullView, NotesView, NoteView, view
from placement.api.inputs import ReasonBody
from placement.commands import companies as commands
from regio_chassis.web import Body, Day, IfMatch, Now, Router, ScopeDep, Transaction, Verbs, item, problems

router = Router(prefix="/companies", tags=["Companies"])


class DayBody(Body):
    """On which practice day the tutor is there."""

    day: Day


verb = Verbs(router, "company", CompanyFullView)


@verb("approve", "Approve a company")
async def approve_company(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """The company may offer places, under its public name."""
    company = await commands.approve(tx, scope, id, expected=version)
    return item(view(scope, company), company.version)


@verb("suspend", "Suspend a company")
async def suspend_company(tx: Transaction, scope: ScopeDep, id: UUID, body: ReasonBody, version: IfMatch) -> Response:
    """The company may not offer places for the time being; the reason stays with company and service centre."""
    company = await commands.suspend(tx, scope, id, reason=body.reason, expected=version)
    return item(view(scope, company), company.version)


@verb("reinstate", "Reinstate a company")
async def reinstate_company(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """A suspended company may offer places again."""
    company = await commands.reinstate(tx, scope, id, expected=version)
    return item(view(scope, company), company.version)


@verb("leave", "Let a company leave")
async def leave_company(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """The company takes part no longer; its public offers are withdrawn."""
    company = await commands.leave(tx, scope, id, expected=version)
    return item(view(scope, company), company.version)


@router.post(
    "/{id}/notes/{offer_id}/confirm",
    operation_id="company.confirm_day",
    summary="Confirm a practice day",
    response_model=NotesView,
    responses=problems(401, 403, 404, 422),
)
async def confirm_day(tx: Transaction, scope: ScopeDep, now: Now, id: UUID, offer_id: UUID, body: DayBody) -> Response:
    """The tutor is there although the business does something in the campaign then; the answer is what is left."""
    await commands.confirm_day(tx, scope, id, offer_id, body.day, at=now)
    notes = await queries.notes(tx, scope, id)
    return item(NotesView(items=[NoteView.model_validate(note) for note in notes]), 1)
