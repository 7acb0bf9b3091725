"""
The days on which shops in Thuringia stay closed. Nothing else imports the library ``holidays``.

Sources: ThürFGtG § 2 (Weltkindertag since 2019; Fronleichnam only in the places that have it), as published by
``holidays``.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

_SUNDAY = 7


@cache
def public_holidays(year: int) -> Mapping[date, str]:
    """Days that are free everywhere in Thuringia, with their German names."""
    return _of("public", year)


@cache
def corpus_christi(year: int) -> Mapping[date, str]:
    """Fronleichnam: free only in the Eichsfeld and some other Catholic places. Source: ThürFGtG § 2 (2)."""
    return _of("catholic", year)


def day_of_rest(day: date, *, catholic: bool) -> str | None:
    """What the day is called if it is a Sunday or a public holiday; ``catholic``: Fronleichnam is one there."""
    name = public_holidays(day.year).get(day)
    if name is None and catholic:
        name = corpus_christi(day.year).get(day)
    return name or ("Sonntag" if day.isoweekday() == _SUNDAY else None)


def good_friday(year: int) -> date:
    return next(day for day, name in public_holidays(year).items() if name == "Karfreitag")


def advent_sunday(number: int, year: int) -> date:
    """The first to fourth Sunday in Advent; the fourth is the last Sunday before 25 December."""
    christmas = date(year, 12, 25)
    fourth = christmas - timedelta(days=christmas.isoweekday())
    return fourth - timedelta(weeks=4 - number)


def _of(category: str, year: int) -> Mapping[date, str]:
    return dict(country_holidays("DE", subdiv="TH", categories=(category,), years=year, language="de"))
