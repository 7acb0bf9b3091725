"""Practice days against the oracle derived for the pilot year 21.02.2022 to 10.02.2023."""

from datetime import date

import pytest

from placement.domain import thuringia
from placement.domain.calendar import Dropped, Place, Reason, Side, practice_days
from placement.domain.errors import CalendarNotCovered

PILOT = [
    (date(2022, 2, 21), date(2022, 4, 8)),
    (date(2022, 4, 25), date(2022, 7, 15)),
    (date(2022, 8, 29), date(2022, 10, 14)),
    (date(2022, 11, 1), date(2023, 2, 10)),
]
NORDHAUSEN = Place(Side.SCHOOL, corpus_christi=False)
LEINEFELDE = Place(Side.SCHOOL, corpus_christi=True)
HEILIGENSTADT_SHOP = Place(Side.COMPANY, corpus_christi=True)


def _per_phase(weekday: int, *places: Place) -> list[int]:
    return [len(practice_days(weekday, first, last, places).days) for first, last in PILOT]


def _dropped(weekday: int, *places: Place) -> list[date]:
    return [drop.day for first, last in PILOT for drop in practice_days(weekday, first, last, places).dropped]


@pytest.mark.parametrize(
    ("weekday", "nordhausen", "leinefelde"),
    [
        (1, [7, 11, 6, 12], [7, 11, 6, 12]),
        (2, [7, 12, 6, 13], [7, 12, 6, 13]),
        (3, [7, 12, 7, 14], [7, 12, 7, 14]),
        (4, [7, 11, 7, 13], [7, 10, 7, 13]),
        (5, [7, 11, 7, 13], [7, 11, 7, 13]),
    ],
)
def test_each_phase_of_the_pilot_year_has_its_number_of_days(weekday, nordhausen, leinefelde):
    assert _per_phase(weekday, NORDHAUSEN) == nordhausen
    assert _per_phase(weekday, LEINEFELDE) == leinefelde


@pytest.mark.parametrize(
    ("weekday", "nordhausen", "leinefelde"), [(1, 36, 36), (2, 38, 38), (3, 40, 40), (4, 38, 37), (5, 38, 38)]
)
def test_the_pilot_year_has_its_number_of_days(weekday, nordhausen, leinefelde):
    assert sum(_per_phase(weekday, NORDHAUSEN)) == nordhausen
    assert sum(_per_phase(weekday, LEINEFELDE)) == leinefelde


@pytest.mark.parametrize(
    ("weekday", "dropped"),
    [
        (1, [date(2022, 6, 6), date(2022, 10, 3), date(2022, 12, 26), date(2023, 1, 2)]),
        (2, [date(2022, 9, 20), date(2022, 12, 27), date(2023, 1, 3)]),
        (3, [date(2022, 12, 28)]),
        (4, [date(2022, 5, 26), date(2022, 12, 22), date(2022, 12, 29)]),
        (5, [date(2022, 5, 27), date(2022, 12, 23), date(2022, 12, 30)]),
    ],
)
def test_the_dropped_days_are_the_holidays_on_that_weekday(weekday, dropped):
    assert _dropped(weekday, NORDHAUSEN) == dropped
    assert _dropped(weekday, LEINEFELDE) == sorted([*dropped, *([date(2022, 6, 16)] if weekday == 4 else [])])


def test_a_holiday_at_the_company_drops_the_day_for_a_pupil_of_a_school_without_it():
    first, last = PILOT[1]

    found = practice_days(4, first, last, [NORDHAUSEN, HEILIGENSTADT_SHOP])

    assert Dropped(date(2022, 6, 16), Reason.PUBLIC_HOLIDAY, Side.COMPANY, "Fronleichnam") in found.dropped
    assert len(found.days) == 10


def test_the_childrens_day_of_thuringia_is_named():
    first, last = PILOT[2]

    found = practice_days(2, first, last, [NORDHAUSEN])

    assert found.dropped == (Dropped(date(2022, 9, 20), Reason.PUBLIC_HOLIDAY, Side.SCHOOL, "Weltkindertag"),)


def test_movable_days_of_the_school_and_closed_days_of_the_company_are_dropped():
    first, last = PILOT[0]
    school = Place(Side.SCHOOL, corpus_christi=False, closed=frozenset({date(2022, 3, 1)}))
    company = Place(Side.COMPANY, corpus_christi=False, closed=frozenset({date(2022, 3, 8)}))

    found = practice_days(2, first, last, [school, company])

    assert [(drop.day, drop.side) for drop in found.dropped] == [
        (date(2022, 3, 1), Side.SCHOOL),
        (date(2022, 3, 8), Side.COMPANY),
    ]


def test_a_phase_beyond_the_known_school_holidays_is_an_error_and_never_silence():
    beyond = date(thuringia.covered_until().year + 1, 3, 1)

    with pytest.raises(CalendarNotCovered):
        practice_days(2, date(beyond.year, 1, 10), beyond, [NORDHAUSEN])


def test_the_day_after_the_last_known_holidays_is_not_covered():
    last = thuringia.covered_until()

    thuringia.insist_on_coverage(last)
    with pytest.raises(CalendarNotCovered):
        thuringia.insist_on_coverage(date.fromordinal(last.toordinal() + 1))


def test_the_phases_of_the_pilot_follow_from_the_school_holidays():
    assert thuringia.phases_between_breaks(2022) == tuple(PILOT)
