"""Hours of a practice day against the law on the protection of young workers."""

from datetime import date

import pytest
from placement_examples import hours

from placement.domain.errors import HoursNotAllowed
from placement.domain.working_hours import breaches, insist_on_hours, rules_on, working_minutes

RULES = rules_on(date(2026, 3, 2))


def _sources(*day: str) -> set[str | None]:
    return {breach.source for breach in breaches(hours(*day), [2], RULES)}


@pytest.mark.parametrize(
    "day",
    [
        ("08:00", "12:30"),
        ("08:00", "13:00", "10:00-10:30"),
        ("08:00", "14:30", "10:00-10:15", "12:00-12:15"),
        ("08:00", "16:00", "11:00-12:00"),
        ("08:00", "16:00", "10:00-10:15", "12:00-12:45"),
        ("06:00", "14:00", "09:00-10:00"),
        ("12:00", "20:00", "15:00-16:00"),
        ("08:00", "12:00", "10:00-10:10"),
    ],
)
def test_a_day_within_all_limits_is_allowed(day):
    assert list(breaches(hours(*day), [1, 2, 3, 4, 5], RULES)) == []


@pytest.mark.parametrize(
    ("source", "day"),
    [
        ("JArbSchG § 5 Abs. 2 Satz 2 mit § 7 Satz 1 Nr. 2", ("08:00", "16:01", "11:00-12:00")),
        ("JArbSchG § 11 Abs. 1", ("08:00", "12:31")),
        ("JArbSchG § 11 Abs. 1", ("08:00", "13:00", "10:00-10:29")),
        ("JArbSchG § 11 Abs. 1", ("08:00", "15:00", "11:00-11:59")),
        ("JArbSchG § 11 Abs. 1", ("08:00", "13:00", "10:00-10:14", "11:00-11:14")),
        ("JArbSchG § 11 Abs. 2", ("08:00", "13:00", "08:59-09:30")),
        ("JArbSchG § 11 Abs. 2", ("08:00", "13:00", "11:31-12:01")),
        ("JArbSchG § 11 Abs. 2", ("08:00", "14:31", "09:30-10:00")),
        ("JArbSchG § 14 Abs. 1", ("05:59", "10:00")),
        ("JArbSchG § 14 Abs. 1", ("16:00", "20:01")),
        (None, ("12:00", "12:00")),
        (None, ("08:00", "14:00", "07:00-07:30")),
        (None, ("08:00", "14:00", "12:00-12:30", "10:00-10:30")),
        (None, ("08:00", "14:00", "10:00-10:30", "10:15-10:45")),
    ],
)
def test_one_minute_beyond_a_limit_is_refused_with_its_paragraph(source, day):
    assert source in _sources(*day)


@pytest.mark.parametrize("weekday", [6, 7])
def test_weekends_are_refused(weekday):
    found = [breach.source for breach in breaches(hours("08:00", "12:00"), [weekday], RULES)]

    assert found == ["JArbSchG §§ 16, 17"]


def test_seven_hours_hold_whatever_the_break_and_eight_do_not():
    assert working_minutes(hours("08:00", "16:00", "11:00-12:00"), RULES) == 7 * 60
    assert working_minutes(hours("08:00", "16:00", "11:00-11:10"), RULES) == 8 * 60


def test_the_error_names_every_field_with_its_paragraph():
    with pytest.raises(HoursNotAllowed) as refused:
        insist_on_hours(hours("05:00", "21:00", "10:00-11:00"), [2], RULES)

    assert {fault.pointer: fault.detail.partition(" (")[2] for fault in refused.value.faults} == {
        "/hours/starts": "JArbSchG § 14 Abs. 1)",
        "/hours/ends": "JArbSchG § 14 Abs. 1)",
        "/hours": "JArbSchG § 5 Abs. 2 Satz 2 mit § 7 Satz 1 Nr. 2)",
        "/hours/breaks": "JArbSchG § 11 Abs. 2)",
    }
    assert refused.value.source == "JArbSchG § 14 Abs. 1"


def test_there_are_no_rules_for_a_day_before_the_pilot():
    assert rules_on(date(2022, 2, 1)).id == "jarbschg-2022"
    with pytest.raises(HoursNotAllowed):
        rules_on(date(2022, 1, 31))
