"""What is due is deleted by itself, with a record of it; a dry run says the same and deletes nothing."""

from datetime import timedelta

import pytest
from placement_examples import NOW
from placement_world import YEAR, People, World, stated
from sqlalchemy import func, select

from placement.app import SERVICE
from placement.commands.retention import BREAK_GLASS_KEPT, RULES
from placement.domain.base import Keep, Row
from placement.domain.companies import Company
from placement.domain.guardians import GuardianPerson
from placement.domain.pupils import Pupil, PupilPerson, PupilStatus
from regio_chassis.access import Role
from regio_chassis.data_classes import unclassed
from regio_chassis.processing import processing_record
from regio_chassis.retention import DELETION_RECORDS, run_once

# The last phase of the school year 2025/26 ends on 2026-07-03, the school year on 2026-07-31.
GUARDIANS_DUE = NOW.replace(month=9, day=1)
PUPILS_DUE = NOW.replace(month=11, day=1)


@pytest.fixture
async def school(people: People, world: World):
    return await people.person(Role.SCHOOL, "lessing")


async def enrolled(school, count: int) -> list[str]:
    body = {"school_key": "lessing", "school_year": YEAR, "name": "8a"}
    cohort = (await school.post("/api/v1/cohorts", json=body)).json()["id"]
    ids = []
    for number in range(count):
        person = {"cohort_id": cohort, "given_name": f"P{number}", "family_name": "X"}
        ids.append((await school.post("/api/v1/pupils", json=person)).json()["id"])
        await school.post(f"/api/v1/pupils/{ids[-1]}/guardians", json={"given_name": "G", "family_name": "X"})
        await school.post(f"/api/v1/pupils/{ids[-1]}/codes", json={})
    return ids


async def counted(database, model) -> int:
    async with database.reading() as reading:
        return int(await reading.scalar(select(func.count()).select_from(model)))


async def ran(database, at, *, dry_run: bool = False) -> dict[str, int]:
    done = await run_once(database, SERVICE.all_rules, at, dry_run=dry_run)
    return {one.rule_id: one.records for one in done if one.records}


async def test_pupils_go_three_months_after_their_year_and_guardians_after_one(school, database):
    await enrolled(school, 2)

    before = await ran(database, GUARDIANS_DUE - timedelta(days=1))
    first = await ran(database, GUARDIANS_DUE)
    between = await ran(database, PUPILS_DUE - timedelta(days=1))
    second = await ran(database, PUPILS_DUE)
    again = await ran(database, PUPILS_DUE)

    assert before["code"] == 2
    assert "guardian" not in before
    assert first["guardian"] == 2
    assert "pupil" not in between
    assert second["pupil"] == 2
    assert "pupil" not in again
    assert await counted(database, PupilPerson) == await counted(database, GuardianPerson) == 0
    async with database.reading() as reading:
        left = await reading.entities(Pupil, select(Pupil))
    assert {pupil.status for pupil in left} == {PupilStatus.ERASED}


async def test_a_dry_run_counts_the_same_and_changes_nothing(school, database, people):
    await enrolled(school, 6)
    told = len(await stated(people))

    dry = await ran(database, PUPILS_DUE, dry_run=True)

    assert await counted(database, PupilPerson) == await counted(database, GuardianPerson) == 6
    assert await counted(database, DELETION_RECORDS) == 0
    assert len(await stated(people)) == told
    assert await ran(database, PUPILS_DUE) == dry


@pytest.mark.parametrize(("count", "records"), [(4, None), (5, 5)])
async def test_the_sisters_are_told_how_many_but_not_of_few(school, database, people, count, records):
    await enrolled(school, count)

    await ran(database, PUPILS_DUE)

    (told,) = await stated(people, "retention.completed")
    assert told.data == {
        "school_year": YEAR,
        "records_erased": records,
        "suppressed": records is None,
        "rule_id": "pupil",
    }


async def test_every_deletion_is_on_record(school, database):
    await enrolled(school, 3)
    done = await ran(database, PUPILS_DUE)

    async with database.reading() as reading:
        records = (await reading.execute(select(DELETION_RECORDS))).all()

    assert {(record.rule_id, record.records, record.at) for record in records} == {
        (rule, count, PUPILS_DUE) for rule, count in done.items()
    }


async def test_old_codes_looks_and_tutors_go(school, database, people, world):
    (pupil, *_) = await enrolled(school, 1)
    chamber = await people.chamber()
    why = {"pupil_id": pupil, "reason": "support", "explanation": "Rückfrage der Eltern zum Weg."}
    await chamber.post("/api/v1/break-glass", json=why)
    await chamber.post(f"/api/v1/companies/{world.company}/leave")

    soon = await ran(database, NOW + timedelta(days=14))
    late = await ran(database, NOW + BREAK_GLASS_KEPT + timedelta(days=1))

    assert (soon["code"], soon["function"]) == (1, 1)
    assert late.keys() >= {"pupil", "audit"}
    async with database.reading() as reading:
        tutors = (await reading.execute(select(Company.__table__.c.tutor).order_by(Company.__table__.c.name))).scalars()
        assert set(tutors) == {"Frau T", None}


def test_every_column_says_whom_it_is_about_and_names_a_rule_that_there_is():
    rules = {rule.id for rule in SERVICE.all_rules}

    assert unclassed(Row.metadata) == []
    named = {column.info["retention"] for table in Row.metadata.sorted_tables for column in table.columns}
    assert named <= rules
    assert {rule.id for rule in RULES} == set(Keep)


def test_the_record_of_processing_names_every_table_and_every_period():
    text = processing_record(SERVICE.title, Row.metadata, SERVICE.all_rules)

    assert [table.name for table in Row.metadata.sorted_tables if f"| `{table.name}` |" not in text] == []
    assert "| `pupil_person` | Minderjährige | pupil_id, given_name, family_name, born_on, phone, mail" in text
    assert "3 Monate nach dem Ende des Jahres der Praxistage" in text
    assert "| `access_code` | Geheimnis | code_hash |" in text
