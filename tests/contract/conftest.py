"""The three services with all their facts, as strangers meet them: by Redis address, HTTP address and documents."""

import asyncio
from collections.abc import Iterator

import pytest
from programmes import Programmes, Templates, until
from redis import Redis

from regio_chassis.testing.servers import RedisServer


@pytest.fixture(scope="module")
def told(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programmes]:
    """Running services whose streams have everything that their facts say."""
    server = RedisServer().start()
    programmes = Programmes(templates, None, server, tmp_path_factory.mktemp("told"))
    programmes.start()
    try:
        asyncio.run(_told(programmes, server))
        yield programmes
    finally:
        programmes.stop()
        server.stop()


async def _told(programmes: Programmes, server: RedisServer) -> None:
    await programmes.ready()
    await programmes.settled()
    said = await programmes.log("network")

    async def relayed() -> bool:
        with Redis.from_url(server.url) as redis:
            return int(redis.xlen("network.events")) == len(said)

    await until(relayed, seconds=20)


@pytest.fixture
def redis(told: Programmes) -> Iterator["Redis"]:
    """A plain client of the bus."""
    with Redis.from_url(told.redis.url) as client:
        yield client
