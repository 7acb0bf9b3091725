"""Agreements over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlmodel import col
from starlette.responses import Response

from placement import access
from placement.api.about_pupils import ForCompany, ForSchool, Found, shaped
from placement.api.inputs import HoursBody
from placement.api.offer_views import HoursView
from placement.commands import agreements as commands
from placement.domain.agreements import Agreement, AgreementStatus, Method, Signature, Signer, Terms
from placement.queries import placements as queries
from regio_chassis.access import Scope, scope_for
from regio_chassis.database import Reading
from regio_chassis.web import (
    Body,
    Caller,
    Day,
    IfMatch,
    Line,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Text,
    Transaction,
    Verbs,
    View,
    item,
    page,
    problems,
)

router = Router(prefix="/agreements", tags=["Agreements"])


class TermsView(View):
    """What is agreed."""

    tutor: str
    tasks: str
    hours: HoursView
    first_day: date
    last_day: date


class SignatureView(View):
    """One signature."""

    role: Signer
    method: Method
    signed_on: date


class _Version(View):
    id: UUID
    placement_id: UUID
    number: int = Field(description="Versions count from 1")
    terms: TermsView
    rule_set: str = Field(description="Rules by which the hours were checked", examples=["jarbschg-2022"])
    signers: list[Signer] = Field(description="Who has to sign this version")
    signatures: list[SignatureView]
    status: AgreementStatus
    active_from: date | None
    ended_on: date | None
    version: int


class AgreementView(_Version, ForSchool):
    """A version as school, pupil and guardians see it."""

    end_reason: str | None


class CompanyAgreementView(_Version, ForCompany):
    """A version as the company sees it."""


class TermsBody(Body):
    """What is agreed."""

    tutor: Annotated[str, Line(200)] = Field(examples=["Frau Beispiel"])
    tasks: Annotated[str, Text(2000)] = Field(examples=["Holz auswählen, messen, schleifen"])
    hours: HoursBody
    first_day: Day
    last_day: Day

    def terms(self) -> Terms:
        """As the rules know it."""
        return Terms(
            tutor=self.tutor,
            tasks=self.tasks,
            hours=self.hours.day(),
            first_day=self.first_day,
            last_day=self.last_day,
        )


class SignBody(Body):
    """As what the caller signs."""

    role: Signer


class PaperBody(Body):
    """Whose signature stands on paper, and from which day."""

    role: Signer
    signed_on: Day


Either = AgreementView | CompanyAgreementView


def view(scope: Scope, row: Found, signatures: list[Signature]) -> Either:
    """A version as this caller may see it."""
    return shaped(scope, row, AgreementView, CompanyAgreementView, signatures=signatures)


async def _answer(reading: Reading, scope: Scope, id: UUID) -> Response:
    row = await queries.shown(reading, scope, Agreement, id)
    return item(view(scope, row, list(await queries.signatures_of(reading, id))), row["version"])


class ListedView(View):
    """A version in a list, without its terms."""

    id: UUID
    placement_id: UUID
    number: int
    status: AgreementStatus
    signers: list[Signer]
    active_from: date | None
    version: int


@router.get(
    "",
    operation_id="agreement.list",
    summary="List agreements",
    response_model=Page[ListedView],
    responses=problems(401, 403, 422),
)
async def list_agreements(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    placement: UUID | None = None,
    status: AgreementStatus | None = None,
) -> Response:
    """All versions, of one placement or of all in reach."""
    return await page(
        reading,
        queries.listed(scope, Agreement, placement=placement, status=status),
        paging=paging,
        orderings={"number": [col(Agreement.number)], "status": [col(Agreement.status)]},
        view=ListedView.model_validate,
    )


@router.get(
    "/{id}",
    operation_id="agreement.get",
    summary="Get a version of an agreement",
    response_model=Either,
    responses=problems(401, 403, 404, 422),
)
async def get_agreement(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One version, with the rule set it was checked by and its signatures."""
    return await _answer(reading, scope, id)


verb = Verbs(router, "agreement", Either)


@verb("complete", "Complete the draft")
async def complete_agreement(
    tx: Transaction, scope: ScopeDep, now: Now, id: UUID, body: TermsBody, version: IfMatch
) -> Response:
    """The company says what is agreed; from now on it can be signed."""
    await commands.complete(tx, scope, id, body.terms(), expected=version, at=now)
    return await _answer(tx, scope, id)


@router.post(
    "/{id}/amend",
    operation_id="agreement.amend",
    summary="Make a new version",
    status_code=201,
    response_model=Either,
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def amend_agreement(
    tx: Transaction, scope: ScopeDep, now: Now, id: UUID, body: TermsBody, version: IfMatch
) -> Response:
    """Signatures begin anew; if the tutor alone is another person, the pupil need not sign."""
    made = await commands.amend(tx, scope, id, body.terms(), expected=version, at=now)
    row = await queries.shown(tx, scope, Agreement, made.id)
    return item(view(scope, row, []), made.version, status=201, location=f"/api/v1/agreements/{made.id}")


@verb("sign", "Sign")
async def sign_agreement(
    tx: Transaction, scope: ScopeDep, caller: Caller, now: Now, id: UUID, body: SignBody, version: IfMatch
) -> Response:
    """As company, guardian, pupil or school; the caller must be that."""
    own = scope_for(access.SIGNING, body.role, caller)
    await commands.sign(tx, own, id, body.role, expected=version, at=now)
    return await _answer(tx, scope, id)


@verb("record-paper", "Record a signature on paper", view=AgreementView)
async def record_paper(
    tx: Transaction, scope: ScopeDep, now: Now, id: UUID, body: PaperBody, version: IfMatch
) -> Response:
    """The school has the paper."""
    await commands.record_paper(tx, scope, id, body.role, body.signed_on, expected=version, at=now)
    return await _answer(tx, scope, id)


@verb("countersign", "Put an agreement into force", view=AgreementView)
async def countersign_agreement(tx: Transaction, scope: ScopeDep, now: Now, id: UUID, version: IfMatch) -> Response:
    """The version before ends, and the practice days are made."""
    await commands.countersign(tx, scope, id, expected=version, at=now)
    return await _answer(tx, scope, id)
