"""A service that is told to stop lets everybody go who waits at it."""

import asyncio
import signal
import time

import httpx
import pytest
from programmes import Programmes

STOP_SECONDS = 5.0


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_service_with_readers_waiting_at_its_feed_stops_in_time(programmes: Programmes) -> None:
    programmes.start("network")
    await programmes.ready()
    replica = programmes.replicas["network"][0]
    streaming = asyncio.Event()

    async with httpx.AsyncClient(base_url=replica.url, trust_env=False, timeout=30) as http:

        async def stream() -> None:
            async with http.stream("GET", "/api/v1/events/stream?after=1000000") as answer:
                async for _ in answer.aiter_lines():
                    streaming.set()

        reading = asyncio.create_task(stream())
        polling = asyncio.create_task(http.get("/api/v1/events?after=1000000&wait=25"))
        await streaming.wait()
        began = time.monotonic()
        code = await asyncio.to_thread(replica.end, signal.SIGTERM)
        took = time.monotonic() - began
        await asyncio.gather(reading, polling, return_exceptions=True)

    assert code in {0, -signal.SIGTERM}
    assert took < STOP_SECONDS
