"""What others do that touches a town's action windows."""

from collections.abc import Sequence
from datetime import date, datetime, time

from campaign.domain.base import BERLIN
from regio_events import Window


def windows_during(windows: Sequence[Window], starts_at: datetime, ends_at: datetime) -> list[Window]:
    """Windows that overlap with the time from ``starts_at`` to ``ends_at``."""
    return [window for window in windows if _at(window.day, window.opens) < ends_at and starts_at < _closing(window)]


def windows_between(windows: Sequence[Window], first: date | None, last: date | None) -> list[Window]:
    """Windows on the days from ``first`` to ``last``, both included; None: not fixed, so any."""
    return [window for window in windows if (first or date.min) <= window.day <= (last or date.max)]


def _closing(window: Window) -> datetime:
    return _at(window.day, window.closes)


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, BERLIN)
