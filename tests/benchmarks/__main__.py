"""Measure, print, and say which goals were met; figures are no reason to fail."""

import argparse
import asyncio
import time

from tests.benchmarks import assignment, calendars, chain, http, ideas, imports, programme
from tests.benchmarks.report import Table, conclude, show
from tests.benchmarks.rig import installed, rig
from tests.benchmarks.size import FULL, QUICK, Size

PARTS = {
    "chain": chain.measure,
    "catch-up": chain.catch_up,
    "http": http.measure,
    "ideas": ideas.measure,
    "calendars": calendars.measure,
    "imports": imports.measure,
    "programme": programme.measure,
}
ALONE = {"assignment": assignment.measure}
"""Parts that need no server and no database, and so run once."""


async def run(engines: list[str], parts: list[str], size: Size) -> None:
    """Every part on every engine; each with servers and databases of its own."""
    began = time.monotonic()
    tables: list[Table] = []
    memory: dict[str, float] = {}
    for part in (one for one in parts if one in ALONE):
        found = ALONE[part](size)
        show(found)
        tables += found
    for engine in engines:
        for part in (one for one in parts if one in PARTS):
            async with rig(engine) as made:
                found = await PARTS[part](made, size, memory)
            show(found)
            tables += found
    missing = [
        f"{why} ({name} is not installed)"
        for name, why in installed(chain.NEEDS | http.NEEDS | programme.NEEDS | assignment.NEEDS).items()
    ]
    conclude(tables, memory, missing, seconds=time.monotonic() - began)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one small round of everything, to see that it works")
    parser.add_argument("--engine", action="append", choices=("sqlite", "postgresql"), help="default: both")
    parser.add_argument("--part", action="append", choices=[*ALONE, *PARTS], help="default: all")
    given = parser.parse_args()
    engines = given.engine or ["sqlite", "postgresql"]
    asyncio.run(run(engines, given.part or [*ALONE, *PARTS], QUICK if given.quick else FULL))


if __name__ == "__main__":
    main()
