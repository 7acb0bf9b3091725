"""The same log over HTTP: pages, long poll and server-sent events, for anybody or for sisters only."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from counters import PUBLIC, QUIET, SUBJECTS, TOKEN, Owner, World, served, until

from regio_chassis.access import Role

EVENTS = "/api/v1/events"
SISTER = {"Authorization": f"Bearer {TOKEN}"}


@asynccontextmanager
async def feed(owner: Owner) -> AsyncIterator[httpx.AsyncClient]:
    async with served(owner.app()) as url, httpx.AsyncClient(base_url=url, timeout=20, trust_env=False) as client:
        yield client


def positions(answer: httpx.Response) -> list[int]:
    return [int(document["sequence"]) for document in answer.json()]


async def test_following_next_reads_every_event_once(world: World):
    owner = await world.owner()
    await owner.count_often(25)

    seen: list[int] = []
    async with feed(owner) as client:
        url = f"{EVENTS}?channel=events&limit=10"
        while page := (answer := await client.get(url, headers=SISTER)).json():
            assert answer.headers["content-type"] == "application/cloudevents-batch+json"
            seen += [int(document["sequence"]) for document in page]
            url = answer.links["next"]["url"]

    assert seen == list(range(1, 26))


async def test_the_feed_gives_the_bytes_of_the_stream(world: World):
    owner = await world.owner()
    await owner.count(*SUBJECTS)

    async with feed(owner) as client:
        answer = await client.get(f"{EVENTS}?channel=public")

    assert answer.content == b"[%b]" % b",".join(entry.body for entry in await owner.log("public"))


async def test_the_public_channel_is_for_anybody_and_the_other_one_for_sisters_only(world: World):
    owner = await world.owner()
    await owner.count(PUBLIC[0], QUIET[0])
    chamber = {"Authorization": f"Bearer {await owner.key_of(Role.CHAMBER)}"}
    service = {"Authorization": f"Bearer {await owner.key_of(Role.SERVICE)}"}

    async with feed(owner) as client:
        for path in (EVENTS, f"{EVENTS}/stream"):
            for headers, status in (({}, 401), ({"Authorization": "Bearer wrong"}, 401), (chamber, 403)):
                assert (await client.get(f"{path}?channel=events", headers=headers)).status_code == status
        public = await client.get(EVENTS)
        by_sister = await client.get(f"{EVENTS}?channel=events", headers=SISTER)
        by_key = await client.get(f"{EVENTS}?channel=events", headers=service)

    assert (positions(public), positions(by_sister), positions(by_key)) == ([1], [1, 2], [1, 2])


async def test_a_page_can_be_of_one_type(world: World):
    owner = await world.owner()
    await owner.count(PUBLIC[0], QUIET[0], PUBLIC[0], QUIET[1])

    async with feed(owner) as client:
        query = f"{EVENTS}?channel=events&type=regio.network.action_item.opened.v1&limit=1"
        first = await client.get(query, headers=SISTER)
        second = await client.get(first.links["next"]["url"], headers=SISTER)

    assert (positions(first), positions(second)) == ([2], [4])


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=501",
        "after=-1",
        "after=9223372036854775808",
        "wait=26",
        "wait=nan",
        "channel=secret",
        "type=x",
    ],
)
async def test_a_query_that_makes_no_sense_is_refused(world: World, query: str):
    owner = await world.owner(relays=False)

    async with feed(owner) as client:
        answer = await client.get(f"{EVENTS}?{query}")

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_same_page_is_not_sent_twice(world: World):
    owner = await world.owner()
    await owner.count(PUBLIC[0])

    async with feed(owner) as client:
        first = await client.get(EVENTS)
        again = await client.get(EVENTS, headers={"If-None-Match": first.headers["etag"]})
        await owner.count(PUBLIC[0])
        grown = await client.get(EVENTS, headers={"If-None-Match": first.headers["etag"]})
        await owner.raise_epoch()
        other_epoch = await client.get(EVENTS, headers={"If-None-Match": grown.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert positions(grown) == [1, 2]
    assert other_epoch.status_code == 200


async def test_a_long_poll_answers_as_soon_as_something_is_committed(world: World):
    owner = await world.owner()

    async with feed(owner) as client:
        waiting = asyncio.create_task(client.get(f"{EVENTS}?wait=20"))
        await somebody_waits(owner, readers=1)
        # Without being woken it would look again after a second.
        async with asyncio.timeout(0.9):
            await owner.count(PUBLIC[0])
            answer = await waiting

    assert positions(answer) == [1]


async def test_a_long_poll_without_events_ends_after_its_time(world: World):
    owner = await world.owner(relays=False)

    async with feed(owner) as client, asyncio.timeout(5):
        answer = await client.get(f"{EVENTS}?wait=0.3")

    assert (answer.status_code, answer.json()) == (200, [])


async def test_server_sent_events_resume_behind_the_last_one_seen(world: World):
    owner = await world.owner()
    await owner.count(*[PUBLIC[0]] * 5)

    async with feed(owner) as client:
        first = await frames(client, {}, 3)
        rest = await frames(client, {"Last-Event-ID": first[-1][0]}, 2)

    assert [id for id, _ in first + rest] == ["1", "2", "3", "4", "5"]
    log = await owner.log("public")
    assert [data.encode() for _, data in first + rest] == [entry.body for entry in log]


async def test_server_sent_events_come_as_they_are_committed(world: World):
    owner = await world.owner()

    async with feed(owner) as client:
        reading = asyncio.create_task(frames(client, {}, 2))
        await owner.count(PUBLIC[0])
        await owner.count(PUBLIC[1])
        found = await reading

    assert [json.loads(data)["subject"] for _, data in found] == [str(PUBLIC[0]), str(PUBLIC[1])]


async def test_those_who_wait_are_let_go_when_the_service_stops(world: World):
    owner = await world.owner()

    async with feed(owner) as client:
        polling = asyncio.create_task(client.get(f"{EVENTS}?wait=25"))
        streaming = asyncio.create_task(frames(client, {}, 1))
        await somebody_waits(owner, readers=2)
        async with asyncio.timeout(3):
            await owner.bus.stop()
            answer, found = await asyncio.gather(polling, streaming)

    assert (answer.json(), found) == ([], [])


async def frames(client: httpx.AsyncClient, headers: dict[str, str], count: int) -> list[tuple[str, str]]:
    """Id and data of the first ``count`` events of the stream; fewer when it ends before."""
    found: list[tuple[str, str]] = []
    async with client.stream("GET", f"{EVENTS}/stream", headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        id = ""
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if name == "id":
                id = value
            elif name == "data":
                found.append((id, value))
            if len(found) == count:
                break
    return found


async def somebody_waits(owner: Owner, *, readers: int) -> None:
    """Wait until so many requests wait for the log to grow."""
    await until(lambda: _is(len(owner.bus.log.growth._waiters) == readers))


async def _is(value: bool) -> bool:
    return value
