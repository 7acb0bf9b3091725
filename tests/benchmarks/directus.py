"""
Directus with the same facts: a collection of businesses and one of offers, read by anybody, written with a token.

The last version for node 20, set up as it comes: it keeps every change with who made it, and its SQLite waits for the
disk.
"""

import json
from typing import Any

import httpx
from tests.benchmarks.rig import NODE, Rig, listening

from regio_chassis.testing.servers import free_port

CLI = NODE / "directus/node_modules/directus/cli.js"
TOKEN = "benchmarks-only"
_EVERYBODY = "abf8a154-5b1c-4a46-ac9c-7300570f4f17"
"""The policy of whoever shows no token, in every installation."""
_TYPES = {"dates": "json", "accessible": "boolean", "for_children": "boolean"}


class Directus:
    """One that runs."""

    def __init__(self, port: int, host: int) -> None:
        self.port, self.host = port, host


async def start(rig: Rig, facts: dict[str, list[dict[str, Any]]], town: str) -> Directus:
    """Serve ``facts`` from a database of the rig's kind."""
    port, url = free_port(), await rig.database()
    database = {"DB_CLIENT": "pg", "DB_CONNECTION_STRING": url}
    if url.startswith("sqlite"):
        database = {"DB_CLIENT": "sqlite3", "DB_FILENAME": str(rig.directory / "directus.db")}
    environment = {
        **database,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SECRET": TOKEN,
        "ADMIN_EMAIL": "bench@example.org",
        "ADMIN_PASSWORD": TOKEN,
        "ADMIN_TOKEN": TOKEN,
        "SERVE_APP": "false",
        "TELEMETRY": "false",
        "LOG_LEVEL": "error",
    }
    await (await rig.start("node", str(CLI), "bootstrap", **environment)).communicate()
    await rig.start("node", str(CLI), "start", **environment)
    await listening(port)
    offer = {**facts["offers"][0], "town_key": town, "status": "published"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        await _ask(client, "/collections", _collection("businesses", facts["hosts"][0]))
        await _ask(client, "/collections", _collection("offers", offer))
        await _ask(client, "/fields/offers", {"field": "host", "type": "integer"})
        await _ask(client, "/relations", {"collection": "offers", "field": "host", "related_collection": "businesses"})
        for name in ("businesses", "offers"):
            may = {"policy": _EVERYBODY, "collection": name, "action": "read", "fields": ["*"], "permissions": {}}
            await _ask(client, "/permissions", may)
        hosts = [host["id"] for host in await _ask(client, "/items/businesses", facts["hosts"])]
        rows = [{**offer, **one, "host": host} for one, host in zip(facts["offers"], hosts, strict=True)]
        await _ask(client, "/items/offers", rows)
    return Directus(port, hosts[0])


def _collection(name: str, row: dict[str, Any]) -> dict[str, Any]:
    key = {"field": "id", "type": "integer", "schema": {"is_primary_key": True, "has_auto_increment": True}}
    fields = [{"field": field, "type": _TYPES.get(field, "string")} for field in row]
    return {"collection": name, "schema": {}, "meta": {}, "fields": [key, *fields]}


async def _ask(client: httpx.AsyncClient, path: str, body: object) -> Any:
    answer = await client.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert answer.is_success, answer.text
    return answer.json()["data"]
