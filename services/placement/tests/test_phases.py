"""Phases and school years: when they are planned, and what does not fit."""

from datetime import date
from uuid import UUID

import pytest
from placement_examples import (
    PHASE,
    a_phase,
    a_planned_phase,
    a_school,
    a_town,
)

from placement.domain.errors import (
    CalendarNotCovered,
    KeyTaken,
    PhaseNotAllowed,
    PhaseNotEditable,
    SchoolYearNotAllowed,
)
from placement.domain.phases import PhaseStatus, insist_on_place_in_year
from placement.domain.schools import ClosedDay, ClosedDayKind, SchoolYear
from regio_events.placement import (
    PhasePlanned,
)


def test_a_phase_is_planned_on_its_schools_weekday():
    phase = a_phase()

    event = phase.plan(a_school(), a_town())

    days = tuple(date.fromordinal(date(2022, 2, 22).toordinal() + 7 * week) for week in range(7))
    assert (phase.status, phase.weekday, phase.days) == (PhaseStatus.PLANNED, 2, list(days))
    assert event == PhasePlanned(
        phase_id=PHASE,
        school_key="lessing",
        town_key="nordhausen",
        weekday=2,
        starts_on=date(2022, 2, 21),
        ends_on=date(2022, 4, 8),
        days=days,
    )


def test_a_planned_phase_is_planned_again_around_a_new_closed_day():
    phase = a_phase()
    phase.plan(a_school(), a_town())
    school = a_school()
    school.close_on([ClosedDay(day=date(2022, 3, 1), kind=ClosedDayKind.MOVABLE)])

    event = phase.plan(school, a_town())

    assert date(2022, 3, 1) not in event.days
    assert len(event.days) == 6


def test_a_phase_without_a_day_is_not_planned():
    phase = a_phase(starts_on=date(2022, 2, 21), ends_on=date(2022, 2, 21))

    with pytest.raises(PhaseNotAllowed):
        phase.plan(a_school(), a_town())
    assert phase.status is PhaseStatus.DRAFT


def test_a_phase_beyond_the_known_holidays_is_not_planned():
    phase = a_phase(starts_on=date(2060, 2, 21), ends_on=date(2060, 4, 8))

    with pytest.raises(CalendarNotCovered):
        phase.plan(a_school(), a_town())


def test_only_a_draft_of_a_phase_moves():
    phase = a_phase()
    phase.move(date(2022, 2, 22), date(2022, 4, 7))
    assert phase.starts_on == date(2022, 2, 22)

    with pytest.raises(PhaseNotEditable):
        a_planned_phase().move(date(2022, 2, 22), date(2022, 4, 7))


SECOND = {"id": UUID(int=2), "number": 2, "starts_on": date(2022, 4, 25), "ends_on": date(2022, 7, 15)}


def test_phases_of_a_year_follow_one_another():
    insist_on_place_in_year(a_phase(**SECOND), [a_phase()])
    insist_on_place_in_year(a_phase(), [a_phase(**SECOND), a_phase()])


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"number": 1}, KeyTaken),
        ({"starts_on": date(2022, 4, 8)}, PhaseNotAllowed),
        ({"ends_on": date(2022, 4, 24)}, PhaseNotAllowed),
        ({"ends_on": date(2022, 12, 31)}, PhaseNotAllowed),
        ({"starts_on": date(2022, 1, 3), "ends_on": date(2022, 2, 1)}, PhaseNotAllowed),
    ],
)
def test_a_phase_that_does_not_fit_its_year_is_refused(given, error):
    with pytest.raises(error):
        insist_on_place_in_year(a_phase(**SECOND | given), [a_phase()])


def test_the_key_of_a_school_year_names_its_years():
    year = {"starts_on": date(2026, 8, 1), "ends_on": date(2027, 7, 31)}

    SchoolYear(key="2026/27", **year).insist_on_order()
    with pytest.raises(SchoolYearNotAllowed):
        SchoolYear(key="2026/28", **year).insist_on_order()
    with pytest.raises(SchoolYearNotAllowed):
        SchoolYear(key="2026/26", starts_on=date(2026, 8, 1), ends_on=date(2026, 7, 31)).insist_on_order()
