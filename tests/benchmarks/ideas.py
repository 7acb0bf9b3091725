"""Ideas in lists, by the thousand and by the hundred thousand; and one thread among many events."""

import random
import time
from asyncio.subprocess import Process
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import httpx
from sqlalchemy import insert
from tests.benchmarks.report import Table
from tests.benchmarks.rig import Rig, percentile
from tests.benchmarks.size import Size

from network.app import SERVICE
from network.domain import Idea, IdeaStatus, IdeaTerm
from network.domain.likeness import keys
from network.projections import ThreadEvent
from regio_chassis.bus.log import EventLog
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database, Tx
from regio_chassis.rows import table_of
from regio_chassis.search import searchable

BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
CHUNK = 5_000
SHORT_THREAD = 20
LONG_THREAD = 1_000
TOWNS = ("apolda", "eisenach", "gotha", "muehlhausen", "soemmerda", "sondershausen", None)
FIELDS = ("mobilitaet", "leerstand", "aktionen-events", "erlebnisraum", "digital", "familie")
SYLLABLES = (
    "markt",
    "platz",
    "bank",
    "rad",
    "laden",
    "baum",
    "licht",
    "spiel",
    "weg",
    "haus",
    "wasser",
    "fest",
    "kunst",
)
WARM = 20
GROWTH = "ms; ours / it is how it grows"
REPEATS = 3
"""So that the slowest one is not the 99th percentile."""
RARE = "Zeppelinhangar"
LISTS: Mapping[str, str] = {
    "newest": "",
    "one town": "?town=gotha",
    "one field, most supported first": "?field=leerstand&ordering=-supports",
    "town, field and status": "?town=gotha&field=leerstand&status=open",
    "overdue": "?overdue=true&ordering=answer_due",
    "q, a common word": "?q=Marktplatz",
    "q, a word of one idea": f"?q={RARE}",
}


async def measure(rig: Rig, size: Size, memory: dict[str, float]) -> list[Table]:
    """How long a page takes, and how that grows with the number of ideas; threads among ten thousand events."""
    largest = _ideas(max(size.ideas))
    lists = {
        name: Table(f"GET /ideas, {name}, p99, {rig.engine}", GROWTH, largest)
        for name in [*LISTS, "a page in the middle", "similar ones"]
    }
    servers = {count: await _server(rig, count) for count in size.ideas}
    # Both sizes in every round: what else the machine does meanwhile is then in both.
    for _ in range(size.rounds):
        for count, (_, port) in servers.items():
            for name, milliseconds in (await _asked(port, size)).items():
                lists[name].add(_ideas(count), milliseconds)
    for process, _ in servers.values():
        process.kill()
        await process.wait()
    return [*lists.values(), *await _threads(rig, size)]


async def _server(rig: Rig, count: int) -> tuple[Process, int]:
    url = await rig.database("network.migrations")
    database = Database(url)
    database.log = EventLog(database, bus_tables(SERVICE.metadata))
    await _fill(database, count)
    await rig.filled(database)
    return await rig.serve("network", url)


def _ideas(count: int) -> str:
    return f"{count:,} ideas"


async def _asked(port: int, size: Size) -> dict[str, float]:
    base = f"http://127.0.0.1:{port}/api/v1/ideas"
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        # The first requests of a process open its connections and compile: whichever list came first would pay for it.
        await _p99(client, base, WARM)
        found = {name: await _p99(client, base + query, REPEATS * size.latencies) for name, query in LISTS.items()}
        cursor = None
        for _ in range(5):
            page = (await client.get(base, params={"limit": 100, **({"cursor": cursor} if cursor else {})})).json()
            cursor = page["next"]
        found["a page in the middle"] = await _p99(
            client, f"{base}?cursor={cursor}&limit=100", REPEATS * size.latencies
        )
        draft = {"title": "Bänke am Marktplatz", "text": "Radweg und Baumfest mit Lichtkunst"}
        # Sixty an hour may be asked from one address.
        found["similar ones"] = await _p99(client, f"{base}/similar", min(10, size.latencies), draft)
    return found


async def _p99(client: httpx.AsyncClient, url: str, times: int, body: object = None) -> float:
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        answer = await (client.get(url) if body is None else client.post(url, json=body))
        spent.append(1000 * (time.perf_counter() - began))
        assert answer.status_code == 200, answer.text
    return percentile(spent, 0.99)


