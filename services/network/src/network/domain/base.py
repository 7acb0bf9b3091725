"""The base of this service's tables, and the calendar they share."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import MetaData
from sqlalchemy.orm import registry

from regio_chassis import rows
from regio_chassis.rows import NAMING, Stateful

BERLIN = ZoneInfo("Europe/Berlin")


class Row(rows.Row, registry=registry()):
    """Base of every table of this service."""

    metadata = MetaData(naming_convention=NAMING)


class Living(Stateful):
    """A row with a life whose steps have rules of their own."""

    status: StrEnum

    def _check(self, verb: str) -> None:
        """Raise TransitionRefused unless ``verb`` is allowed now; a wrong status is told before a broken rule."""
        before = self.status
        self._step(verb)
        self.status = before


def local_day(moment: datetime) -> date:
    """The calendar day in Europe/Berlin, by which invitations, memberships and deadlines count."""
    return moment.astimezone(BERLIN).date()


def day_ends(day: date) -> datetime:
    """The first moment after ``day`` in Europe/Berlin."""
    return datetime.combine(day + timedelta(days=1), time(), BERLIN)
