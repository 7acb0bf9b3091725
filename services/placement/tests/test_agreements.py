"""Agreements and what follows from them: signatures by role, new versions, practice days, attendance, the end."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from placement_life import TERMS, Life, an_offer_with, at, ok, refused, some_pupils, taken
from placement_world import People, World, stated

from placement import queries
from placement.commands.erasure import erase_due
from placement.domain.placements import Placement
from placement.domain.practice_days import PracticeDay
from placement.domain.requirements import Requirement
from placement.queries import placements
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database

FIRST_DAY = datetime(2026, 4, 21, 6, tzinfo=UTC)


@pytest.fixture
async def life(app: FastAPI, people: People, world: World, database: Database) -> Life:
    """A pupil of the school with an account."""
    (pupil,) = await some_pupils(database, 1)
    return await Life.of(app, people, world, pupil)


async def _draft(life: Life) -> str:
    placement = await life.placed(life.world.offer)
    return str((await life.newest(placement))["id"])


async def test_four_roles_sign_one_of_them_on_paper_and_the_school_puts_it_into_force(life: Life):
    id = await _draft(life)
    made = await life.agree(id, "complete", life.company, **TERMS)
    assert (made["status"], made["rule_set"], made["signers"]) == (
        "ready",
        "jarbschg-2022",
        ["company", "guardian", "pupil", "school"],
    )

    await life.sign_all(id, ("company", "pupil"))
    early = await life.school.post(f"/api/v1/agreements/{id}/countersign")
    paper = {"role": "guardian", "signed_on": "2026-02-28"}
    await life.agree(id, "record-paper", life.school, **paper)
    signed = await life.agree(id, "sign", life.school, role="school")
    active = await life.agree(id, "countersign", life.school)

    refused(early, "transition-not-allowed")
    assert signed["status"] == "signed"
    assert (active["status"], active["active_from"]) == ("active", "2026-04-20")
    assert [(one["role"], one["method"], one["signed_on"]) for one in active["signatures"]] == [
        ("company", "electronic", "2026-03-02"),
        ("guardian", "paper", "2026-02-28"),
        ("pupil", "electronic", "2026-03-02"),
        ("school", "electronic", "2026-03-02"),
    ]


async def test_nobody_signs_as_what_they_are_not(life: Life, people: People):
    id = await _draft(life)
    await life.agree(id, "complete", life.company, **TERMS)
    path = f"/api/v1/agreements/{id}/sign"

    for who, role in (
        (life.pupil, "guardian"),
        (life.guardian, "pupil"),
        (life.company, "school"),
        (life.school, "company"),
    ):
        assert (await who.post(path, json={"role": role})).status_code == 403
    stranger = await people.person(Role.GUARDIAN, "00000000-0000-0000-0000-000000000001")
    assert (await stranger.post(path, json={"role": "guardian"})).status_code == 404
    assert (
        await life.pupil.post(
            f"/api/v1/agreements/{id}/record-paper", json={"role": "guardian", "signed_on": "2026-03-01"}
        )
    ).status_code == 403
    ok(await life.pupil.post(path, json={"role": "pupil"}))
    refused(await life.pupil.post(path, json={"role": "pupil"}), "already-signed")


async def test_a_change_after_signing_is_a_new_version_and_the_old_one_reads_as_it_was_signed(life: Life):
    _, first = await life.active(life.world.offer)
    before = ok(await life.school.get(f"/api/v1/agreements/{first}"))

    second = await life.agree(first, "amend", life.company, **TERMS | {"tasks": "Holz ölen"})
    meanwhile = ok(await life.school.get(f"/api/v1/agreements/{first}"))
    refused(await life.company.post(f"/api/v1/agreements/{first}/amend", json=TERMS), "transition-not-allowed")
    await life.sign_all(second["id"])
    await life.agree(second["id"], "countersign", life.school)
    after = ok(await life.school.get(f"/api/v1/agreements/{first}"))

    assert (second["number"], second["status"], second["signatures"]) == (2, "ready", [])
    assert meanwhile == before
    assert after["status"] == "superseded"
    assert {**after, "status": "", "ended_on": "", "version": 0} == {
        **before,
        "status": "",
        "ended_on": "",
        "version": 0,
    }


async def test_another_tutor_alone_is_signed_by_everybody_but_the_pupil(life: Life):
    _, first = await life.active(life.world.offer)

    second = await life.agree(first, "amend", life.company, **TERMS | {"tutor": "Herr U"})

    assert second["signers"] == ["company", "guardian", "school"]
    refused(
        await life.pupil.post(f"/api/v1/agreements/{second['id']}/sign", json={"role": "pupil"}), "signature-not-needed"
    )
    await life.sign_all(second["id"], ("company", "guardian", "school"))
    assert (await life.agree(second["id"], "countersign", life.school))["status"] == "active"


async def test_hours_against_the_law_are_refused_with_the_paragraph(life: Life):
    id = await _draft(life)
    late = TERMS | {"hours": {"starts": "13:00", "ends": "20:30", "breaks": []}}

    answer = await life.company.post(f"/api/v1/agreements/{id}/complete", json=late)

    refused(answer, "hours-not-allowed", 422)
    assert answer.json()["source"] == "JArbSchG § 14 Abs. 1"


async def test_practice_days_are_the_weekday_minus_holidays_of_school_and_company(life: Life):
    await life.active(life.world.offer)

    days = await life.days()

    assert [day["day"] for day in days][:3] == ["2026-04-21", "2026-04-28", "2026-05-05"]
    assert len(days) == 11
    assert {day["status"] for day in days} == {"planned"}
    assert {(day["starts"], day["ends"]) for day in days} == {("08:00", "13:00")}


async def test_an_absence_is_seen_by_the_school_on_the_day_and_the_teacher_corrects_it(life: Life, app: FastAPI):
    await life.active(life.world.offer)
    day = (await life.days())[0]["id"]
    path = f"/api/v1/practice-days/{day}"
    refused(await life.company.post(f"{path}/record", json={"status": "unexcused"}), "too-early")
    at(app, FIRST_DAY)

    recorded = ok(await life.company.post(f"{path}/record", json={"status": "unexcused"}))
    seen = await life.days(day="2026-04-21", status="unexcused")
    again = await life.company.post(f"{path}/record", json={"status": "present"})
    forbidden = await life.company.post(f"{path}/correct", json={"status": "excused"})
    corrected = ok(await life.school.post(f"{path}/correct", json={"status": "excused"}))

    assert (recorded["name"], recorded["status"]) == ("Mia M.", "unexcused")
    assert "pupil_id" not in recorded
    assert [one["id"] for one in seen] == [day]
    refused(again, "transition-not-allowed")
    assert forbidden.status_code == 403
    assert corrected["status"] == "excused"
    assert [one["was"] for one in corrected["corrections"]] == ["unexcused"]


async def test_nobody_starts_before_the_agreement_is_active_or_without_knowing_what_is_needed(
    life: Life, app: FastAPI, world: World, database: Database
):
    needs = await an_offer_with(
        database, world.company, [(world.coming, 2)], 1, requirements=[Requirement.SAFETY_SHOES]
    )
    placement, _ = await life.active(needs)
    day = (await life.days())[0]["id"]
    at(app, FIRST_DAY)

    refused(
        await life.company.post(f"/api/v1/practice-days/{day}/record", json={"status": "present"}),
        "requirements-not-acknowledged",
    )
    body = {"requirements": ["safety_shoes"]}
    ok(await life.pupil.post(f"/api/v1/placements/{placement}/acknowledge", json=body))
    ok(await life.company.post(f"/api/v1/practice-days/{day}/record", json={"status": "present"}))


async def test_nobody_is_present_on_a_day_for_which_no_agreement_is_in_force(
    life: Life, app: FastAPI, database: Database
):
    placement = await life.placed(life.world.offer)
    async with database.begin() as tx:
        known = await placements.one_for_update(tx, Scope.ALL, Placement, UUID(placement))
        day = PracticeDay(
            placement_id=known.id, pupil_id=known.pupil_id, school_key=known.school_key, company_id=known.company_id,
            day=FIRST_DAY.date(), starts=time(8), ends=time(13), changed_at=FIRST_DAY,
        )  # fmt: skip
        await tx.add(day)
    at(app, FIRST_DAY)

    refused(
        await life.company.post(f"/api/v1/practice-days/{day.id}/record", json={"status": "present"}),
        "agreement-not-active",
    )
    ok(await life.school.post(f"/api/v1/practice-days/{day.id}/record", json={"status": "excused"}))


async def test_an_agreement_in_force_late_begins_on_that_day(life: Life, app: FastAPI):
    id = await _draft(life)
    await life.agree(id, "complete", life.company, **TERMS)
    await life.sign_all(id)
    assert await life.days() == []
    at(app, FIRST_DAY + timedelta(days=8))

    active = await life.agree(id, "countersign", life.school)

    assert active["active_from"] == "2026-04-29"
    assert (await life.days())[0]["day"] == "2026-05-05"


async def test_a_day_that_was_moved_or_closed_is_planned_again_with_a_higher_sequence(life: Life, people: People):
    await life.active(life.world.offer)

    closed = {"closed_days": [{"day": "2026-05-05", "kind": "movable"}]}
    ok(await life.school.patch(f"/api/v1/schools/{life.world.school}", json=closed, headers={"If-Match": "*"}))
    ok(
        await life.company.patch(
            f"/api/v1/companies/{life.world.company}", json={"closed_days": ["2026-05-12"]}, headers={"If-Match": "*"}
        )
    )
    after = {day["day"]: day["status"] for day in await life.days()}
    ok(
        await life.school.patch(
            f"/api/v1/schools/{life.world.school}", json={"closed_days": []}, headers={"If-Match": "*"}
        )
    )

    assert (after["2026-05-05"], after["2026-05-12"], after["2026-05-19"]) == ("cancelled", "cancelled", "planned")
    assert {day["day"]: day["status"] for day in await life.days()}["2026-05-05"] == "planned"


async def test_a_placement_that_breaks_off_frees_its_seat_and_is_replaced_in_the_phase(
    life: Life, people: People, app: FastAPI, world: World, database: Database
):
    placement, agreement = await life.active(world.offer)
    second = await an_offer_with(database, world.other_company, [(world.coming, 2)], 1)
    at(app, FIRST_DAY + timedelta(days=1))

    path = f"/api/v1/placements/{placement}/terminate"
    assert (await life.pupil.post(path, json={"reason": "x"})).status_code == 403
    ended = ok(await life.school.post(path, json={"reason": "Der Betrieb kann nicht mehr betreuen."}))
    other = await Life.of(app, people, world, life.pupil_id, world.other_company)
    replacing = ok(await life.school.get(f"/api/v1/placements/{await other.placed(second)}"))

    assert (ended["status"], ended["ended_on"]) == ("terminated", "2026-04-22")
    assert ok(await life.school.get(f"/api/v1/agreements/{agreement}"))["status"] == "terminated"
    assert {day["status"] for day in await life.days(placement=placement) if day["day"] > "2026-04-22"} == {"cancelled"}
    assert (replacing["replaces"], replacing["status"]) == (placement, "confirmed")
    assert (await taken(database, world.offer), await taken(database, second)) == (0, 1)
    types = [one.type.rpartition(".v")[0] for one in await stated(people, "placement.")]
    assert [one.rpartition(".")[2] for one in types] == ["confirmed", "terminated", "confirmed"]
    assert "betreuen" not in str([one.data for one in await stated(people)])


async def test_a_placement_is_completed_on_its_last_day_and_assessed(life: Life, app: FastAPI, people: People):
    placement, agreement = await life.active(life.world.offer)
    path = f"/api/v1/placements/{placement}"
    refused(await life.company.post(f"{path}/complete", json={"training_offered": True}), "too-early")
    at(app, datetime(2026, 7, 3, 12, tzinfo=UTC))

    done = ok(await life.company.post(f"{path}/complete", json={"training_offered": True}))
    marks = dict.fromkeys(("punctuality", "manners", "care", "interest", "teamwork", "independence"), 2)
    assert (await life.pupil.post(f"{path}/assessment/submit", json=marks)).status_code == 403
    refused(await life.school.post(f"{path}/assessment/grade", json={"grade": 2}), "transition-not-allowed")
    ok(await life.company.post(f"{path}/assessment/submit", json=marks | {"remark": "Sehr sorgfältig"}))
    ok(await life.pupil.post(f"{path}/assessment/discuss", json={"comment": "Es hat mir gefallen"}))
    graded = ok(await life.school.post(f"{path}/assessment/grade", json={"grade": 1}))

    assert (done["status"], done["training_offered"]) == ("completed", True)
    assert ok(await life.pupil.get(f"/api/v1/agreements/{agreement}"))["status"] == "completed"
    assert (graded["status"], graded["grade"], graded["marks"]["care"]) == ("graded", 1, 2)
    assert (await stated(people, "placement."))[-1].type.endswith("placement.completed.v1")


async def test_a_diary_is_written_initialled_and_graded(life: Life, app: FastAPI):
    await life.active(life.world.offer)
    day = (await life.days())[0]["id"]
    path = f"/api/v1/practice-days/{day}/diary"
    refused(await life.pupil.post(path, json={"text": "Morgen"}), "too-early")
    at(app, FIRST_DAY)

    assert (await life.company.post(path, json={"text": "x"})).status_code == 403
    ok(await life.pupil.post(path, json={"text": "Gesägt"}))
    ok(await life.pupil.post(path, json={"text": "Gesägt und geschliffen"}))
    refused(await life.school.post(f"{path}/grade", json={"grade": 1}), "transition-not-allowed")
    ok(await life.company.post(f"{path}/initial", json={"initials": "FT"}))
    refused(await life.pupil.post(path, json={"text": "Anders"}), "transition-not-allowed")
    graded = ok(await life.school.post(f"{path}/grade", json={"grade": 2}))

    assert (graded["text"], graded["initials"], graded["grade"]) == ("Gesägt und geschliffen", "FT", 2)


async def test_visits_and_incidents_are_the_schools_and_the_company_sees_little(life: Life, app: FastAPI):
    placement, _ = await life.active(life.world.offer)
    body = {"placement_id": placement, "day": "2026-04-22"}
    refused(await life.school.post("/api/v1/visits", json=body), "day-not-allowed", 422)
    visit = ok(await life.school.post("/api/v1/visits", json=body | {"day": "2026-04-21"}), 201)["id"]
    refused(await life.school.post(f"/api/v1/visits/{visit}/finish"), "too-early")
    at(app, FIRST_DAY)
    ok(await life.school.post(f"/api/v1/visits/{visit}/finish", json={"note": "Fühlt sich wohl"}))
    happened = {"placement_id": placement, "day": "2026-04-21", "kind": "accident", "description": "Finger gequetscht"}
    incident = ok(await life.company.post("/api/v1/incidents", json=happened), 201)
    resolved = {"resolution": "Unfallanzeige gestellt"}

    (seen,) = ok(await life.company.get("/api/v1/visits"))["items"]
    assert "note" not in seen
    assert "description" not in incident
    assert (await life.company.get("/api/v1/incidents")).status_code == 403
    done = ok(await life.school.post(f"/api/v1/incidents/{incident['id']}/resolve", json=resolved))
    assert (done["status"], done["description"]) == ("resolved", "Finger gequetscht")


async def test_an_agreement_is_printed_in_three_copies_that_can_be_read_aloud(life: Life):
    _, agreement = await life.active(life.world.offer)
    path = f"/api/v1/agreements/{agreement}/document.pdf"

    by_school, by_company = await life.school.get(path), await life.company.get(path)

    assert (by_school.status_code, by_school.headers["content-type"]) == (200, "application/pdf")
    assert by_school.content.startswith(b"%PDF")
    assert b"pdfuaid:part" in by_school.content
    assert by_school.content.count(b"/Type /Page\n") == 3 or b"/Count 3" in by_school.content
    assert by_company.content != by_school.content


async def test_the_day_sheet_is_for_school_and_company(life: Life):
    await life.active(life.world.offer)

    sheet = await life.school.get("/api/v1/day-sheet.pdf", params={"day": "2026-04-21"})
    empty = await life.company.get("/api/v1/day-sheet.pdf", params={"day": "2026-04-22"})

    assert sheet.content.startswith(b"%PDF")
    assert empty.content.startswith(b"%PDF")
    assert (await life.pupil.get("/api/v1/day-sheet.pdf", params={"day": "2026-04-21"})).status_code == 403


async def test_each_has_a_calendar_of_their_own_right_across_the_change_of_clocks(life: Life, people: People):
    life.phase = life.world.running
    await life.active(
        await an_offer_with(life.app.state.running.database, life.world.company, [(life.world.running, 2)], 1),
        first_day="2026-03-03",
        last_day="2026-04-02",
    )

    by = {
        name: (await getattr(life, name).get("/api/v1/practice-days.ics")).text
        for name in ("pupil", "company", "school")
    }
    stranger = await people.person(Role.COMPANY, life.world.other_company)

    assert "DTSTART;TZID=Europe/Berlin:20260324T080000" in by["pupil"]
    assert "DTSTART;TZID=Europe/Berlin:20260331T080000" in by["pupil"]
    assert {name: text.count("BEGIN:VEVENT") for name, text in by.items()} == {"pupil": 5, "company": 5, "school": 5}
    assert "Mia" not in by["pupil"]
    assert "SUMMARY:Praxistag: Mia M.\r\n" in by["company"]
    assert "Muster0" in by["school"].replace("\r\n ", "")
    assert (await stranger.get("/api/v1/practice-days.ics")).text.count("BEGIN:VEVENT") == 0


async def test_the_seat_of_an_erased_pupil_is_free_again(life: Life, database: Database, people: People):
    placement, _ = await life.active(life.world.offer)

    async with database.begin(at=FIRST_DAY) as tx:
        await erase_due(tx, await queries.pupil(tx, Scope.ALL, life.pupil_id, lock=True), FIRST_DAY)

    assert await taken(database, life.world.offer) == 0
    assert (await stated(people, "placement."))[-1].type.endswith("placement.terminated.v1")
    assert await life.days() == []
    assert (await life.school.get(f"/api/v1/placements/{placement}")).status_code == 404
