"""What follows from decisions of the network, once and only once."""

import asyncio
from datetime import date, time
from typing import Any
from uuid import UUID, uuid4

import pytest
from campaign_examples import NOW, WINDOWS, a_town, an_edition
from campaign_stage import Sister, Stage, stated_by, town_participations

from campaign.commands import editions
from campaign.commands import towns as commands
from campaign.domain import Attention, EditionStatus, OfferStatus, TownStatus
from regio_chassis.access import Scope
from regio_chassis.database import Database
from regio_events import Window, network
from regio_events.network import DecisionKind, DecisionResult

SUNDAY = (Window(day=date(2026, 9, 13), opens=time(13), closes=time(18)),)


def a_decision(decision_id: UUID, towns: tuple[str, ...] = ("leinefelde-worbis",), **other: Any) -> dict[str, Any]:
    facts = {
        "decision_id": decision_id,
        "version": 1,
        "meeting_id": uuid4(),
        "kind": DecisionKind.JOIN_CAMPAIGN,
        "result": DecisionResult.ADOPTED,
        "town_keys": towns,
        "edition_year": 2026,
        "window": SUNDAY,
        "effective_on": date(2026, 5, 1),
    }
    return facts | other


async def test_a_decision_to_join_declares_every_place_of_the_municipality(database: Database) -> None:
    await Stage.build(database)
    sister, decision = Sister("network", database), uuid4()

    await sister.states(network.DecisionRecorded(**a_decision(decision, ("leinefelde-worbis", "gotha"))))

    found = await town_participations(database)
    assert {key: p.status for key, p in found.items()} == {
        "worbis": TownStatus.PUBLISHED,
        "leinefelde": TownStatus.DECLARED,
        "gotha": TownStatus.DECLARED,
    }
    assert found["leinefelde"].windows == SUNDAY
    assert found["leinefelde"].decision_id == decision
    assert found["worbis"].decision_id is None
    cause = sister.stated[0][1]
    assert await stated_by(database) == [("town.declared", cause), ("town.declared", cause)]


async def test_reading_the_channel_again_from_the_start_changes_nothing(database: Database) -> None:
    await Stage.build(database)
    sister, joins, moves = Sister("network", database), uuid4(), uuid4()
    await sister.states(
        network.DecisionRecorded(**a_decision(joins, ("gotha",))),
        network.DecisionRecorded(
            **a_decision(moves, ("gotha",), kind=DecisionKind.SET_ACTION_WINDOW, window=WINDOWS[:1])
        ),
        network.DecisionRevoked(**a_decision(joins, ("gotha",))),
    )
    before = {key: p.model_dump() for key, p in (await town_participations(database)).items()}
    stated = await stated_by(database)

    await sister.restores_a_backup()

    assert {key: p.model_dump() for key, p in (await town_participations(database)).items()} == before
    assert await stated_by(database) == stated
    assert await sister.parked() == 0


async def test_a_decision_waits_until_its_edition_is_announced(database: Database) -> None:
    edition = an_edition()
    async with database.begin(at=NOW) as tx:
        await tx.add(a_town("gotha", "gotha"), edition)
    sister, decision = Sister("network", database), uuid4()
    await sister.states(network.DecisionRecorded(**a_decision(decision, ("gotha",))))
    waiting = await town_participations(database)

    async with database.begin(at=NOW) as tx:
        await editions.announce(tx, Scope.ALL, edition.id, expected=None)

    assert waiting == {}
    assert (await town_participations(database))["gotha"].decision_id == decision
    assert [type for type, _ in await stated_by(database)] == ["edition.announced", "town.declared"]


async def test_a_decision_and_the_announcement_at_once_declare_the_town_once(database: Database) -> None:
    edition = an_edition()
    async with database.begin(at=NOW) as tx:
        await tx.add(a_town("gotha", "gotha"), edition)
    sister = Sister("network", database)

    async def announce() -> None:
        async with database.begin(at=NOW) as tx:
            await editions.announce(tx, Scope.ALL, edition.id, expected=None)

    await asyncio.gather(announce(), sister.states(network.DecisionRecorded(**a_decision(uuid4(), ("gotha",)))))

    assert (await town_participations(database))["gotha"].status is TownStatus.DECLARED
    assert [type for type, _ in await stated_by(database)] == ["edition.announced", "town.declared"]


async def test_windows_decided_before_the_town_joins_are_its_windows(database: Database) -> None:
    await Stage.build(database)
    sister = Sister("network", database)

    await sister.states(
        network.DecisionRecorded(
            **a_decision(uuid4(), ("gotha",), kind=DecisionKind.SET_ACTION_WINDOW, window=WINDOWS)
        ),
        network.DecisionRecorded(**a_decision(uuid4(), ("gotha",), window=None)),
    )

    assert (await town_participations(database))["gotha"].windows == WINDOWS


async def test_windows_follow_a_decision_until_the_programme_is_public(database: Database) -> None:
    await Stage.build(database)
    sister = Sister("network", database)
    await sister.states(network.DecisionRecorded(**a_decision(uuid4(), window=None)))

    await sister.states(
        network.DecisionRecorded(**a_decision(uuid4(), kind=DecisionKind.SET_ACTION_WINDOW, window=SUNDAY))
    )

    found = await town_participations(database)
    assert (found["leinefelde"].windows, found["leinefelde"].attention) == (SUNDAY, None)
    assert (found["worbis"].windows, found["worbis"].attention) == (WINDOWS, Attention.WINDOWS_DECIDED)


