"""What is shown of a pupil, to whom."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field

from placement import access
from placement.domain.errors import PupilErased
from placement.domain.guardians import Relation
from placement.domain.pupils import PupilStatus
from placement.queries.pupils import Known, KnownGuardian
from regio_chassis.access import Scope
from regio_chassis.web import View


class PupilView(View):
    """A pupil as the pupil and the guardians see it."""

    id: UUID
    school_key: str = Field(examples=["lessingschule-nordhausen"])
    school_year: str = Field(examples=["2026/27"])
    cohort: str = Field(examples=["8a"])
    status: PupilStatus
    given_name: str = Field(examples=["Mia"])
    family_name: str = Field(examples=["Beispiel"])
    born_on: date | None
    phone: str | None
    mail: str | None
    street: str | None
    postcode: str | None
    town: str | None
    version: int


class PupilFullView(PupilView):
    """A pupil as its school sees it."""

    cohort_id: UUID
    ref: str = Field(description="What the school writes on lists instead of a name", examples=["K7W2MQX"])
    left_on: date | None
    note: str | None = Field(description="The school's own note")
    source: str | None = Field(description="Says so where a pupil is invented")


class GuardianView(View):
    """A guardian as the school sees it."""

    id: UUID
    pupil_id: UUID
    relation: Relation
    given_name: str
    family_name: str
    phone: str | None
    mail: str | None
    street: str | None
    postcode: str | None
    town: str | None
    source: str | None
    version: int


def pupil_view(scope: Scope, known: Known) -> PupilView:
    """
    A pupil as this caller may see it.

    Raises:
        PupilErased: nothing is stored any more.
    """
    if known.person is None:
        raise PupilErased
    own = {"cohort": known.cohort.name, "school_year": known.cohort.school_year}
    return row_view(scope, {**known.person.model_dump(), **known.pupil.model_dump(), **own})


def row_view(scope: Scope, row: Mapping[str, Any]) -> PupilView:
    """The same of a row of the list."""
    full = access.sees_pupil_in_full(scope, row["school_key"])
    return (PupilFullView if full else PupilView).model_validate(row)


def guardian_view(known: KnownGuardian) -> GuardianView:
    """A guardian as the school sees it."""
    return GuardianView.model_validate({**known.person.model_dump(), **known.guardian.model_dump()})
