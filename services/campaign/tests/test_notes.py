"""What the sisters do that concerns a town's action windows and its businesses."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from campaign_people import People
from campaign_stage import Sister, Stage

from regio_chassis.access import Role
from regio_chassis.database import Database
from regio_events import network, placement
from regio_events.network import MeasureStatus, MeetingKind
from regio_events.placement import SeatGap

MANAGER, SHOP = Role.TOWN_MANAGER, Role.SHOPKEEPER
MEETING, MEASURE, PHASE = UUID(int=1), UUID(int=2), UUID(int=3)


def a_meeting(starts: int = 16, ends: int = 18, **other: Any) -> dict[str, Any]:
    """On Friday 11 September 2026, hours in UTC."""
    facts = {
        "meeting_id": MEETING,
        "kind": MeetingKind.WORKING_MEETING,
        "group_keys": ("netzwerk-2",),
        "town_keys": ("leinefelde-worbis",),
        "starts_at": datetime(2026, 9, 11, starts, tzinfo=UTC),
        "ends_at": datetime(2026, 9, 11, ends, tzinfo=UTC),
        "ics_uid": "m1@network",
        "sequence": 0,
    }
    return facts | other


def a_measure(**other: Any) -> dict[str, Any]:
    facts = {
        "measure_id": MEASURE,
        "town_keys": ("leinefelde-worbis",),
        "field": "mobilitaet",
        "from_status": MeasureStatus.PLANNED,
        "to_status": MeasureStatus.RUNNING,
        "progress_percent": 10,
        "starts_on": date(2026, 9, 12),
        "ends_on": date(2026, 10, 31),
        "affects_access": True,
        "origin_measure_id": None,
    }
    return facts | other


async def notes(people: People, stage: Stage, role: Role = MANAGER, key: str = "worbis") -> list[dict[str, Any]]:
    answer = await people.get(f"/town-participations/{stage.worbis.id}/notes", role, key)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_meeting_in_the_windows_warns_the_town_and_nobody_else(people: People, database: Database) -> None:
    stage = await Stage.build(database)

    await Sister("network", database).states(network.MeetingScheduled(**a_meeting()))

    (note,) = await notes(people, stage)
    assert (note["kind"], note["about"], note["days"]) == ("meeting", str(MEETING), ["2026-09-11"])
    assert "11.09.2026 um 18:00 Uhr" in note["text"]
    assert await notes(people, stage, Role.ANONYMOUS) == []
    assert await notes(people, stage, MANAGER, "gotha") == []


@pytest.mark.parametrize(
    "other",
    [
        {"starts": 5, "ends": 8},
        {"starts": 18, "ends": 20},
        {"town_keys": ("gotha",)},
        {"starts_at": datetime(2026, 9, 13, 10, tzinfo=UTC), "ends_at": datetime(2026, 9, 13, 12, tzinfo=UTC)},
    ],
)
async def test_a_meeting_at_another_time_or_of_others_does_not_clash(
    people: People, database: Database, other: dict[str, Any]
) -> None:
    stage = await Stage.build(database)

    await Sister("network", database).states(network.MeetingScheduled(**a_meeting(**other)))

    assert await notes(people, stage) == []


async def test_the_warning_goes_when_the_meeting_moves_or_is_cancelled(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    sister = Sister("network", database)
    await sister.states(network.MeetingScheduled(**a_meeting()))
    before = len(await notes(people, stage))
    await sister.states(network.MeetingRescheduled(**a_meeting(5, 7, sequence=1)))
    moved = len(await notes(people, stage))
    await sister.states(network.MeetingRescheduled(**a_meeting(sequence=2)))
    back = len(await notes(people, stage))
    await sister.states(network.MeetingCancelled(**a_meeting(sequence=3)))

    assert (before, moved, back, await notes(people, stage)) == (1, 0, 1, [])


async def test_a_measure_that_hinders_access_is_noted_for_everybody(people: People, database: Database) -> None:
    stage = await Stage.build(database)

    await Sister("network", database).states(network.MeasureChanged(**a_measure()))

    (note,) = await notes(people, stage, Role.ANONYMOUS)
    assert (note["kind"], note["about"], note["days"]) == ("access", str(MEASURE), ["2026-09-12"])
    assert note["text"].startswith("Eine Maßnahme ab 12.09.2026 bis 31.10.2026")


@pytest.mark.parametrize(
    "other",
    [
        {"affects_access": False},
        {"town_keys": ("gotha",)},
        {"starts_on": date(2026, 9, 13)},
        {"to_status": MeasureStatus.DONE},
        {"to_status": MeasureStatus.DROPPED},
    ],
)
async def test_a_measure_elsewhere_later_or_without_effect_is_not_noted(
    people: People, database: Database, other: dict[str, Any]
) -> None:
    stage = await Stage.build(database)

    await Sister("network", database).states(
        network.MeasureChanged(**a_measure()), network.MeasureChanged(**a_measure(**other))
    )

    assert await notes(people, stage) == []


async def test_a_measure_without_fixed_days_touches_all_windows(people: People, database: Database) -> None:
    stage = await Stage.build(database)

    await Sister("network", database).states(network.MeasureStarted(**a_measure(starts_on=None, ends_on=None)))

    assert (await notes(people, stage))[0]["days"] == ["2026-09-11", "2026-09-12"]


async def test_wanted_places_are_a_call_to_businesses_that_take_part(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    sister, keeper = Sister("placement", database), str(stage.shop.id)
    short = placement.SeatsShort(phase_id=PHASE, town_key="worbis", gap=SeatGap.MANY, kldb_groups=("62",))
    elsewhere = placement.SeatsShort(phase_id=uuid4(), town_key="gotha", gap=SeatGap.FEW, kldb_groups=())

    await sister.states(short, elsewhere)
    called = (await people.get(f"/businesses/{keeper}/calls", SHOP, keeper)).json()["items"]
    stranger = await people.get(f"/businesses/{keeper}/calls", SHOP, str(uuid4()))
    await people.done(f"/participations/{stage.part.id}/withdraw", SHOP, keeper)
    withdrawn = (await people.get(f"/businesses/{keeper}/calls", SHOP, keeper)).json()["items"]

    assert [(call["phase_id"], call["gap"], call["kldb_groups"]) for call in called] == [(str(PHASE), "many", ["62"])]
    assert called[0]["text"] == "In Worbis fehlen noch viele Plätze für Praxistage. Können Sie einen anbieten?"
    assert stranger.status_code == 404
    assert withdrawn == []


async def test_the_call_ends_with_the_phase(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    sister, keeper = Sister("placement", database), str(stage.shop.id)
    over = placement.PhaseCompleted(
        phase_id=PHASE,
        town_key="worbis",
        companies=None,
        placements=None,
        training_offers=None,
        suppressed=True,
    )
    await sister.states(placement.SeatsShort(phase_id=PHASE, town_key="worbis", gap=SeatGap.FEW, kldb_groups=()), over)

    await sister.restores_a_backup()

    assert (await people.get(f"/businesses/{keeper}/calls", SHOP, keeper)).json()["items"] == []
    assert await sister.parked() == 0