async def test_decided_windows_do_not_leave_a_published_offer_behind(database: Database) -> None:
    stage = await Stage.build(database)
    async with database.begin(at=NOW) as tx:
        stage.worbis.status = TownStatus.CONFIRMED
        await tx.save(stage.worbis)
    await stage.offer(database, OfferStatus.PUBLISHED)
    decision = a_decision(uuid4(), kind=DecisionKind.SET_ACTION_WINDOW, window=SUNDAY)

    await Sister("network", database).states(network.DecisionRecorded(**decision))

    worbis = (await town_participations(database))["worbis"]
    assert (worbis.windows, worbis.attention) == (WINDOWS, Attention.WINDOWS_DECIDED)


async def test_windows_that_people_changed_after_the_decision_stay(database: Database) -> None:
    await Stage.build(database)
    sister = Sister("network", database)
    await sister.states(network.DecisionRecorded(**a_decision(uuid4(), ("gotha",))))
    gotha = (await town_participations(database))["gotha"]
    async with database.begin(at=NOW) as tx:
        await commands.change(tx, Scope.ALL, gotha.id, {"windows": WINDOWS}, expected=None)

    await sister.restores_a_backup()

    assert (await town_participations(database))["gotha"].windows == WINDOWS


async def test_a_revoked_decision_withdraws_what_nobody_confirmed(database: Database) -> None:
    await Stage.build(database)
    sister, decision = Sister("network", database), uuid4()
    await sister.states(network.DecisionRecorded(**a_decision(decision, ("gotha",))))

    await sister.states(network.DecisionRevoked(**a_decision(decision, ("gotha",), reason_code="minutes_reopened")))

    assert (await town_participations(database))["gotha"].status is TownStatus.WITHDRAWN
    assert await stated_by(database) == [
        ("town.declared", sister.stated[0][1]),
        ("town.withdrew", sister.stated[1][1]),
    ]


async def test_a_revoked_decision_leaves_a_confirmed_town_to_the_chamber(database: Database) -> None:
    await Stage.build(database)
    sister, decision = Sister("network", database), uuid4()
    await sister.states(network.DecisionRecorded(**a_decision(decision, ("gotha",))))
    gotha = (await town_participations(database))["gotha"]
    async with database.begin(at=NOW) as tx:
        await commands.confirm(tx, Scope.ALL, gotha.id, expected=None)

    await sister.states(network.DecisionRevoked(**a_decision(decision, ("gotha",))))

    found = (await town_participations(database))["gotha"]
    assert (found.status, found.attention) == (TownStatus.CONFIRMED, Attention.DECISION_REVOKED)


async def test_a_correction_moves_the_decision_to_other_towns_and_windows(database: Database) -> None:
    await Stage.build(database)
    sister, decision = Sister("network", database), uuid4()
    await sister.states(network.DecisionRecorded(**a_decision(decision, ("gotha",))))

    await sister.states(network.DecisionCorrected(**a_decision(decision, ("leinefelde",), version=2, window=WINDOWS)))
    await sister.states(network.DecisionCorrected(**a_decision(decision, ("leinefelde",), version=3, window=SUNDAY)))

    found = await town_participations(database)
    assert found["gotha"].status is TownStatus.WITHDRAWN
    assert (found["leinefelde"].status, found["leinefelde"].windows) == (TownStatus.DECLARED, SUNDAY)


@pytest.mark.parametrize("other", [{"result": DecisionResult.REJECTED}, {"kind": DecisionKind.OTHER}])
async def test_a_decision_that_was_not_adopted_or_is_about_something_else_changes_nothing(
    database: Database, other: dict[str, Any]
) -> None:
    await Stage.build(database)

    await Sister("network", database).states(network.DecisionRecorded(**a_decision(uuid4(), ("gotha",), **other)))

    assert set(await town_participations(database)) == {"worbis"}
    assert await stated_by(database) == []


async def test_an_invited_town_accepts_by_its_decision(database: Database) -> None:
    stage = await Stage.build(database)
    async with database.begin(at=NOW) as tx:
        await commands.create(
            tx, Scope.ALL, edition_id=stage.edition.id, town_key="gotha", declared=False, facts={"windows": ()}
        )

    await Sister("network", database).states(network.DecisionRecorded(**a_decision(uuid4(), ("gotha",))))

    found = (await town_participations(database))["gotha"]
    assert (found.status, found.windows) == (TownStatus.DECLARED, SUNDAY)


async def test_a_town_that_withdrew_by_its_own_may_be_declared_by_a_new_decision(database: Database) -> None:
    await Stage.build(database)
    sister = Sister("network", database)
    await sister.states(network.DecisionRecorded(**a_decision(uuid4(), ("gotha",))))
    gotha = (await town_participations(database))["gotha"]
    async with database.begin(at=NOW) as tx:
        await commands.withdraw(tx, Scope.ALL, gotha.id, reason="Baustelle", expected=None)

    await sister.states(network.DecisionRecorded(**a_decision(uuid4(), ("gotha",))))

    assert (await town_participations(database))["gotha"].status is TownStatus.DECLARED


async def test_an_ended_edition_is_not_joined_any_more(database: Database) -> None:
    async with database.begin(at=NOW) as tx:
        await tx.add(a_town("gotha", "gotha"), an_edition(EditionStatus.ENDED))

    await Sister("network", database).states(network.DecisionRecorded(**a_decision(uuid4(), ("gotha",))))

    assert await town_participations(database) == {}
