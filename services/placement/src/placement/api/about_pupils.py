"""What the answers about pupils have in common: a company sees first name and initial, school, dates, and no more."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import Field
from sqlalchemy.engine import RowMapping

from placement import access
from regio_chassis.access import Scope
from regio_chassis.web import View

Found = Mapping[str, Any] | RowMapping
"""A row as a query found it, by column."""
V = TypeVar("V", bound=View)
W = TypeVar("W", bound=View)


class ForCompany(View):
    """Who it is about, as far as a company may know."""

    name: str = Field(description="First name and initial", examples=["Mia M."])
    school_name: str = Field(examples=["Lessingschule Nordhausen"])
    school_phone: str | None


class ForSchool(View):
    """Who it is about, for school, pupil and guardians."""

    pupil_id: str
    company_name: str = Field(examples=["Tischlerei Hainleite"])


def shaped(scope: Scope, row: Found, full: type[V], least: type[W], **more: Any) -> V | W:
    """A row as this caller may see it."""
    known = {**row, **more, "name": f"{row['given_name']} {row['initial']}.", "pupil_id": str(row["pupil_id"])}
    if access.is_company_only(scope, school_key=row["school_key"], pupil_id=row["pupil_id"]):
        return least.model_validate(known)
    return full.model_validate(known)
