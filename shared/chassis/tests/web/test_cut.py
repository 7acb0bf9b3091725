"""A database that goes away while a request needs it: 503 and a problem, and the next request finds it again."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import httpx
import pytest
from sqlalchemy.engine import make_url
from web_stage import service_on

from regio_chassis.database import Database

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


@dataclass
class Line:
    """What lies between a service and its PostgreSQL; it breaks when the service says ``cut_at``."""

    port: int
    cut_at: bytes | None = None
    cuts: int = 0
    address: tuple[str, int] = ("", 0)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        inside, outside = await asyncio.open_connection("127.0.0.1", self.port)
        self.writers += [writer, outside]
        back = asyncio.create_task(self._carry(inside, writer))
        await self._carry(reader, outside, watched=True)
        writer.close()
        await back

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, watched: bool = False
    ) -> None:
        while said := await reader.read(65536):
            if watched and self.cut_at is not None and self.cut_at in said:
                self.cuts += 1
                break
            writer.write(said)
        writer.close()


@pytest.fixture
async def line(empty_database_url: str) -> AsyncIterator[Line]:
    """A line to the server of the test's database."""
    port = make_url(empty_database_url).port
    assert port is not None
    found = Line(port)
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.address = server.sockets[0].getsockname()
    yield found
    server.close()
    for writer in found.writers:
        writer.close()


@pytest.fixture
async def chamber(
    line: Line,
    empty_database_url: str,
    database: Database,
    chamber_key: str,
    client_of: Callable[..., httpx.AsyncClient],
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who may do everything, at a service behind the line."""
    behind = Database(make_url(empty_database_url).set(port=line.address[1]).render_as_string(hide_password=False))
    yield client_of(chamber_key, to=service_on(behind))
    await behind.close()


def _says_unavailable(answer: httpx.Response) -> bool:
    said = answer.json()
    return (
        answer.status_code == 503
        and answer.headers["content-type"] == "application/problem+json"
        and said["code"] == "unavailable"
        and "asyncpg" not in answer.text
    )


@pytest.mark.parametrize("word", [b"BEGIN", b"COMMIT"])
async def test_a_connection_that_is_cut_is_a_503_and_the_next_request_is_answered(
    line: Line, chamber: httpx.AsyncClient, word: bytes
) -> None:
    assert (await chamber.post("/api/v1/shops", json={"name": "Leseecke"})).status_code == 201  # it is kept now

    line.cut_at = word
    answer = await chamber.post("/api/v1/shops", json={"name": "Teestube"})

    assert line.cuts == 1
    assert _says_unavailable(answer), answer.text
    line.cut_at = None
    assert (await chamber.post("/api/v1/shops", json={"name": "Teestube"})).status_code == 201


async def test_a_database_that_cannot_be_reached_is_a_503(
    line: Line, chamber: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the database is a container that is stopped: its name is unknown then."""
    loop = asyncio.get_running_loop()

    async def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(loop, "create_connection", unknown)

    assert _says_unavailable(await chamber.post("/api/v1/shops", json={"name": "Teestube"}))
