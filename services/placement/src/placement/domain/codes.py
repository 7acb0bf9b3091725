"""Codes by which a school lets a pupil or a guardian in: handed out on paper, used once, for a fortnight."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from placement.domain.base import Keep, Row, kept
from placement.domain.errors import CodeNotValid
from regio_chassis.data_classes import DataClass
from regio_chassis.rows import UtcDateTime, new_id

VALID = timedelta(days=14)
"""From the day the school makes it. Source: the programme's data protection concept; OWASP ASVS 5.0, 6.6.2."""


class AccessCode(Row, table=True):
    """
    One code for one pupil, or one guardian of one pupil; only its keyed hash is stored.

    The id names the session that it opens.
    """

    __tablename__: ClassVar[str] = "access_code"

    id: UUID = kept(DataClass.MINOR, Keep.CODE, default_factory=new_id, primary_key=True)
    pupil_id: UUID = kept(DataClass.MINOR, Keep.CODE, foreign_key="pupil.id", index=True)
    guardian_id: UUID | None = kept(DataClass.PERSON, Keep.CODE, default=None, foreign_key="guardian.id", index=True)
    code_hash: str = kept(DataClass.SECRET, Keep.CODE, max_length=64, unique=True)
    made_at: datetime = kept(DataClass.MINOR, Keep.CODE, type_=UtcDateTime)
    expires_at: datetime = kept(DataClass.MINOR, Keep.CODE, type_=UtcDateTime, index=True)
    used_at: datetime | None = kept(DataClass.MINOR, Keep.CODE, type_=UtcDateTime, default=None)

    def use(self, at: datetime) -> None:
        """
        Be used up.

        Raises:
            CodeNotValid: it was used before, or its time is over; the refusal does not say which.
        """
        if self.used_at is not None or self.expires_at <= at:
            raise CodeNotValid
        self.used_at = at
