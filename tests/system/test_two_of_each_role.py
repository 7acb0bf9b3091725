"""Two people of the same role: schemathesis makes things as one of them and asks for them as the other."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bola import peers
from programmes import SERVICES, Programmes, Templates
from sqlalchemy import text

from regio_chassis.access import KEY_ISSUER, Role, add_grant, create_key
from regio_chassis.database import Database
from regio_chassis.testing.servers import RedisServer, die_with_parent, free_port

SECONDS = 15
"""For each pair, with reading the document; schemathesis stops earlier when it has nothing more to try."""
PAIRS = {
    ("campaign", Role.SHOPKEEPER): "SELECT id FROM business LIMIT 2",
    ("campaign", Role.TOWN_MANAGER): "SELECT key FROM town LIMIT 2",
    ("network", Role.TOWN_MANAGER): "SELECT key FROM town LIMIT 2",
    ("network", Role.MODERATOR): "SELECT key FROM working_group LIMIT 2",
    ("placement", Role.SCHOOL): "SELECT key FROM school LIMIT 2",
    ("placement", Role.COMPANY): "SELECT id FROM company LIMIT 2",
    ("placement", Role.PUPIL): "SELECT id FROM pupil LIMIT 2",
}


@pytest.fixture(scope="module")
def programmes(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programmes]:
    server = RedisServer().start()
    found = Programmes(templates, None, server, tmp_path_factory.mktemp("pairs"))
    found.start()
    try:
        asyncio.run(found.ready())
        yield found
    finally:
        found.stop()
        server.stop()


async def _bearers(url: str, role: Role, statement: str) -> dict[str, str]:
    database, at = Database(url), datetime.now(UTC)
    async with database.begin(at=at) as tx:
        keys = [str(key) for (key,) in await tx.execute(text(statement))]
        found = {}
        for number, key in enumerate(keys):
            bearer = await create_key(tx, "pair", at=at)
            await add_grant(tx, KEY_ISSUER, bearer.partition(".")[0], role, _key(key))
            found[f"number{number}"] = bearer
    await database.close()
    return found


def _key(stored: str) -> str:
    hexadecimal = re.fullmatch("([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})", stored)
    return "-".join(hexadecimal.groups()) if hexadecimal else stored


@pytest.mark.torture
@pytest.mark.parametrize(("service", "role"), PAIRS)
def test_neither_gets_what_the_other_made(programmes: Programmes, service: str, role: Role, tmp_path: Path) -> None:
    bearers = asyncio.run(_bearers(programmes.urls[service], role, PAIRS[service, role]))
    assert len(bearers) == 2, f"the demo facts have no two for {role}"

    # What anybody may do shows nobody's; what the role may not do is refused to both.
    own = [name for name, row in SERVICES[service].policy.items() if role in row and Role.ANONYMOUS not in row]

    url = programmes.replicas[service][0].url
    verdict = peers(url, bearers, tmp_path, operations=own, seconds=SECONDS)

    assert verdict.cases > 0, verdict.said[-2000:]
    assert verdict.holes == 0, verdict.said[-4000:]


@pytest.mark.torture
@pytest.mark.parametrize("hole", [True, False], ids=["with a hole", "without"])
def test_a_hole_is_found_where_there_is_one(hole: bool, tmp_path: Path) -> None:
    port = free_port()
    app = Path(__file__).parents[1] / "leaky_app.py"
    process = subprocess.Popen(
        [sys.executable, str(app), str(port), "hole" if hole else "sound"],
        preexec_fn=die_with_parent,  # noqa: PLW1509 - no threads here
    )
    try:
        url, operations = f"http://127.0.0.1:{port}", ("write_notes_post", "read_notes__id__get")
        verdict = peers(url, {"anna": "ta", "berta": "tb"}, tmp_path, operations=operations, seconds=SECONDS)
    finally:
        process.terminate()
        process.wait()

    assert verdict.cases > 0, verdict.said[-2000:]
    assert bool(verdict.holes) is hole, verdict.said[-2000:]
