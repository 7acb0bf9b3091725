"""
The free days of Thuringia. Nothing else imports the library ``holidays``.

Sources: public holidays ThürFGtG § 2 (Weltkindertag since 2019; Fronleichnam only in towns that have it), school
holidays as decreed by the education ministers, both as published by ``holidays``. The library gives school holidays
year by year and is silent where it knows none; here that is an error.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from holidays import country_holidays

from placement.domain.errors import CalendarNotCovered


@cache
def public_holidays(year: int) -> Mapping[date, str]:
    """Days that are free everywhere in Thuringia, with their German names."""
    return _of("public", year)


@cache
def corpus_christi(year: int) -> Mapping[date, str]:
    """Fronleichnam: free only in the Eichsfeld and some other Catholic places. Source: ThürFGtG § 2(2)."""
    return _of("catholic", year)


@cache
def school_holidays(year: int) -> Mapping[date, str]:
    """
    Days of the year without school, with the German name of the holidays.

    Raises:
        CalendarNotCovered: nothing is published for the year.
    """
    days = _of("school", year)
    if not days:
        raise CalendarNotCovered(f"No school holidays are known for {year}; they are known until {covered_until()}.")
    return days


@cache
def covered_until() -> date:
    """The last day for which school holidays are known: the end of the last published holidays."""
    last = date(2022, 12, 31)
    while days := _of("school", last.year + 1):
        last = max(days)
    return last


def insist_on_coverage(last: date) -> None:
    """
    Refuse a time that ends after the last known school holidays.

    Raises:
        CalendarNotCovered: it does.
    """
    if last > covered_until():
        raise CalendarNotCovered(f"School holidays are known until {covered_until()} only.")


@cache
def breaks(year: int, name: str) -> tuple[date, date]:
    """First and last day of the holidays called ``name`` ("Winterferien") in the year."""
    days = sorted(day for day, called in school_holidays(year).items() if name in called)
    if not days:
        raise CalendarNotCovered(f"No {name} are known for {year}.")
    return days[0], days[-1]


@cache
def phases_between_breaks(year: int) -> tuple[tuple[date, date], ...]:
    """
    The four phases from the winter holidays of ``year`` to those of the next: the school days between the holidays.

    Source: phases run "zwischen den Ferien"; the pilot's phases 21.02.2022 to 10.02.2023 came out of this rule.
    """
    names = ("Winterferien", "Oster", "Sommerferien", "Herbstferien")
    stops = [*(breaks(year, name) for name in names), breaks(year + 1, "Winterferien")]
    return tuple(
        (_school_day(before[1] + timedelta(1), 1), _school_day(after[0] - timedelta(1), -1))
        for before, after in pairwise(stops)
    )


def _school_day(day: date, step: int) -> date:
    while day.isoweekday() > 5 or day in public_holidays(day.year):
        day += timedelta(step)
    return day


def _of(category: str, year: int) -> Mapping[date, str]:
    return dict(country_holidays("DE", subdiv="TH", categories=(category,), years=year, language="de"))
