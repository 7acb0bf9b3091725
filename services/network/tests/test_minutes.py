"""Minutes: corrections by those who were there, texts that stay, and what reopening takes back."""

from datetime import date, timedelta

import pytest
from network_examples import (
    AT,
    ENDS,
    a_held_meeting,
    a_meeting,
    a_network,
    a_recorded_decision,
    some_minutes,
)
from network_stage import Callers, Clock

from network import commands, queries
from network.domain import Correction, Meeting, MeetingStatus, Minutes, MinutesStatus, MinutesText
from network.domain.errors import CorrectionsOpen, MinutesFinal, NotPresent, WindowOver
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database, Tx
from regio_events.network import DecisionRevoked

API = "/api/v1"
UNTIL = date(2026, 4, 1)
WITHIN = ENDS + timedelta(days=7)
AFTER = ENDS + timedelta(days=15)


async def a_draft(tx: Tx) -> tuple[Minutes, Meeting]:
    await a_network(tx)
    meeting, _ = await a_held_meeting(tx)
    draft = await commands.minutes.draft(
        tx, Scope.ALL, meeting_id=meeting.id, text="TOP 1", corrections_until=UNTIL, at=ENDS
    )
    return draft, meeting


@pytest.mark.parametrize(
    ("minutes", "town", "at", "refusal"),
    [
        ({"status": MinutesStatus.FINAL}, "gotha", WITHIN, MinutesFinal),
        ({}, "gotha", AFTER, WindowOver),
        ({"corrections_until": None}, "gotha", WITHIN, WindowOver),
        ({}, "eisenach", WITHIN, NotPresent),
    ],
)
def test_only_towns_that_were_there_correct_a_draft_in_time(
    minutes: dict[str, object], town: str, at: object, refusal: type[Exception]
) -> None:
    draft = some_minutes()
    for name, value in ({"corrections_until": UNTIL} | minutes).items():
        setattr(draft, name, value)
    meeting = a_meeting(MeetingStatus.HELD, towns_present=["gotha"])

    with pytest.raises(refusal):
        Correction.propose(draft, meeting, town_key=town, text="Anders", at=at)


def test_minutes_are_not_final_before_the_last_day_for_corrections_has_passed() -> None:
    draft = some_minutes()
    draft.corrections_until = UNTIL

    with pytest.raises(CorrectionsOpen):
        draft.finalise(unanswered=0, at=WITHIN)
    with pytest.raises(CorrectionsOpen):
        draft.finalise(unanswered=1, at=AFTER)

    assert (draft.status, draft.revision) == (MinutesStatus.DRAFT, 0)
    assert draft.finalise(unanswered=0, at=AFTER).revision == 1


async def test_a_correction_is_asked_for_adopted_and_stands_in_the_final_text(
    database: Database, caller: Callers, clock: Clock
) -> None:
    async with database.begin(at=AT) as tx:
        draft, _ = await a_draft(tx)
    moderator = await caller(Role.MODERATOR, "netzwerk-1")
    manager = await caller(Role.TOWN_MANAGER, "gotha")
    clock.now = WITHIN
    body = {"minutes_id": str(draft.id), "town_key": "gotha", "text": "Gotha war dafür."}

    asked = await manager.post(f"{API}/minutes-corrections", json=body)
    for_other = await manager.post(f"{API}/minutes-corrections", json=body | {"town_key": "eisenach"})
    own_judge = await manager.post(
        f"{API}/minutes-corrections/{asked.json()['id']}/adopt", json={"text": "TOP 1: Gotha war dafür."}
    )
    clock.now = AFTER
    early = await moderator.post(f"{API}/minutes/{draft.id}/finalise")
    adopted = await moderator.post(
        f"{API}/minutes-corrections/{asked.json()['id']}/adopt", json={"text": "TOP 1: Gotha war dafür."}
    )
    final = await moderator.post(f"{API}/minutes/{draft.id}/finalise")

    assert (asked.status_code, for_other.status_code, own_judge.status_code) == (201, 404, 404)
    assert (early.status_code, early.json()["code"]) == (409, "corrections-open")
    assert adopted.json()["status"] == "adopted"
    assert (final.json()["text"], final.json()["revision"]) == ("TOP 1: Gotha war dafür.", 1)


async def test_a_rejected_correction_leaves_the_text_and_says_why(
    database: Database, caller: Callers, clock: Clock
) -> None:
    async with database.begin(at=AT) as tx:
        draft, _ = await a_draft(tx)
        asked = await commands.minutes.propose_correction(
            tx, Scope.ALL, minutes_id=draft.id, town_key="gotha", text="Anders", at=WITHIN
        )
    moderator = await caller(Role.MODERATOR, "netzwerk-1")
    path = f"{API}/minutes-corrections/{asked.id}"

    rejected = await moderator.post(f"{path}/reject", json={"reason": "So wurde es beschlossen"})
    again = await moderator.post(f"{path}/adopt", json={"text": "Anders"})

    assert (rejected.json()["status"], rejected.json()["reason"]) == ("rejected", "So wurde es beschlossen")
    assert (again.status_code, again.json()["code"]) == (409, "transition-not-allowed")
    assert (await moderator.get(f"{API}/minutes/{draft.id}")).json()["text"] == "TOP 1"


async def test_every_final_text_is_kept_and_a_draft_is_not_shown_to_strangers(
    database: Database, caller: Callers
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        _, minutes = await a_recorded_decision(tx)
        await commands.minutes.reopen(tx, Scope.ALL, minutes.id, reason="Fehler in TOP 1")
        await commands.minutes.rewrite(tx, Scope.ALL, minutes.id, text="TOP 1, berichtigt")
        hidden = await tx.entities(MinutesText, queries.minutes.texts(Scope.PUBLIC, minutes.id))
        await commands.minutes.finalise(tx, Scope.ALL, minutes.id, at=AFTER)
    moderator = await caller(Role.MODERATOR, "netzwerk-1")

    kept = (await moderator.get(f"{API}/minutes/{minutes.id}/revisions")).json()["items"]

    assert hidden == []
    assert [(one["revision"], one["text"]) for one in kept] == [(1, "TOP 1"), (2, "TOP 1, berichtigt")]


async def test_reopening_revokes_every_decision_that_rests_on_the_minutes(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        decision, minutes = await a_recorded_decision(tx)

        await commands.minutes.reopen(tx, Scope.ALL, minutes.id, reason="Fehler in TOP 1")

        event = tx.recorded[-1].event
        assert isinstance(event, DecisionRevoked)
        assert (event.decision_id, event.reason_code) == (decision.id, "minutes-reopened")