async def _fill(database: Database, count: int) -> None:
    """Ideas over the years, one in ten without an answer; their words follow Zipf's law."""
    rng = random.Random(count)
    words = [one + other for one in SYLLABLES for other in SYLLABLES]
    async with database.begin(at=BEGAN) as tx:
        await SERVICE.demo(tx, datetime.now(UTC))
    for start in range(0, count, CHUNK):
        async with database.begin(at=BEGAN) as tx:
            await _chunk(tx, rng, words, start, min(start + CHUNK, count), count)


async def _chunk(tx: Tx, rng: random.Random, words: list[str], start: int, end: int, count: int) -> None:
    ideas, terms = [], []
    for number in range(start, end):
        picked = [words[int(rng.random() ** 3 * len(words))] for _ in range(12)]
        title = f"{picked[0].title()} und {picked[1]} {number}" + (f" {RARE}" if number == count // 2 else "")
        text = " ".join(picked[2:])
        status = rng.choice((IdeaStatus.OPEN, *[IdeaStatus.ANSWERED] * 9))
        idea_id = UUID(int=(7 << 76) + number)
        ideas.append(
            {
                "id": idea_id,
                "version": 1,
                "thread_id": UUID(int=number + 1),
                "town_key": rng.choice(TOWNS),
                "field_key": rng.choice(FIELDS),
                "title": title,
                "text": text,
                "searchable": searchable(title, text),
                "status": status,
                "published": rng.random() < 0.97,
                "supports": int(rng.paretovariate(1)) % 5000,
                "answer_due": date(2026, 1, 1) + timedelta(days=rng.randrange(-400, 800)),
                "secret_hash": "0" * 64,
                "created_at": BEGAN + timedelta(minutes=number),
            }
        )
        terms += [{"term": term, "idea_id": idea_id} for term in keys(title, text)]
    await tx.execute(insert(table_of(Idea)), ideas)
    await tx.execute(insert(table_of(IdeaTerm)), terms)


async def _threads(rig: Rig, size: Size) -> list[Table]:
    """A thread of twenty events, and one of a thousand, among more and more others."""
    largest = _events(max(size.thread_events))
    threads = {SHORT_THREAD: 7, LONG_THREAD: 10**6}
    tables = {
        length: Table(f"GET /threads, one of {length:,} events, p99, {rig.engine}", GROWTH, largest)
        for length in threads
    }
    servers = {}
    for count in size.thread_events:
        url = await rig.database("network.migrations")
        database = Database(url)
        await _fill_threads(database, count)
        await rig.filled(database)
        servers[count] = await rig.serve("network", url)
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        for number in range(size.rounds):
            for count, (_, port) in servers.items():
                for length, table in tables.items():
                    url = f"http://127.0.0.1:{port}/api/v1/threads/{UUID(int=threads[length])}"
                    if number == 0:
                        await _p99(client, url, WARM)
                    table.add(_events(count), await _p99(client, url, REPEATS * size.latencies))
    for process, _ in servers.values():
        process.kill()
        await process.wait()
    return list(tables.values())


def _events(count: int) -> str:
    return f"among {count:,} events"


async def _fill_threads(database: Database, count: int) -> None:
    rows = [row for thread in range(1, count // SHORT_THREAD + 1) for row in _steps(thread, SHORT_THREAD)]
    rows += _steps(10**6, LONG_THREAD)
    for start in range(0, len(rows), CHUNK):
        async with database.begin(at=BEGAN) as tx:
            await tx.execute(insert(table_of(ThreadEvent)), rows[start : start + CHUNK])


def _steps(thread: int, count: int) -> list[dict[str, object]]:
    """Every fourth event is about the next thing and begins a correlation of its own, as when people act."""
    first = thread * 10_000
    return [
        {
            "event_id": UUID(int=first + number + 1),
            "correlation_id": UUID(int=thread if number % 4 else thread + number * 10**9),
            "causation_id": UUID(int=first + number) if number else None,
            "type": "regio.network.measure.changed.v1",
            "subject": str(UUID(int=first + number // 4)),
            "source": "/regio/network",
            "epoch": 1,
            "time": BEGAN + timedelta(minutes=number),
            "public": True,
            "town_key": None,
        }
        for number in range(count)
    ]
