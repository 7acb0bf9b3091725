"""As many businesses as an import takes, to the service as it is deployed: how long, and how much memory at most."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from tests.benchmarks.report import Goal, Table
from tests.benchmarks.rig import Rig
from tests.benchmarks.size import Size

from campaign.demo import towns
from regio_chassis.access import EVERY, KEY_ISSUER, Role, add_grant, create_key
from regio_chassis.database import Database
from regio_chassis.formats import CSV, XLSX, csv_bytes, xlsx_bytes

LINES = 5_000
SECONDS = 10
MEGABYTES = 300
TOWN = "heiligenstadt"
DONE = "XLSX, stored"
ALLOWED = f"{LINES} in {SECONDS} s"
HEADER = ("Name", "Art", "Branche", "Stadt", "Straße", "PLZ", "Öffnungszeiten", "Länge", "Praxisplätze", "Telefon")
MORE = ("Mo-Fr 09:00-18:00; PH off", "10,138", "ja", "+49 3606 1")


async def measure(rig: Rig, size: Size, memory: dict[str, float]) -> list[Table]:
    """Each round with a process and a database of its own, because the peak of a process never falls."""
    table = Table(f"Import of {LINES} businesses, {rig.engine}", "businesses/s", DONE, [Goal(ALLOWED, 1)])
    rows = [
        (f"Laden {n} für Ähren", "Handel", "Lebensmittel", TOWN, f"Lange Straße {n}", "37308", *MORE)
        for n in range(LINES)
    ]
    files = {XLSX: xlsx_bytes(HEADER, rows), CSV: csv_bytes(HEADER, rows)}
    peaks = []
    for _ in range(size.rounds):
        url, key = await _empty(rig)
        process, port = await rig.serve("campaign", url)
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, trust_env=False) as http:
            table.add("XLSX, dry run", await _rate(http, files, XLSX, "", new=LINES))
            table.add("CSV, dry run", await _rate(http, files, CSV, "", new=LINES))
            table.add(DONE, await _rate(http, files, XLSX, "?dry_run=false", new=LINES))
            table.add("XLSX, all of them known", await _rate(http, files, XLSX, "?dry_run=false", new=0))
        table.add(ALLOWED, LINES / SECONDS)
        peaks.append(_peak_megabytes(process.pid))
    most = max(peaks)
    memory[f"campaign serve at its peak while importing, {rig.engine}"] = most
    met = "met" if most < MEGABYTES else "MISSED"
    table.notes.append(f"peak of resident memory {most:.0f} MB   goal < {MEGABYTES}: {met}")
    return [table]


async def _rate(http: httpx.AsyncClient, files: dict[str, bytes], media: str, query: str, *, new: int) -> float:
    sent: dict[str, Any] = {"content": files[media], "headers": {"Content-Type": media}, "timeout": 120}
    began = time.perf_counter()
    answer = await http.post(f"/api/v1/businesses/import{query}", **sent)
    took = time.perf_counter() - began
    assert answer.status_code == 200, answer.text
    assert answer.json()["new"] == new
    return LINES / took


async def _empty(rig: Rig) -> tuple[str, str]:
    """A database with towns and somebody who may import."""
    url, at = await rig.database("campaign.migrations"), datetime.now(UTC)
    database = Database(url)
    async with database.begin(at=at) as tx:
        await tx.add(towns.towns()[TOWN])
        key = await create_key(tx, "benchmarks", at=at, expires_at=at + timedelta(days=1))
        await add_grant(tx, KEY_ISSUER, key.partition(".")[0], Role.CHAMBER, EVERY)
    await database.close()
    return url, key


def _peak_megabytes(pid: int) -> float:
    """The most resident memory a process ever had; Linux only."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / 1e6
