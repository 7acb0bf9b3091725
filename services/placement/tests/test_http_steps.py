"""Every step of every life over HTTP: the allowed ones are taken, each other one is a 409 that changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from placement_examples import BUSINESS, NOW, an_invitation
from placement_life import TERMS, Life, an_offer_with, at, ok, some_pupils
from placement_world import People, World
from sqlalchemy import delete, insert, select, update

from placement.api import ROUTERS
from placement.domain.agreements import Agreement
from placement.domain.applications import Application
from placement.domain.base import Row
from placement.domain.companies import Company
from placement.domain.invitations import Invitation
from placement.domain.offers import PlaceOffer
from placement.domain.phases import Phase
from placement.domain.placements import Placement
from placement.domain.practice_days import PracticeDay
from placement.domain.pupils import Pupil
from placement.domain.records import Assessment, DiaryEntry, Incident, Visit
from placement.domain.runs import AssignmentRun
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database
from regio_chassis.rows import table_of
from regio_chassis.web.routing import EdgeRoute

REASON = {"reason": "Keine Betreuung"}
MARKS = dict.fromkeys(("punctuality", "manners", "care", "interest", "teamwork", "independence"), 1)
DAY, LAST = datetime(2026, 4, 21, 7, tzinfo=UTC), datetime(2026, 7, 3, 15, tzinfo=UTC)
RECORDED = ("present", "excused", "unexcused", "company_closed")


@dataclass(frozen=True)
class Step:
    """How a verb of the table is said over HTTP: who says it where, with what, and when."""

    by: str
    path: str
    body: Mapping[str, Any] | None = None
    when: datetime = NOW


# The whole life of each: "from verb to".
LIVES: dict[type[Row], str] = {
    Company: """interested approve approved, interested leave left, approved suspend suspended, approved leave left,
        suspended reinstate approved, suspended leave left""",
    PlaceOffer: """draft submit submitted, submitted approve published, submitted return draft, published pause paused,
        published withdraw withdrawn, paused resume published, paused withdraw withdrawn""",
    Phase: "draft plan planned, planned plan planned",
    Invitation: "open accept accepted, open decline declined, declined accept accepted",
    Pupil: "enrolled leave left, enrolled erase erased, left return enrolled, left erase erased",
    Application: """draft submit submitted, draft withdraw withdrawn, submitted open seen, submitted withdraw withdrawn,
        seen accept offered, seen decline declined, seen withdraw withdrawn, offered confirm confirmed,
        offered withdraw withdrawn""",
    Placement: "confirmed complete completed, confirmed terminate terminated",
    Agreement: """draft complete ready, ready sign partly_signed, partly_signed sign partly_signed,
        signed countersign active""",
    PracticeDay: ", ".join(
        [f"planned record_{to} {to}" for to in RECORDED]
        + [f"{was} correct_{to} {to}" for was, to in product(RECORDED, RECORDED) if was != to]
    ),
    DiaryEntry: "written write written, written initial initialled, initialled grade graded, graded grade graded",
    Assessment: "due submit submitted, submitted discuss discussed, discussed grade graded",
    Visit: "planned finish done, planned cancel cancelled",
    Incident: "open resolve resolved, resolved reopen open",
    AssignmentRun: "dry apply applied, dry discard discarded",
}
UNSAID = {
    Application: {"expire", "lapse"},
    Agreement: {"sign_last", "supersede", "finish", "terminate"},
    PracticeDay: {"cancel", "plan"},
}
"""Steps that nobody takes by themselves: a day has come, the placement ended, another version holds."""
STEPS: dict[type[Row], dict[str, Step]] = {
    Company: {
        "approve": Step("chamber", "companies/{id}/approve"),
        "suspend": Step("chamber", "companies/{id}/suspend", REASON),
        "reinstate": Step("chamber", "companies/{id}/reinstate"),
        "leave": Step("company", "companies/{id}/leave"),
    },
    PlaceOffer: {
        "submit": Step("company", "place-offers/{id}/submit"),
        "approve": Step("chamber", "place-offers/{id}/approve"),
        "return": Step("chamber", "place-offers/{id}/return", REASON),
        "pause": Step("company", "place-offers/{id}/pause", {}),
        "resume": Step("company", "place-offers/{id}/resume"),
        "withdraw": Step("company", "place-offers/{id}/withdraw"),
    },
    Phase: {"plan": Step("school", "phases/{id}/plan")},
    Invitation: {
        "accept": Step("chamber", "invitations/{id}/accept"),
        "decline": Step("chamber", "invitations/{id}/decline"),
    },
    Pupil: {
        "leave": Step("school", "pupils/{id}/leave"),
        "return": Step("school", "pupils/{id}/return"),
        "erase": Step("school", "pupils/{id}/erase"),
    },
    Application: {
        "submit": Step("pupil", "applications/{id}/submit"),
        "open": Step("company", "applications/{id}/open"),
        "accept": Step("company", "applications/{id}/accept"),
        "decline": Step("company", "applications/{id}/decline", REASON),
        "confirm": Step("pupil", "applications/{id}/confirm"),
        "withdraw": Step("pupil", "applications/{id}/withdraw"),
    },
    Placement: {
        "complete": Step("company", "placements/{id}/complete", {"training_offered": True}, LAST),
        "terminate": Step("school", "placements/{id}/terminate", REASON),
    },
    Agreement: {
        "complete": Step("company", "agreements/{id}/complete", TERMS),
        "sign": Step("school", "agreements/{id}/sign", {"role": "school"}),
        "countersign": Step("school", "agreements/{id}/countersign"),
    },
    PracticeDay: {
        f"{verb}_{status}": Step(by, f"practice-days/{{id}}/{verb}", {"status": status}, DAY)
        for (verb, by), status in product((("record", "company"), ("correct", "school")), RECORDED)
    },
    DiaryEntry: {
        "write": Step("pupil", "practice-days/{id}/diary", {"text": "Gesägt"}, DAY),
        "initial": Step("company", "practice-days/{id}/diary/initial", {"initials": "FT"}, DAY),
        "grade": Step("school", "practice-days/{id}/diary/grade", {"grade": 2}, DAY),
    },
    Assessment: {
        "submit": Step("company", "placements/{id}/assessment/submit", MARKS),
        "discuss": Step("pupil", "placements/{id}/assessment/discuss", {}),
        "grade": Step("school", "placements/{id}/assessment/grade", {"grade": 1}),
    },
    Visit: {
        "finish": Step("school", "visits/{id}/finish", {}, DAY),
        "cancel": Step("school", "visits/{id}/cancel"),
    },
    Incident: {
        "resolve": Step("school", "incidents/{id}/resolve", {"resolution": "Gemeldet"}),
        "reopen": Step("school", "incidents/{id}/reopen"),
    },
    AssignmentRun: {
        "apply": Step("school", "assignment-runs/{id}/apply"),
        "discard": Step("school", "assignment-runs/{id}/discard"),
    },
}
# No verb of a life: what they do is tested where they are.
OTHERS = {
    "application.release",
    "agreement.record_paper",
    "agreement.amend",
    "break_glass.close",
    "code.print_for_cohort",
    "company.confirm_day",
    "placement.acknowledge",
}
ALONGSIDE = {
    Application: {"released_at": NOW, "due_at": NOW.replace(day=12)},
    PracticeDay: {"recorded_by": "company", "recorded_at": DAY},
}
"""What a row has besides the state, where the state alone would not be believed."""


class Shelf:
    """The whole database as it was once, to be put back after a step."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._rows: dict[str, list[dict[str, Any]]] = {}

    async def take(self) -> None:
        async with self.database.reading() as reading:
            for table in Row.metadata.sorted_tables:
                self._rows[table.name] = [dict(row) for row in (await reading.execute(select(table))).mappings()]

    async def put_back(self) -> None:
        async with self.database.begin(at=NOW) as tx:
            for table in reversed(Row.metadata.sorted_tables):
                await tx.execute(delete(table))
            for table in Row.metadata.sorted_tables:
                if self._rows[table.name]:
                    await tx.execute(insert(table), self._rows[table.name])


