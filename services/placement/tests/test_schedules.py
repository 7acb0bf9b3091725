"""
Schedules of a practice day, each with the paragraphs it breaks; and rule sets by date.

Sources: JArbSchG § 5 Abs. 2 Satz 2 with § 7 Satz 1 Nr. 2 (seven hours a day), § 11 (breaks), § 14 Abs. 1 (6 to 20
o'clock), §§ 16, 17 (no weekend); ThürSchulG § 19 (ten years of compulsory schooling).
"""

from dataclasses import replace
from datetime import date

import pytest
from placement_examples import hours

from placement.domain.agreements import Agreement, Terms
from placement.domain.working_hours import (
    BREAKS,
    MAXIMUM,
    NIGHT,
    POSITION,
    RULE_SETS,
    WEEKEND,
    breaches,
    rules_named,
    rules_on,
)

TODAY = rules_on(date(2026, 3, 2))
ORDER = None
MONDAY, FRIDAY, SATURDAY, SUNDAY = 1, 5, 6, 7

TABLE = [
    # shop, office, workshop: within all limits
    ("Ladendienst ohne Pause, viereinhalb Stunden", MONDAY, ("08:00", "12:30"), set()),
    ("Büro, fünf Stunden mit halber Stunde", FRIDAY, ("08:00", "13:00", "10:00-10:30"), set()),
    ("Werkstatt, genau sechs Stunden Arbeit", 2, ("07:00", "13:30", "09:30-10:00"), set()),
    ("Werkstatt, sechs Stunden, zwei Viertelstunden", 2, ("07:00", "13:30", "09:00-09:15", "11:30-11:45"), set()),
    ("sieben Stunden mit einer Stunde", 3, ("08:00", "16:00", "12:00-13:00"), set()),
    ("sieben Stunden mit vier Viertelstunden", 3,
     ("08:00", "16:00", "09:30-09:45", "11:00-11:15", "12:30-12:45", "14:00-14:15"), set()),
    ("sieben Stunden mit halber und zwei Viertelstunden", 3,
     ("08:00", "16:00", "10:00-10:15", "12:00-12:30", "14:00-14:15"), set()),
    ("Bäckerei ab sechs", 4, ("06:00", "12:30", "09:00-09:30"), set()),
    ("Gastronomie bis zwanzig Uhr", 4, ("12:00", "20:00", "15:00-16:00"), set()),
    ("genau viereinhalb Stunden am Stück, dann Pause", 2, ("08:00", "15:00", "12:30-13:30"), set()),
    ("Pause beginnt genau nach der ersten Stunde", 2, ("08:00", "13:00", "09:00-09:30"), set()),
    ("Pause endet genau vor der letzten Stunde", 2, ("08:00", "13:00", "11:30-12:00"), set()),
    ("kurze Pause zählt nicht und stört nicht", 2, ("08:00", "12:00", "10:00-10:05"), set()),
    ("ganz kurzer Tag", 2, ("09:00", "10:00"), set()),
    ("eine sehr lange Pause", 2, ("08:00", "16:00", "10:00-12:00"), set()),
    # seven hours
    ("sieben Stunden und eine Minute", 3, ("08:00", "16:01", "12:00-13:00"), {MAXIMUM}),
    ("acht Stunden wie für Ältere", 3, ("08:00", "17:00", "12:00-13:00"), {MAXIMUM}),
    ("neun Stunden mit anderthalb Stunden Pause", 3, ("08:00", "18:30", "10:00-10:30", "13:00-14:00"), {MAXIMUM}),
    ("zu kurze Pausen zählen als Arbeit", 3,
     ("08:00", "16:00", "10:00-10:14", "12:00-12:46"), {MAXIMUM, BREAKS}),
    ("ganzer Tag ohne Pause", 3, ("08:00", "16:00"), {MAXIMUM, BREAKS, POSITION}),
    # how long breaks are
    ("eine Minute über viereinhalb Stunden ohne Pause", 2, ("08:00", "12:31"), {BREAKS, POSITION}),
    ("fünf Stunden mit 29 Minuten", 2, ("08:00", "13:00", "10:00-10:29"), {BREAKS}),
    ("fünf Stunden mit zweimal 14 Minuten", 2, ("08:00", "13:00", "10:00-10:14", "11:00-11:14"), {BREAKS, POSITION}),
    ("fünf Stunden mit einer Viertelstunde", 2, ("08:00", "13:00", "10:00-10:15"), {BREAKS}),
    ("sechs Stunden und eine Minute mit halber Stunde", 2, ("08:00", "14:31", "11:00-11:30"), {BREAKS}),
    ("sieben Stunden mit 59 Minuten", 3, ("08:00", "15:59", "11:00-11:59"), {BREAKS}),
    ("sieben Stunden mit 45 Minuten", 3, ("08:00", "15:45", "11:00-11:45"), {BREAKS}),
    # where breaks lie
    ("Pause eine Minute zu früh", 2, ("08:00", "13:00", "08:59-09:30"), {POSITION}),
    ("Pause gleich zu Beginn", 2, ("08:00", "13:00", "08:00-08:30"), {POSITION}),
    ("Pause eine Minute zu spät", 2, ("08:00", "13:00", "11:31-12:01"), {POSITION}),
    ("Pause ganz am Ende", 2, ("08:00", "13:00", "12:30-13:00"), {POSITION}),
    ("eine Minute zu lang am Stück vor der Pause", 2, ("08:00", "14:31", "12:31-13:31"), {POSITION}),
    ("zu lang am Stück nach der Pause", 2, ("08:00", "14:31", "09:30-10:00"), {BREAKS, POSITION}),
    ("zu lang am Stück, weil die mittlere Pause zu kurz ist", 3,
     ("08:00", "16:00", "09:25-09:55", "12:00-12:10", "14:30-15:00"), {POSITION}),
    # night
    ("eine Minute vor sechs", 4, ("05:59", "10:00"), {NIGHT}),
    ("Bäckerei wie für Sechzehnjährige ab fünf", 4, ("05:00", "11:00", "08:00-08:30"), {NIGHT}),
    ("eine Minute nach zwanzig Uhr", 4, ("16:00", "20:01"), {NIGHT}),
    ("Gaststätte wie für Sechzehnjährige bis 22 Uhr", 4, ("17:00", "22:00", "19:00-19:30"), {NIGHT}),
    ("vor sechs bis nach zwanzig", 4, ("05:00", "21:00", "12:00-13:00"), {NIGHT, MAXIMUM, POSITION}),
    # weekend
    ("Samstag im Laden", SATURDAY, ("08:00", "12:00"), {WEEKEND}),
    ("Sonntag im Café", SUNDAY, ("13:00", "17:00"), {WEEKEND}),
    ("Samstag, zu lang und zu spät", SATURDAY, ("13:00", "21:00", "16:00-16:30"), {WEEKEND, NIGHT, MAXIMUM, BREAKS}),
    # no day at all
    ("Ende vor Beginn", 2, ("14:00", "08:00"), {ORDER}),
    ("Pause vor dem Beginn", 2, ("08:00", "12:00", "07:00-07:30"), {ORDER, POSITION}),
    ("Pause endet, bevor sie beginnt", 2, ("08:00", "12:00", "10:30-10:00"), {ORDER}),
    ("Pausen überschneiden sich", 2, ("08:00", "12:30", "10:00-10:30", "10:20-10:50"), {ORDER}),
    ("Pausen stehen nicht in ihrer Reihenfolge", 2, ("08:00", "12:30", "11:00-11:20", "09:30-09:50"), {ORDER}),
]  # fmt: skip


