"""Guardians over HTTP, for the pupil's school."""

from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from placement import queries
from placement.api.inputs import unchanged
from placement.api.pupil_views import GuardianView, guardian_view
from placement.api.pupils import AddressBody, PersonName
from placement.commands import pupils as commands
from placement.domain.guardians import Relation
from regio_chassis.web import IfMatch, ReadingDep, Router, ScopeDep, Transaction, View, created, item, problems

router = Router(prefix="/pupils/{pupil_id}/guardians", tags=["Pupils"])


class GuardiansView(View):
    """All guardians of a pupil."""

    items: list[GuardianView]


class GuardianBody(AddressBody):
    """A new guardian."""

    relation: Relation = Relation.PARENT
    given_name: PersonName = Field(examples=["Karin"])
    family_name: PersonName = Field(examples=["Beispiel"])


class GuardianChange(AddressBody):
    """What to correct about a guardian."""

    relation: Relation = unchanged()
    given_name: PersonName = unchanged()
    family_name: PersonName = unchanged()


@router.get(
    "",
    operation_id="guardian.list",
    summary="List the guardians of a pupil",
    response_model=GuardiansView,
    responses=problems(401, 403, 404, 422),
)
async def list_guardians(reading: ReadingDep, scope: ScopeDep, pupil_id: UUID) -> Response:
    """The guardians of one pupil of the own school."""
    found = await queries.guardians_of(reading, scope, pupil_id)
    return item(GuardiansView(items=[guardian_view(one) for one in found]), len(found))


@router.post(
    "",
    operation_id="guardian.create",
    summary="Add a guardian",
    status_code=201,
    response_model=GuardianView,
    responses=problems(401, 403, 404, 409, 422),
)
async def create_guardian(tx: Transaction, scope: ScopeDep, pupil_id: UUID, body: GuardianBody) -> Response:
    """Somebody has custody of a pupil."""
    person = body.model_dump(exclude={"relation"})
    known = await commands.add_guardian(tx, scope, pupil_id, body.relation, person)
    location = f"/api/v1/pupils/{pupil_id}/guardians/{known.guardian.id}"
    return created(guardian_view(known), known.guardian.version, location)


@router.patch(
    "/{id}",
    operation_id="guardian.change",
    summary="Correct a guardian",
    response_model=GuardianView,
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def change_guardian(
    tx: Transaction, scope: ScopeDep, pupil_id: UUID, id: UUID, body: GuardianChange, version: IfMatch
) -> Response:
    """Correct what is stored about a guardian."""
    values = body.model_dump(exclude_unset=True)
    known = await commands.change_guardian(tx, scope, pupil_id, id, values, expected=version)
    return item(guardian_view(known), known.guardian.version)


@router.delete(
    "/{id}",
    operation_id="guardian.remove",
    summary="Remove a guardian",
    status_code=204,
    responses=problems(401, 403, 404, 412, 428),
)
async def remove_guardian(tx: Transaction, scope: ScopeDep, pupil_id: UUID, id: UUID, version: IfMatch) -> Response:
    """Somebody has custody no longer; what is stored about them is deleted."""
    await commands.remove_guardian(tx, scope, pupil_id, id, expected=version)
    return Response(None, 204)