async def _stand(
    app: FastAPI, people: People, world: World, database: Database
) -> tuple[dict[str, Any], dict[type[Row], str]]:
    """Somebody of each role, and a row of each class: one pupil is in a company, one about to be, one applies."""
    first, second, third = await some_pupils(database, 3)
    offer = await an_offer_with(database, world.company, [(world.coming, 2)], 5)
    inside, coming, applying = [await Life.of(app, people, world, pupil) for pupil in (first, second, third)]
    placement, _ = await inside.active(offer)
    draft = await coming.newest(await coming.placed(offer))
    application = await applying.offered(offer)
    (day, *_) = await inside.days(placement=placement)
    at(app, DAY)
    ok(await inside.company.post(f"/api/v1/practice-days/{day['id']}/record", json={"status": "present"}))
    ok(await inside.pupil.post(f"/api/v1/practice-days/{day['id']}/diary", json={"text": "Gebohrt"}))
    happened = {"placement_id": placement, "day": day["day"], "kind": "accident", "description": "Finger"}
    incident = ok(await inside.company.post("/api/v1/incidents", json=happened), 201)["id"]
    at(app, NOW)
    body = {"placement_id": placement, "day": day["day"]}
    visit = ok(await inside.school.post("/api/v1/visits", json=body), 201)["id"]
    run = ok(
        await inside.school.post("/api/v1/assignment-runs", json={"phase_id": str(world.coming), "seed": "x"}), 201
    )
    async with database.begin(at=NOW) as tx:
        await tx.add(an_invitation())
    ids: dict[type[Row], str] = {
        Company: str(world.company),
        PlaceOffer: str(world.offer),
        Phase: str(world.running),
        Invitation: str(BUSINESS),
        Pupil: str(third),
        Application: application,
        Placement: placement,
        Agreement: draft["id"],
        PracticeDay: day["id"],
        DiaryEntry: day["id"],
        Assessment: placement,
        Visit: visit,
        Incident: incident,
        AssignmentRun: run["id"],
    }
    callers = {"chamber": await people.chamber(), "school": inside.school, "company": inside.company}
    return {**callers, "pupil": {Application: applying.pupil, DiaryEntry: inside.pupil, Assessment: inside.pupil}}, ids


