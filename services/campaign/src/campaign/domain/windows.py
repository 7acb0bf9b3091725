"""Action windows: the hours of single days on which a town's businesses take part together."""

from collections.abc import Sequence
from itertools import pairwise

from regio_chassis.errors import Invalid
from regio_events import OfferDate, Window


def within(held: OfferDate, windows: Sequence[Window]) -> bool:
    """Whether a date lies in one of the windows as a whole."""
    return any(
        held.day == window.day and window.opens <= held.starts < held.ends <= window.closes for window in windows
    )


def in_order(windows: Sequence[Window], *, year: int) -> tuple[Window, ...]:
    """
    The windows by time.

    Raises:
        Invalid: one lies outside ``year``, or two overlap.
    """
    for index, window in enumerate(windows):
        if window.day.year != year:
            raise Invalid(f"an action window of the edition lies in {year}", pointer=f"/windows/{index}/day")
    ordered = tuple(sorted(windows, key=by_time))
    for earlier, later in pairwise(ordered):
        if earlier.day == later.day and later.opens < earlier.closes:
            raise Invalid(f"two windows overlap on {later.day:%d.%m.%Y}", pointer="/windows")
    return ordered


def by_time(window: Window) -> tuple[object, ...]:
    """What windows are put in order by."""
    return (window.day, window.opens)
