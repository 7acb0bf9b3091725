"""Lives of application, placement, agreement, practice day, diary, assessment, visit, incident, run: every step."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from placement_examples import hours

from placement.domain.agreements import Agreement, Method, Signer, Terms
from placement.domain.applications import Application
from placement.domain.base import Row
from placement.domain.phases import Phase, PhaseStatus
from placement.domain.placements import Origin, Placement
from placement.domain.practice_days import DayStatus, PracticeDay, Recorder
from placement.domain.records import Assessment, Criterion, DiaryEntry, Incident, IncidentKind, Visit
from placement.domain.runs import AssignmentRun
from regio_chassis.errors import DomainError, TransitionRefused

AT = datetime(2026, 5, 12, 7, tzinfo=UTC)
DAY = AT.date()
LATER = AT + timedelta(days=30)
ID = UUID(int=1)
ABOUT = {"pupil_id": ID, "school_key": "lessing", "company_id": ID}
AGREED = Terms(
    tutor="T", tasks="x", hours=hours("08:00", "12:00"), first_day=date(2026, 4, 20), last_day=date(2026, 7, 3)
)
OTHER = AGREED.model_copy(update={"tasks": "y"})
PHASE = Phase(
    id=ID, school_id=ID, school_year="2025/26", number=1, starts_on=date(2026, 4, 20), ends_on=date(2026, 7, 3),
    status=PhaseStatus.PLANNED, weekday=2,
)  # fmt: skip
EVERYBODY = [Signer.COMPANY, Signer.GUARDIAN, Signer.PUPIL, Signer.SCHOOL]
MARKS = dict.fromkeys(Criterion, 1)

# By class: how to make one, the whole table as pairs "from verb to", and how each verb is called.
LIVES: dict[type[Row], tuple[dict[str, Any], str, dict[str, Any]]] = {
    Application: (
        {**ABOUT, "phase_id": ID, "offer_id": ID, "rank": 1},
        """draft submit submitted, draft withdraw withdrawn,
        submitted open seen, submitted expire expired, submitted withdraw withdrawn,
        seen accept offered, seen decline declined, seen expire expired, seen withdraw withdrawn,
        offered confirm confirmed, offered lapse lapsed, offered withdraw withdrawn""",
        {
            "submit": lambda one: one.submit(at=AT),
            "open": lambda one: one.open(),
            "accept": lambda one: one.accept(at=AT),
            "decline": lambda one: one.decline("x", at=AT),
            "confirm": lambda one: one.confirm(at=AT),
            "withdraw": lambda one: one.withdraw(),
            "expire": lambda one: one.expire(at=LATER),
            "lapse": lambda one: one.lapse(at=LATER),
        },
    ),
    Placement: (
        {
            **ABOUT,
            "phase_id": ID,
            "offer_id": ID,
            "kldb": "22342",
            "weekday": 2,
            "origin": Origin.RUN,
            "confirmed_at": AT,
        },
        "confirmed complete completed, confirmed terminate terminated",
        {
            "complete": lambda one: one.complete(training_offered=True, on=DAY),
            "terminate": lambda one: one.terminate("x", on=DAY),
        },
    ),
    Agreement: (
        {**ABOUT, "placement_id": ID, "number": 1, "terms": AGREED, "rule_set": "jarbschg-2022"},
        """draft complete ready, draft supersede superseded, draft terminate terminated,
        ready sign partly_signed, ready supersede superseded, ready terminate terminated,
        partly_signed sign partly_signed, partly_signed sign_last signed, partly_signed supersede superseded,
        partly_signed terminate terminated,
        signed countersign active, signed supersede superseded, signed terminate terminated,
        active finish completed, active supersede superseded, active terminate terminated""",
        {
            "complete": lambda one: one.complete(AGREED, PHASE, on=DAY),
            "sign": lambda one: one.sign(Signer.SCHOOL, Method.PAPER, [], signed_on=DAY, at=AT, today=DAY),
            "sign_last": lambda one: one.sign(
                Signer.SCHOOL, Method.PAPER, EVERYBODY[:3], signed_on=DAY, at=AT, today=DAY
            ),
            "countersign": lambda one: one.countersign(on=DAY),
            "supersede": lambda one: one.supersede(on=DAY),
            "finish": lambda one: one.finish(on=DAY),
            "terminate": lambda one: one.terminate("x", on=DAY),
        },
    ),
    PracticeDay: (
        {
            **ABOUT,
            "placement_id": ID,
            "day": DAY,
            "starts": time(8),
            "ends": time(12),
            "changed_at": AT,
            "recorded_by": Recorder.COMPANY,
            "recorded_at": AT,
        },
        """planned record_present present, planned record_excused excused, planned record_unexcused unexcused,
        planned record_company_closed company_closed, planned cancel cancelled, cancelled plan planned,
        present correct_excused excused, present correct_unexcused unexcused,
        present correct_company_closed company_closed,
        excused correct_present present, excused correct_unexcused unexcused,
        excused correct_company_closed company_closed,
        unexcused correct_present present, unexcused correct_excused excused,
        unexcused correct_company_closed company_closed,
        company_closed correct_present present, company_closed correct_excused excused,
        company_closed correct_unexcused unexcused""",
        {
            **{
                f"record_{status}": lambda one, status=status: one.record(status, Recorder.COMPANY, at=AT)
                for status in ("present", "excused", "unexcused", "company_closed")
            },
            **{
                f"correct_{status}": lambda one, status=status: one.correct(DayStatus(status), at=AT)
                for status in ("present", "excused", "unexcused", "company_closed")
            },
            "cancel": lambda one: one.cancel(at=AT),
            "plan": lambda one: one.plan(at=AT),
        },
    ),
    DiaryEntry: (
        {**ABOUT, "practice_day_id": ID, "text": "x", "written_at": AT},
        "written write written, written initial initialled, initialled grade graded, graded grade graded",
        {
            "write": lambda one: one.write("y", at=AT),
            "initial": lambda one: one.initial("FB"),
            "grade": lambda one: one.give_grade(2),
        },
    ),
    Assessment: (
        {**ABOUT, "placement_id": ID},
        "due submit submitted, submitted discuss discussed, discussed grade graded",
        {
            "submit": lambda one: one.submit(MARKS, None),
            "discuss": lambda one: one.discuss("x"),
            "grade": lambda one: one.give_grade(1),
        },
    ),
    Visit: (
        {**ABOUT, "placement_id": ID, "day": DAY},
        "planned finish done, planned cancel cancelled",
        {"finish": lambda one: one.finish("x", today=DAY), "cancel": lambda one: one.cancel()},
    ),
    Incident: (
        {**ABOUT, "placement_id": ID, "day": DAY, "kind": IncidentKind.ACCIDENT, "description": "x"},
        "open resolve resolved, resolved reopen open",
        {"resolve": lambda one: one.resolve("x"), "reopen": lambda one: one.reopen()},
    ),
    AssignmentRun: (
        {
            "school_key": "lessing",
            "phase_id": ID,
            "seed": "x",
            "input": "d",
            "placed": 0,
            "left_over": 0,
            "made_at": AT,
        },
        "dry apply applied, dry discard discarded",
        {"apply": lambda one: one.apply("d"), "discard": lambda one: one.discard()},
    ),
}


def _made(model: type[Any], status: str) -> Any:
    facts, _, _ = LIVES[model]
    (first, *_) = model.TRANSITIONS
    return model(**facts, status=type(first)(status))


def _steps(model: type[Any]) -> list[tuple[str, str, str]]:
    return [tuple(step.split()) for step in LIVES[model][1].split(",")]  # type: ignore[misc]


ALLOWED = [(model, *step) for model in LIVES for step in _steps(model)]
REFUSED = [
    (model, status, verb)
    for model, (_, _, verbs) in LIVES.items()
    for status, verb in product(model.TRANSITIONS, verbs)  # type: ignore[attr-defined]
    if (str(status), verb) not in {(was, by) for was, by, _ in _steps(model)}
]


@pytest.mark.parametrize(("model", "was", "verb", "becomes"), ALLOWED)
def test_every_allowed_step_is_taken(model, was, verb, becomes):
    one = _made(model, was)

    LIVES[model][2][verb](one)

    assert one.status == becomes


@pytest.mark.parametrize("model", LIVES)
def test_the_table_has_these_steps_and_no_other(model):
    table = {(str(was), verb, str(to)) for was, steps in model.TRANSITIONS.items() for verb, to in steps.items()}

    assert table == set(_steps(model))


@pytest.mark.parametrize(("model", "was", "verb"), REFUSED)
def test_every_other_step_is_refused_and_changes_nothing(model, was, verb):
    one = _made(model, was)
    before = one.model_dump()

    with pytest.raises(TransitionRefused):
        LIVES[model][2][verb](one)

    assert one.model_dump() == before
    assert TransitionRefused.status == 409


@pytest.mark.parametrize("was", ["draft", "ready", "partly_signed", "signed"])
def test_a_change_of_a_version_that_is_not_in_force_ends_it_and_makes_the_next(was):
    one = _made(Agreement, was)

    made = one.amended(OTHER, PHASE, number=2, on=DAY)

    assert (one.status, one.terms) == ("superseded", AGREED)
    assert (made.status, made.number, made.terms, made.signers) == ("ready", 2, OTHER, EVERYBODY)


def test_a_change_of_a_version_in_force_leaves_it_in_force():
    one = _made(Agreement, "active")
    before = one.model_dump()

    made = one.amended(OTHER, PHASE, number=2, on=DAY)

    assert one.model_dump() == before
    assert made.status == "ready"


@pytest.mark.parametrize("was", ["completed", "terminated", "superseded"])
def test_what_has_ended_has_no_new_version(was):
    with pytest.raises(TransitionRefused):
        _made(Agreement, was).amended(OTHER, PHASE, number=2, on=DAY)


@pytest.mark.parametrize(
    ("was", "pupil_signs"), [("signed", False), ("active", False), ("ready", True), ("partly_signed", True)]
)
def test_another_tutor_alone_needs_no_signature_of_the_pupil_who_has_signed(was, pupil_signs):
    tutor = AGREED.model_copy(update={"tutor": "U"})

    made = _made(Agreement, was).amended(tutor, PHASE, number=2, on=DAY)

    assert (Signer.PUPIL in made.signers) is pupil_signs


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (AGREED, "nothing-changed"),
        (AGREED.model_copy(update={"first_day": date(2026, 4, 19)}), "terms-not-allowed"),
        (AGREED.model_copy(update={"last_day": date(2026, 7, 4)}), "terms-not-allowed"),
        (AGREED.model_copy(update={"last_day": date(2026, 4, 19)}), "terms-not-allowed"),
        (AGREED.model_copy(update={"hours": hours("05:00", "09:00")}), "hours-not-allowed"),
    ],
)
def test_a_new_version_keeps_the_rules_or_there_is_none(terms, code):
    one = _made(Agreement, "signed")
    before = one.model_dump()

    with pytest.raises(DomainError) as refused:
        one.amended(terms, PHASE, number=2, on=DAY)

    assert refused.value.code == code
    assert one.model_dump() == before


def test_signatures_count_by_role_and_not_by_number():
    one = _made(Agreement, "ready")
    facts = {"method": Method.ELECTRONIC, "signed_on": DAY, "at": AT, "today": DAY}

    one.sign(Signer.COMPANY, signed=[], **facts)
    with pytest.raises(DomainError) as twice:
        one.sign(Signer.COMPANY, signed=[Signer.COMPANY], **facts)
    one.sign(Signer.PUPIL, signed=[Signer.COMPANY], **facts)
    one.sign(Signer.GUARDIAN, signed=[Signer.COMPANY, Signer.PUPIL], **facts)
    state = one.status
    one.sign(Signer.SCHOOL, signed=EVERYBODY[:3], **facts)

    assert twice.value.code == "already-signed"
    assert (state, one.status) == ("partly_signed", "signed")


def test_a_signature_that_is_not_needed_or_lies_in_the_future_is_refused():
    one = _made(Agreement, "ready")
    one.signers = EVERYBODY[:2]

    with pytest.raises(DomainError) as not_needed:
        one.sign(Signer.PUPIL, Method.PAPER, [], signed_on=DAY, at=AT, today=DAY)
    with pytest.raises(DomainError) as future:
        one.sign(Signer.COMPANY, Method.PAPER, [], signed_on=DAY + timedelta(1), at=AT, today=DAY)

    assert (not_needed.value.code, future.value.code) == ("signature-not-needed", "too-early")
    assert one.status == "ready"


NOON = datetime(2026, 5, 12, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("by", "status", "moment", "code"),
    [
        (Recorder.COMPANY, "present", NOON - timedelta(seconds=1), None),
        (Recorder.COMPANY, "present", NOON, "too-late"),
        (Recorder.COMPANY, "unexcused", NOON + timedelta(days=1), "too-late"),
        (Recorder.COMPANY, "excused", NOON - timedelta(days=1), "too-early"),
        (Recorder.SCHOOL, "present", NOON - timedelta(days=1), "too-early"),
        (Recorder.SCHOOL, "excused", NOON - timedelta(days=1), None),
        (Recorder.SCHOOL, "unexcused", NOON + timedelta(days=3), None),
    ],
)
def test_the_company_records_until_noon_and_the_school_from_the_day_on(by, status, moment, code):
    day = PracticeDay(**LIVES[PracticeDay][0] | {"recorded_by": None, "recorded_at": None})

    if code is None:
        day.record(DayStatus(status), by, at=moment)
        assert (day.status, day.recorded_by, day.recorded_at) == (status, by, moment)
    else:
        with pytest.raises(DomainError) as refused:
            day.record(DayStatus(status), by, at=moment)
        assert refused.value.code == code
        assert (day.status, day.recorded_by) == ("planned", None)


def test_noon_is_noon_in_thuringia_in_winter_too():
    winter = PracticeDay(**LIVES[PracticeDay][0] | {"day": date(2026, 1, 13), "recorded_by": None, "recorded_at": None})

    winter.record(DayStatus.PRESENT, Recorder.COMPANY, at=datetime(2026, 1, 13, 10, 59, tzinfo=UTC))

    assert winter.status == "present"


def test_a_correction_keeps_what_stood_there():
    day = _made(PracticeDay, "unexcused")

    day.correct(DayStatus.EXCUSED, at=LATER)

    (old,) = day.corrections
    assert (old.was, old.recorded_by, old.recorded_at, old.corrected_at) == ("unexcused", "company", AT, LATER)
    assert (day.status, day.recorded_by) == ("excused", "school")


def test_a_day_begins_at_the_same_hour_before_and_after_the_clock_changes():
    facts = LIVES[PracticeDay][0]
    before, after = (PracticeDay(**facts | {"day": day}) for day in (date(2026, 3, 24), date(2026, 3, 31)))

    assert (before.starts_at.astimezone(UTC).hour, after.starts_at.astimezone(UTC).hour) == (7, 6)


@pytest.mark.parametrize("verb", ["expire", "lapse"])
def test_nothing_ends_before_its_time(verb):
    one = _made(Application, "seen" if verb == "expire" else "offered")
    one.due_at = AT

    with pytest.raises(DomainError) as refused:
        getattr(one, verb)(at=AT - timedelta(seconds=1))

    assert refused.value.code == "too-early"
    getattr(one, verb)(at=AT)


@pytest.mark.parametrize("verb", ["accept", "decline", "confirm"])
def test_whoever_answers_after_the_deadline_is_too_late_even_if_nobody_ended_it(verb):
    one = _made(Application, "offered" if verb == "confirm" else "seen")
    one.due_at = AT

    with pytest.raises(DomainError) as refused:
        LIVES[Application][2][verb](one)

    assert refused.value.code == "deadline-over"


def test_a_run_is_not_applied_when_the_world_changed():
    run = _made(AssignmentRun, "dry")

    with pytest.raises(DomainError) as refused:
        run.apply("other")

    assert (refused.value.code, run.status) == ("run-outdated", "dry")
