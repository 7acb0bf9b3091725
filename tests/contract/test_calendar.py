"""The calendars we publish are read by another library as we mean them, by the zone that they bring along."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from programmes import Programmes

from regio_chassis.formats import CalendarEvent, calendar

MODULES = Path(__file__).parents[1] / "node" / "node_modules"
READER = Path(__file__).parent / "read_calendar.cjs"
pytestmark = pytest.mark.node


def read(document: bytes) -> list[dict[str, Any]]:
    if shutil.which("node") is None or not (MODULES / "ical.js").is_dir():
        pytest.skip("needs node and the packages of tests/node (make test installs them where npm is)")
    # A zone of its own: what the machine's zone is must not matter.
    environment = {**os.environ, "NODE_PATH": str(MODULES), "TZ": "Asia/Tokyo"}
    done = subprocess.run(["node", str(READER)], input=document, capture_output=True, env=environment, check=True)
    found = json.loads(done.stdout)
    assert found["version"] == "2.0"
    events: list[dict[str, Any]] = found["events"]
    return events


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [
        ("2026-09-11T16:00:00+00:00", "2026-09-11T18:00:00+00:00"),
        ("2026-12-04T16:00:00+00:00", "2026-12-04T18:00:00+00:00"),
        ("2026-03-29T00:30:00+00:00", "2026-03-29T01:30:00+00:00"),
        ("2026-10-24T23:30:00+00:00", "2026-10-25T02:30:00+00:00"),
    ],
)
def test_times_are_understood_in_summer_in_winter_and_across_both_changes(starts_at: str, ends_at: str) -> None:
    moments = [datetime.fromisoformat(text) for text in (starts_at, ends_at)]
    event = CalendarEvent(
        uid="1-1",
        sequence=2,
        starts_at=moments[0],
        ends_at=moments[1],
        summary="Krimi, „Mord“; \\ Ende\nzweite Zeile",
        changed_at=datetime(2026, 6, 1, tzinfo=UTC),
        location="Markt 1, 37339 Worbis " * 5,
        cancelled=True,
    )

    [found] = read(calendar([event], name="Programm"))

    assert [datetime.fromisoformat(found[name]) for name in ("starts_at", "ends_at")] == moments
    assert (found["uid"], found["sequence"], found["status"]) == ("1-1", 2, "CANCELLED")
    assert found["summary"] == f"Abgesagt: {event.summary}"
    assert found["location"] == event.location


def test_the_programme_is_the_same_by_another_reader(told: Programmes) -> None:
    url = told.replicas["campaign"][0].url
    with httpx.Client(base_url=f"{url}/api/v1", trust_env=False, timeout=20) as client:
        document = client.get("/programme.ics", params={"edition": "2021"}).content
        current = client.get("/programme.ics").content
        entries = client.get("/programme").json()["entries"]

    assert isinstance(read(document), list)
    found = {(event["uid"], datetime.fromisoformat(event["starts_at"]), event["status"]) for event in read(current)}
    assert found == {
        (
            f"{entry['id']}-{held['number']}",
            datetime.fromisoformat(held["starts_at"]),
            "CANCELLED" if entry["cancelled"] or held in entry["dropped"] else "CONFIRMED",
        )
        for entry in entries
        for held in (*entry["dates"], *entry["dropped"])
    }
    assert len(found) > 10


def test_who_follows_the_programme_sees_a_date_moved_and_another_called_off_under_their_uids(told: Programmes) -> None:
    url, key = told.replicas["campaign"][0].url, told.keys["campaign"]
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=f"{url}/api/v1", headers=headers, trust_env=False, timeout=20) as client:
        entries = client.get("/programme").json()["entries"]
        offer = next(entry for entry in entries if entry["kind"] == "show" and not entry["cancelled"])
        day = offer["dates"][0]["day"]
        dates = [{"day": day, "starts": f"{hour}:00", "ends": f"{hour}:30"} for hour in (11, 12, 13)]
        seen = []
        for wanted in (dates[:2], dates[2:]):
            moved = client.post(f"/offers/{offer['id']}/reschedule", json={"dates": wanted}).raise_for_status().json()
            followed = [event for event in read(client.get("/programme.ics").content) if offer["id"] in event["uid"]]
            seen.append((moved["sequence"], followed))

    (first, before), (second, after) = seen
    uids = [f"{offer['id']}-{number}" for number in (1, 2)]
    assert second == first + 1
    assert [(event["uid"], event["sequence"], event["status"]) for event in before] == [
        (uid, first, "CONFIRMED") for uid in uids
    ]
    assert {event["uid"]: (event["sequence"], event["status"], event["summary"]) for event in after} == {
        uids[0]: (second, "CONFIRMED", offer["title"]),
        uids[1]: (second, "CANCELLED", f"Abgesagt: {offer['title']}"),
    }


def test_meetings_of_a_group_a_town_and_one_by_one_are_the_same_by_another_reader(told: Programmes) -> None:
    url = told.replicas["network"][0].url
    with httpx.Client(base_url=f"{url}/api/v1", trust_env=False, timeout=20) as client:
        of_all = client.get("/meetings", params={"limit": 100}).json()["items"]
        (group,) = {key for meeting in of_all for key in meeting["group_keys"]} & {"netzwerk-1"}
        town = of_all[0]["town_keys"][0]
        paths = {
            f"/working-groups/{group}/meetings.ics": [one for one in of_all if group in one["group_keys"]],
            f"/towns/{town}/meetings.ics": [one for one in of_all if town in one["town_keys"]],
            f"/meetings/{of_all[0]['id']}/meeting.ics": of_all[:1],
        }
        documents = {path: client.get(path).content for path in paths}

    assert all(paths.values())
    for path, meetings in paths.items():
        found = {
            (event["uid"], event["sequence"], datetime.fromisoformat(event["starts_at"]), event["status"])
            for event in read(documents[path])
        }
        assert found == {
            (
                f"{meeting['id']}@network.regionale-projekte",
                meeting["sequence"],
                datetime.fromisoformat(meeting["starts_at"]),
                "CANCELLED" if meeting["status"] == "cancelled" else "CONFIRMED",
            )
            for meeting in meetings
        }
