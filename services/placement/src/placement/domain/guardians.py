"""Those who have custody of a pupil and agree on the pupil's behalf."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from placement.domain.base import Row, guardian
from regio_chassis.rows import EnumText, new_id


class Relation(StrEnum):
    """What a guardian is to the pupil."""

    PARENT = "parent"
    LEGAL_GUARDIAN = "legal_guardian"
    INSTITUTION = "institution"


class Guardian(Row, table=True):
    """A guardian of one pupil, without a name; a guardian of two pupils is two rows."""

    __tablename__: ClassVar[str] = "guardian"

    id: UUID = guardian(default_factory=new_id, primary_key=True)
    pupil_id: UUID = guardian(foreign_key="pupil.id", index=True)
    relation: Relation = guardian(type_=EnumText(Relation), default=Relation.PARENT)
    version: int = guardian(default=1)


class GuardianPerson(Row, table=True):
    """Who a guardian is: for the school and the guardian, not for the pupil's other guardian."""

    __tablename__: ClassVar[str] = "guardian_person"

    guardian_id: UUID = guardian(primary_key=True, foreign_key="guardian.id")
    given_name: str = guardian(max_length=100)
    family_name: str = guardian(max_length=100)
    phone: str | None = guardian(default=None, max_length=60)
    mail: str | None = guardian(default=None, max_length=200)
    street: str | None = guardian(default=None, max_length=200)
    postcode: str | None = guardian(default=None, max_length=5)
    town: str | None = guardian(default=None, max_length=120)
    source: str | None = guardian(default=None, max_length=200)
