"""What strangers find in Redis and in the feed, read with tools of their own."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from programmes import Programmes
from redis import Redis

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "tests" / "node" / "node_modules"
README = ROOT / "shared" / "events" / "README.md"
EXAMPLES = {
    name: body
    for body, name in re.findall(
        r"^```\w+\n((?:#|//) example: (\S+)\n.*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL
    )
}
NEEDED = {"cjs": ("node", MODULES / "ioredis"), "sh": ("curl", README), "py": ("sh", README)}


def entries_of(redis: "Redis", stream: str, count: int | None = None) -> list[Any]:
    found: Any = redis.xrange(stream, count=count)
    return list(found)


def node(script: str, *arguments: str, input: str = "") -> Any:
    """What a script of this folder prints, as JSON."""
    if shutil.which("node") is None or not MODULES.is_dir():
        pytest.skip("needs node and the packages of tests/node (make test installs them where npm is)")
    done = subprocess.run(
        ["node", str(Path(__file__).with_name(script)), *arguments],
        check=False, capture_output=True, text=True, timeout=60, input=input,
        env=os.environ | {"NODE_PATH": str(MODULES)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("service", ["campaign", "network", "placement"])
def test_the_first_entry_of_a_stream_is_one_cloudevents_document_at_position_one(redis: "Redis", service: str) -> None:
    ((id, fields),) = entries_of(redis, f"{service}.events", 1)

    assert id == b"1-0"
    assert list(fields) == [b"__data__"]
    document = json.loads(fields[b"__data__"])
    assert (document["specversion"], document["source"]) == ("1.0", f"/regio/{service}")
    assert (document["sequence"], document.get("previous")) == (f"{1:019d}", None)


def test_entry_ids_are_positions_without_a_hole(redis: "Redis") -> None:
    entries = entries_of(redis, "network.public")

    assert [id for id, _ in entries] == [f"{position}-0".encode() for position in range(1, len(entries) + 1)]
    assert len(entries) > 5


@pytest.mark.node
def test_ioredis_reads_the_stream_and_the_cloudevents_sdk_accepts_every_event(told: Programmes, redis: "Redis") -> None:
    found = node("read_stream.cjs", told.redis.url, "network.events")

    documents = [json.loads(fields[b"__data__"]) for _, fields in entries_of(redis, "network.events")]
    assert [(each["id"], each["type"], each["sequence"]) for each in found] == [
        (each["id"], each["type"], each["sequence"]) for each in documents
    ]


@pytest.mark.node
def test_the_cloudevents_sdk_accepts_a_page_of_the_feed_as_an_http_batch(told: Programmes) -> None:
    answer = httpx.get(f"{told.replicas['network'][0].url}/api/v1/events?limit=500", trust_env=False)

    found = node("read_batch.cjs", answer.headers["content-type"], input=answer.text)

    assert found == [each["id"] for each in answer.json()]
    assert len(found) > 5


def test_a_plain_faststream_application_consumes_the_stream(told: Programmes, redis: "Redis", tmp_path: Path) -> None:
    wanted = [json.loads(fields[b"__data__"])["id"] for _, fields in entries_of(redis, "network.public", 5)]
    (tmp_path / "plain.py").write_text(
        f"""
import asyncio
from faststream import FastStream
from faststream.redis import RedisBroker, StreamSub

broker = RedisBroker({told.redis.url!r}, logger=None)
app = FastStream(broker, logger=None)
seen = []

@broker.subscriber(stream=StreamSub("network.public", last_id="0-0"))
async def on_event(event: dict) -> None:
    seen.append(event["id"])
    if len(seen) == {len(wanted)}:
        print(*seen)
        app.exit()

asyncio.run(app.run())
"""
    )

    done = subprocess.run(
        [sys.executable, "plain.py"], check=True, capture_output=True, text=True, timeout=60, cwd=tmp_path
    )

    assert done.stdout.split() == wanted


@pytest.mark.parametrize("name", sorted(name for name in EXAMPLES if not name.endswith(".go")))
def test_an_example_of_the_readme_reads_the_real_feed_and_stream(told: Programmes, name: str, tmp_path: Path) -> None:
    tool, module = NEEDED[name.rpartition(".")[2]]
    if shutil.which(tool) is None or not module.exists():
        pytest.skip(f"needs {tool} and {module.name}")
    public = [event for event in asyncio.run(told.log("network")) if told_to_all(event.type)]
    (tmp_path / name).write_text(EXAMPLES[name])
    # The stream has lost its beginning: what is missing comes from the feed.
    with Redis.from_url(told.redis.url) as redis:
        redis.xtrim("network.public", maxlen=3, approximate=False)
    environment = os.environ | {
        "REDIS_URL": told.redis.url,
        "FEED_URL": told.replicas["network"][0].url,
        "CHANNEL": "network.public",
        "LOOK_SECONDS": "1",
        "NODE_PATH": str(MODULES),
        "EVENTS": str(len(public)),
    }

    run = {"py": sys.executable, "cjs": "node", "sh": "sh"}[name.rpartition(".")[2]]
    done = subprocess.run(
        [run, name], check=False, capture_output=True, text=True, timeout=60, cwd=tmp_path, env=environment
    )

    lines = done.stdout.splitlines()
    assert [int(line.split()[0]) for line in lines] == list(range(1, len(public) + 1)), done.stderr
    assert all(event.type in line for event, line in zip(public, lines, strict=True))


def told_to_all(type: str) -> bool:
    from regio_events import EVENT_TYPES

    return EVENT_TYPES[type].public
