"""What the network decides, and which towns it calls for places in."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from placement_examples import a_town
from placement_world import People, Sister

from regio_events import network


@pytest.fixture
def towns(database) -> Sister:
    """The service network."""
    return Sister("network", database)


def _decision(version: int = 1, state: type = network.DecisionRecorded, **given: object) -> network.DecisionRecorded:
    known = {
        "decision_id": UUID(int=0xE),
        "version": version,
        "meeting_id": uuid4(),
        "kind": "call_for_seats",
        "result": "adopted",
        "town_keys": ("leinefelde", "worbis"),
        "effective_on": date(2026, 3, 1),
    }
    return state(**known | given)


async def _calls(people: People, **asked: object) -> list[tuple[str, bool]]:
    answer = await people.anonymous().get("/api/v1/seat-calls", params=asked)
    return sorted((one["town_key"], one["active"]) for one in answer.json()["items"])


async def test_a_decision_to_look_for_places_is_a_call_for_its_towns(people: People, towns: Sister):
    await towns.tell(
        _decision(),
        _decision(decision_id=uuid4(), kind="join_campaign"),
        _decision(decision_id=uuid4(), result="rejected", town_keys=("artern",)),
    )

    assert await _calls(people, active="true") == [("leinefelde", True), ("worbis", True)]
    assert await _calls(people, town="worbis") == [("worbis", True)]
    one = (await people.anonymous().get(f"/api/v1/seat-calls/{UUID(int=0xE)}")).json()
    assert (one["town_keys"], one["active"], one["effective_on"]) == (["leinefelde", "worbis"], True, "2026-03-01")


async def test_a_corrected_decision_calls_for_its_new_towns_only(people: People, towns: Sister):
    await towns.tell(_decision(), _decision(2, network.DecisionCorrected, town_keys=("worbis", "artern")))

    assert await _calls(people, active="true") == [("artern", True), ("worbis", True)]

    await towns.restore()

    assert await _calls(people) == [("artern", True), ("leinefelde", False), ("worbis", True)]


async def test_an_older_version_that_arrives_late_changes_nothing(people: People, towns: Sister):
    await towns.tell(_decision(2, network.DecisionCorrected, town_keys=("worbis",)))

    await towns.tell(_decision(1))

    assert await _calls(people) == [("worbis", True)]


@pytest.mark.parametrize(
    "end",
    [
        _decision(1, network.DecisionRevoked),
        _decision(2, network.DecisionCorrected, kind="other"),
        _decision(2, network.DecisionCorrected, result="rejected"),
    ],
)
async def test_a_decision_that_does_not_stand_any_longer_calls_for_nothing(people: People, towns: Sister, end):
    await towns.tell(_decision(), end)

    assert await _calls(people, active="true") == []

    await towns.restore()

    assert await _calls(people, active="true") == []
    one = (await people.anonymous().get(f"/api/v1/seat-calls/{UUID(int=0xE)}")).json()
    assert (one["active"], one["town_keys"]) == (False, ["leinefelde", "worbis"])


async def test_a_call_for_a_municipality_is_found_by_its_towns_and_by_its_own_key(
    people: People, towns: Sister, database
):
    async with database.begin() as tx:
        await tx.add(
            a_town(key="heiligenstadt", municipality="heilbad-heiligenstadt"),
            a_town(key="leinefelde", municipality="leinefelde-worbis"),
            a_town(key="worbis", municipality="leinefelde-worbis"),
        )
    await towns.tell(_decision(town_keys=("heilbad-heiligenstadt", "leinefelde-worbis")))

    for town, found in {
        "heiligenstadt": ["heilbad-heiligenstadt"],
        "heilbad-heiligenstadt": ["heilbad-heiligenstadt"],
        "leinefelde": ["leinefelde-worbis"],
        "worbis": ["leinefelde-worbis"],
        "sondershausen": [],
    }.items():
        assert [called for called, _ in await _calls(people, town=town)] == found