@pytest.mark.parametrize(("day", "weekday", "times", "paragraphs"), TABLE, ids=[row[0] for row in TABLE])
def test_a_schedule_breaks_these_paragraphs_and_no_other(day, weekday, times, paragraphs):
    found = list(breaches(hours(*times), [weekday], TODAY))

    assert {one.source for one in found} == paragraphs
    assert all(str(one.source) in one.with_source() for one in found if one.source)


def test_the_table_has_forty_schedules_at_least():
    assert len(TABLE) >= 40


SHORTER = replace(RULE_SETS[0], id="invented-2030", since=date(2030, 1, 1), work_a_day=5 * 60)
BOTH = (*RULE_SETS, SHORTER)


def test_the_rule_set_is_that_of_the_day():
    assert rules_on(date(2029, 12, 31), BOTH).id == "jarbschg-2022"
    assert rules_on(date(2030, 1, 1), BOTH).id == "invented-2030"


def test_an_old_agreement_opens_under_its_own_rules_when_stricter_ones_hold():
    terms = Terms(
        tutor="T",
        tasks="x",
        hours=hours("08:00", "16:00", "12:00-13:00"),
        first_day=date(2029, 9, 3),
        last_day=date(2030, 1, 31),
    )
    signed = Agreement(number=1, terms=terms, rule_set="jarbschg-2022")

    own, newest = rules_named(signed.rule_set, BOTH), rules_on(date(2030, 1, 15), BOTH)

    assert list(breaches(signed.terms.hours, [2], own)) == []
    assert [one.source for one in breaches(signed.terms.hours, [2], newest)] == [MAXIMUM]
