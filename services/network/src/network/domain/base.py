"""The base of this service's tables, and the calendar they share."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import MetaData
from sqlalchemy.orm import registry

from regio_chassis import rows
from regio_chassis.rows import NAMING

BERLIN = ZoneInfo("Europe/Berlin")


class Row(rows.Row, registry=registry()):
    """Base of every table of this service."""

    metadata = MetaData(naming_convention=NAMING)


def local_day(moment: datetime) -> date:
    """The calendar day in Europe/Berlin, by which invitations, memberships and deadlines count."""
    return moment.astimezone(BERLIN).date()


def day_ends(day: date) -> datetime:
    """The first moment after ``day`` in Europe/Berlin."""
    return datetime.combine(day + timedelta(days=1), time(), BERLIN)