def _steps(entity: type[Row]) -> dict[tuple[str, str], str]:
    return {(was, verb): to for was, verb, to in (step.split() for step in LIVES[entity].split(","))}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_every_step_is_taken_or_is_a_conflict_that_changes_nothing(
    app: FastAPI, people: People, world: World, database: Database
):
    callers, ids = await _stand(app, people, world, database)
    shelf, log, came_out = Shelf(database), bus_tables(Row.metadata).log, {}
    await shelf.take()

    for entity, verbs in STEPS.items():
        table, (key,) = table_of(entity), table_of(entity).primary_key
        row, allowed = key == key.type.python_type(ids[entity]), _steps(entity)
        for status, (verb, step) in product(entity.TRANSITIONS, verbs.items()):
            async with database.begin(at=NOW) as tx:
                beside = {} if (entity, status) == (PracticeDay, "planned") else ALONGSIDE.get(entity, {})
                if entity is PracticeDay and not beside:
                    beside = {"recorded_by": None, "recorded_at": None}
                await tx.execute(update(table).where(row).values(status=status, **beside))
            async with database.reading() as reading:
                before = [(await reading.execute(select(one))).all() for one in (table, log)]
            at(app, step.when)
            who = callers[step.by]
            client: AsyncClient = who[entity] if isinstance(who, dict) else who
            answer = await client.post(f"/api/v1/{step.path.format(id=ids[entity])}", json=step.body)
            async with database.reading() as reading:
                after = [(await reading.execute(select(one))).all() for one in (table, log)]
                now = await reading.scalar(select(table.c.status).where(row))
            case = f"{entity.__name__}: {status} {verb}"
            if (wanted := allowed.get((str(status), verb))) is None:
                came_out[case] = (answer.status_code, after == before) == (409, True) or answer.text
            else:
                came_out[case] = (answer.is_success, str(now)) == (True, wanted) or answer.text
                await shelf.put_back()
        await shelf.put_back()

    assert {case: said for case, said in came_out.items() if said is not True} == {}
    assert len(came_out) > 200


@pytest.mark.parametrize("entity", STEPS, ids=lambda entity: entity.__name__)
def test_the_table_has_these_steps_and_no_other(entity: type[Row]):
    table = {
        (str(was), verb): str(to) for was, steps in entity.TRANSITIONS.items() for verb, to in steps.items()
        if verb not in UNSAID.get(entity, set())
    }  # fmt: skip

    assert table == _steps(entity)


def test_no_verb_of_the_api_is_left_out():
    said = {step.path for steps in STEPS.values() for step in steps.values()}
    routes = [one for router in ROUTERS for one in router.routes if isinstance(one, EdgeRoute) and not one.reads]
    verbs = {
        one.path_format.removeprefix("/api/v1/").replace("{business_id}", "{id}")
        for one in routes
        if "POST" in one.methods and "{" in one.path_format and one.operation not in OTHERS
        if ".create" not in one.operation
    }

    assert verbs == said
