"""The calendar of a working group: how long a subscriber waits, and how that grows with the number of meetings."""

import time
from datetime import UTC, datetime, timedelta

import httpx
from tests.benchmarks.report import Table
from tests.benchmarks.rig import Rig, percentile, resident_megabytes
from tests.benchmarks.size import Size

from network.domain import Meeting, MeetingParty, WorkingGroup
from regio_chassis.database import Database
from regio_chassis.rows import Row
from regio_events.network import MeetingKind

GROUPS = 100
"""So that the largest run has a thousand meetings of each group, of twenty years."""
SPAN = timedelta(days=20 * 365)
PAGE = 1000
SLOWEST = 0.99
WARM = 10


async def measure(rig: Rig, size: Size, memory: dict[str, float]) -> list[Table]:
    """The 99th percentile of one reader after the other, fresh and with what the reader has already."""
    largest = _case(max(size.meetings))
    tables = [
        Table(f"Meeting calendar, 99th percentile, {rig.engine}", "ms; ours / it is how it grows", largest),
        Table(f"Meeting list of a group, 99th percentile, {rig.engine}", "ms; ours / it is how it grows", largest),
    ]
    servers = {}
    for count in size.meetings:
        url = await rig.database("network.migrations")
        database = Database(url)
        await _fill(database, count)
        await rig.filled(database)
        servers[count] = await rig.serve("network", url)
    # All sizes in every round: what else the machine does meanwhile is then in each.
    for number in range(size.rounds):
        for count, (process, port) in servers.items():
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1", trust_env=False) as http:
                for table, path in zip(tables, ("/working-groups/{}/meetings.ics", "/meetings?group={}"), strict=True):
                    if number == 0:
                        await _slowest(http, path, WARM)
                    table.add(_case(count), await _slowest(http, path, size.latencies))
            memory[f"network serve with {_case(count)}, {rig.engine}"] = resident_megabytes(process)
    return tables


async def _slowest(http: httpx.AsyncClient, path: str, times: int) -> float:
    took = []
    for number in range(times):
        began = time.perf_counter()
        answer = await http.get(path.format(f"netzwerk-{number % GROUPS}"))
        took.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.text
    return percentile(took, SLOWEST)


async def _fill(database: Database, count: int) -> None:
    """Meetings of a hundred groups, evenly spread over twenty years up to next year."""
    at = datetime.now(UTC)
    async with database.begin(at=at) as tx:
        await tx.add(*(WorkingGroup(key=f"netzwerk-{n}", name=f"Netzwerk {n}", created_at=at) for n in range(GROUPS)))
    for start in range(0, count, PAGE):
        rows: list[Row] = []
        parties: list[Row] = []
        for number in range(start, min(start + PAGE, count)):
            meeting, _ = Meeting.schedule(
                kind=MeetingKind.WORKING_MEETING,
                title="Arbeitstreffen",
                group_keys=[f"netzwerk-{number % GROUPS}"],
                town_keys=["gotha"],
                starts_at=(starts := at + timedelta(days=365) - SPAN * number / count),
                ends_at=starts + timedelta(hours=3),
                at=at,
                place="Rathaus",
            )
            rows.append(meeting)
            parties += [
                MeetingParty(meeting_id=meeting.id, starts_at=starts, group_key=key) for key in meeting.group_keys
            ]
        async with database.begin(at=at) as tx:
            await tx.add(*rows)
            await tx.add(*parties)


def _case(count: int) -> str:
    return f"{count:,} meetings"
