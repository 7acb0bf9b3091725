"""The service centre looks at one pupil, for a reason, for an hour, and the school is told."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from placement.domain.base import Keep, Row, kept
from placement.domain.errors import BreakGlassOfAnother, BreakGlassOver
from regio_chassis.data_classes import DataClass
from regio_chassis.rows import EnumText, UtcDateTime, new_id

LASTS = timedelta(hours=1)


class Reason(StrEnum):
    """Why the service centre needs to know who a pupil is."""

    EMERGENCY = "emergency"
    SAFEGUARDING = "safeguarding"
    ACCIDENT = "accident"
    COMPLAINT = "complaint"
    LEGAL_REQUEST = "legal-request"
    SUPPORT = "support"


class BreakGlass(Row, table=True):
    """One look: who, at whom, why, until when. ``explanation`` is shown to the school, and stands nowhere else."""

    __tablename__: ClassVar[str] = "break_glass"

    id: UUID = kept(DataClass.MINOR, Keep.BREAK_GLASS, default_factory=new_id, primary_key=True)
    pupil_id: UUID = kept(DataClass.MINOR, Keep.BREAK_GLASS, foreign_key="pupil.id", index=True)
    school_key: str = kept(DataClass.MINOR, Keep.BREAK_GLASS, max_length=60, index=True)
    opened_by: str = kept(DataClass.PERSON, Keep.BREAK_GLASS, max_length=520)
    reason: Reason = kept(DataClass.MINOR, Keep.BREAK_GLASS, type_=EnumText(Reason))
    explanation: str = kept(DataClass.MINOR, Keep.BREAK_GLASS, max_length=500)
    opened_at: datetime = kept(DataClass.MINOR, Keep.BREAK_GLASS, type_=UtcDateTime, index=True)
    until: datetime = kept(DataClass.MINOR, Keep.BREAK_GLASS, type_=UtcDateTime)
    version: int = kept(DataClass.MINOR, Keep.BREAK_GLASS, default=1)

    def close(self, by: str, at: datetime) -> None:
        """
        End before the hour is over.

        Raises:
            BreakGlassOfAnother: somebody else opened it.
            BreakGlassOver: it has ended.
        """
        self.insist_on_open(by, at)
        self.until = at

    def insist_on_open(self, by: str, at: datetime) -> None:
        """
        Refuse to show anything to anybody but who opened it, and after the end.

        Raises:
            BreakGlassOfAnother: somebody else opened it.
            BreakGlassOver: it has ended.
        """
        if self.opened_by != by:
            raise BreakGlassOfAnother
        if self.until <= at:
            raise BreakGlassOver(f"It ended at {self.until.isoformat()}.")
