"""
PocketBase with the same facts: a collection of businesses and one of offers; its log of requests is off.

Its SQLite runs with synchronous=NORMAL, which cannot be set otherwise: a power cut loses writes that were answered.
"""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
from tests.benchmarks.rig import Rig, listening

from regio_chassis.testing.servers import free_port

BINARY = Path(sys.executable).parent / "pocketbase"
_LOGIN = ("bench@example.org", "benchmarks-only")
_TEXTS = ("kind", "title", "description", "price_note", "town_key", "status")


class PocketBase:
    """One that runs; ``token`` opens it."""

    def __init__(self, port: int, process: asyncio.subprocess.Process, token: str, host: str) -> None:
        self.port, self.process, self.token, self.host = port, process, token, host


async def start(rig: Rig, facts: dict[str, list[dict[str, Any]]], town: str) -> PocketBase:
    """Serve ``facts``."""
    folder = rig.directory / "pocketbase"
    options = ["--dir", str(folder)]
    upsert = [str(BINARY), "superuser", "upsert", *_LOGIN, *options]
    await asyncio.to_thread(subprocess.run, upsert, check=True, capture_output=True, timeout=60)
    port = free_port()
    process = await rig.start(str(BINARY), "serve", f"--http=127.0.0.1:{port}", *options, PATH=os.environ["PATH"])
    await listening(port)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api", timeout=60, trust_env=False) as client:
        login = {"identity": _LOGIN[0], "password": _LOGIN[1]}
        told = await _ask(client, "POST", "/collections/_superusers/auth-with-password", login)
        client.headers["Authorization"] = told["token"]
        await _ask(client, "PATCH", "/settings", {"logs": {"maxDays": 0}})
        fields: list[dict[str, Any]] = [
            {"name": name, "type": "text"}
            for name in ("public_name", "kind", "branch", "street", "postcode", "opening_hours")
        ]
        made = await _ask(client, "POST", "/collections", _collection("businesses", fields))
        offers = [{"name": name, "type": "text"} for name in _TEXTS]
        offers += [{"name": name, "type": "bool"} for name in ("accessible", "for_children")]
        offers += [{"name": "dates", "type": "json"}]
        offers += [{"name": "host", "type": "relation", "collectionId": made["id"], "maxSelect": 1}]
        index = "CREATE INDEX ix_offers_town ON offers (town_key, status)"
        await _ask(client, "POST", "/collections", {**_collection("offers", offers), "indexes": [index]})
        hosts = [await _ask(client, "POST", "/collections/businesses/records", host) for host in facts["hosts"]]
        for host, offer in zip(hosts, facts["offers"], strict=True):
            row = {**offer, "host": host["id"], "town_key": town, "status": "published"}
            await _ask(client, "POST", "/collections/offers/records", row)
    return PocketBase(port, process, told["token"], hosts[0]["id"])


def _collection(name: str, fields: list[dict[str, Any]]) -> dict[str, Any]:
    return {"name": name, "type": "base", "fields": fields, "listRule": "", "viewRule": ""}


async def _ask(client: httpx.AsyncClient, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.request(method, path, content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found
