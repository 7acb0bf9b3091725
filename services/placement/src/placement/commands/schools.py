"""Towns, school years, schools and phases."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from placement import queries
from placement.commands import agreements
from placement.domain.errors import KeyTaken, PhaseNotAllowed, WeekdayInUse
from placement.domain.phases import Phase, insist_on_place_in_year
from placement.domain.schools import ClosedDay, School, SchoolYear
from placement.domain.towns import Town
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import expect


async def create_town(tx: Tx, town: Town) -> Town:
    """
    Make a town known.

    Raises:
        KeyTaken: there is one of this key.
    """
    if await queries.town_exists(tx, town.key):
        raise KeyTaken("There is a town of this key.")
    await tx.add(town)
    return town


async def change_town(
    tx: Tx, scope: Scope, key: str, values: Mapping[str, object], *, expected: int | None, on: date
) -> Town:
    """Change a town; phases of its schools that are not over are planned again if its holidays changed."""
    town = await queries.town_for_update(tx, scope, key)
    expect(town, expected)
    for name, value in values.items():
        setattr(town, name, value)
    await tx.save(town)
    if "corpus_christi" in values:
        for school in await queries.schools_in(tx, key):
            await _plan_again(tx, school, town, on=on)
    return town


async def create_school_year(tx: Tx, year: SchoolYear) -> SchoolYear:
    """
    Make a school year known.

    Raises:
        SchoolYearNotAllowed: its days and its key do not fit together.
        KeyTaken: there is one of this key.
    """
    year.insist_on_order()
    if await queries.school_year_exists(tx, year.key):
        raise KeyTaken("There is a school year of this key.")
    await tx.add(year)
    return year


async def create_school(tx: Tx, school: School) -> School:
    """
    A school takes part.

    Raises:
        TownUnknown: its town is not known.
        KeyTaken: there is one of this key.
    """
    await queries.known_town(tx, school.town_key, pointer="/town_key")
    if await queries.school_key_taken(tx, school.key):
        raise KeyTaken("There is a school of this key.")
    school.close_on(school.closed_days)
    school.index()
    await tx.add(school)
    return school


async def change_school(
    tx: Tx,
    scope: Scope,
    id: UUID,
    values: Mapping[str, object],
    *,
    closed_days: Sequence[ClosedDay] | None,
    expected: int | None,
    on: date,
) -> School:
    """
    Change a school; its phases that are not over are planned again if weekday or closed days changed.

    Raises:
        WeekdayInUse: companies offer seats on the present weekday.
    """
    school = await queries.school_for_update(tx, scope, id)
    expect(school, expected)
    if values.get("weekday", school.weekday) != school.weekday:
        await _insist_on_free_weekday(tx, school, on=on)
    for name, value in values.items():
        setattr(school, name, value)
    school.index()
    if closed_days is not None:
        school.close_on(closed_days)
    await tx.save(school)
    if closed_days is not None or "weekday" in values:
        town = await queries.known_town(tx, school.town_key, pointer="/town_key")
        await _plan_again(tx, school, town, on=on)
    return school


async def create_phase(tx: Tx, scope: Scope, phase: Phase) -> Phase:
    """
    Prepare a phase of a school.

    Raises:
        PhaseNotAllowed: it does not fit the school's year, or the year is not known.
        KeyTaken: the number is in use.
    """
    await queries.school_for_update(tx, scope, phase.school_id)
    if not await queries.school_year_exists(tx, phase.school_year):
        raise PhaseNotAllowed("There is no such school year.", pointer="/school_year")
    insist_on_place_in_year(phase, await queries.phases_of_year(tx, phase.school_id, phase.school_year))
    await tx.add(phase)
    return phase


async def change_phase(
    tx: Tx, scope: Scope, id: UUID, *, starts_on: date | None, ends_on: date | None, expected: int | None
) -> Phase:
    """
    Move the draft of a phase.

    Raises:
        PhaseNotEditable: its days are published.
        PhaseNotAllowed: it does not fit the school's year.
    """
    phase = await queries.phase_for_update(tx, scope, id)
    expect(phase, expected)
    phase.move(starts_on or phase.starts_on, ends_on or phase.ends_on)
    insist_on_place_in_year(phase, await queries.phases_of_year(tx, phase.school_id, phase.school_year))
    await tx.save(phase)
    return phase


async def plan_phase(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> Phase:
    """Fix the practice days of a phase, or fix them again."""
    phase = await queries.phase_for_update(tx, scope, id)
    expect(phase, expected)
    school = await queries.school(tx, scope, phase.school_id)
    town = await queries.known_town(tx, school.town_key, pointer="/town_key")
    tx.record(phase.plan(school, town))
    await tx.save(phase)
    return phase


async def _plan_again(tx: Tx, school: School, town: Town, *, on: date) -> None:
    for phase in await queries.planned_phases_for_update(tx, school.id, from_day=on):
        before = (phase.weekday, phase.days)
        event = phase.plan(school, town)
        if (phase.weekday, phase.days) != before:
            tx.record(event)
            await tx.save(phase)
    await agreements.plan_again(tx, school_id=school.id, at=tx.at)


async def _insist_on_free_weekday(tx: Tx, school: School, *, on: date) -> None:
    planned = await queries.planned_phases_for_update(tx, school.id, from_day=on)
    if await queries.has_seats(tx, planned):
        raise WeekdayInUse("Companies offer seats in phases on the present weekday.")
