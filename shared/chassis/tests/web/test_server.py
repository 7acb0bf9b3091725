"""A real socket: what happens before there is a request."""

import asyncio

import pytest
import uvicorn

from regio_chassis.web import server as server_module
from regio_chassis.web.server import SlowHeaderProtocol


@pytest.fixture
def engine():
    """Sockets do not depend on the database."""
    return "sqlite"


@pytest.fixture
async def port(app):
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, http=SlowHeaderProtocol, log_level="critical", access_log=False, lifespan="off")
    )
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await running


async def said(port, *parts, wait=5.0):
    """What the server answers to these bytes until it closes; None if it does not close in time."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        return await asyncio.wait_for(reader.read(), wait)
    except ConnectionResetError:
        return b""
    except TimeoutError:
        return None
    finally:
        writer.close()


def status(answer):
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize("begun", [b"", b"GE", b"GET / HTTP/1.1\r\nHost: a\r\nX-Half: "])
async def test_half_a_header_is_cut(port, monkeypatch, begun):
    monkeypatch.setattr(server_module, "HEADER_SECONDS", 0.2)

    answer = await said(port, begun)

    assert answer is not None
    assert status(answer) == 408


async def test_a_kept_connection_gets_the_same_time_for_its_next_header(port, monkeypatch):
    monkeypatch.setattr(server_module, "HEADER_SECONDS", 0.3)
    first = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"

    answer = await said(port, first, b"GET /hea")

    assert answer is not None
    assert status(answer) == 200
    assert b"HTTP/1.1 408" in answer


async def test_a_quick_client_is_not_cut(port, monkeypatch):
    monkeypatch.setattr(server_module, "HEADER_SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    writer.write(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    await asyncio.sleep(0.4)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    rest = await reader.read()
    writer.close()

    assert head.startswith(b"HTTP/1.1 200")
    assert b"HTTP/1.1 200" in rest


async def test_a_half_header_behind_a_running_request_does_not_spoil_its_answer(app, port, chamber_key, monkeypatch):
    monkeypatch.setattr(server_module, "HEADER_SECONDS", 0.2)
    body = b'{"text":"Langsam"}'
    head = b"POST /api/v1/shops/audits HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    head += b"Authorization: Bearer %b\r\nContent-Length: %d\r\n\r\n" % (chamber_key.encode(), len(body))

    answer = await said(port, head + body, b"GET /half")
    app.state.let_go.set()

    assert answer == b""


POST = b"POST /api/v1/shops HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 20_000 + b"\r\nConnection: close\r\n\r\n", 431),
        (b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 414),
        (POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (POST + b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (POST + b"Content-Length: -1\r\n\r\n{}", 400),
        (POST + b"Content-Length: 99999999\r\n\r\n", 413),
        (b"GET / HTTP/1.1\nHost: a\n\n\0", 400),
        (b"\x16\x03\x01\x02\x00 this is TLS", 400),
    ],
    ids=["no host", "two hosts", "20 kB header", "long path", "two lengths", "no length and chunks", "negative length",
         "a body announced too long", "bare line feeds", "TLS"],
)  # fmt: skip
async def test_what_is_ambiguous_or_too_much_is_a_problem(port, request_, expected):
    answer = await said(port, request_)

    assert answer is not None
    assert status(answer) == expected
    assert b"content-type: application/problem+json" in answer


async def test_a_header_without_end_is_cut_long_before_its_time(port):
    answer = await said(port, b"GET / HTTP/1.1\r\nHost: a\r\nX: ", *[b"y" * 10_000] * 20)

    # What was still on its way makes the system reset the connection, and the answer may be lost with it.
    assert answer is not None
    assert answer == b"" or status(answer) == 431


async def test_half_a_body_is_cut(port, monkeypatch):
    monkeypatch.setattr("regio_chassis.web.guard.BODY_SECONDS", 0.2)

    answer = await said(port, POST + b"Content-Length: 50\r\n\r\n{")

    assert answer is not None
    assert status(answer) == 408


async def test_a_failure_does_not_end_a_kept_connection(port):
    request = b"GET /api/v1/nothing HTTP/1.1\r\nHost: a\r\n\r\n"
    last = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    answer = await said(port, request, request, last)

    assert answer is not None
    assert answer.count(b"HTTP/1.1 404") == 2
    assert answer.count(b"HTTP/1.1 200") == 1


@pytest.mark.parametrize("proxy", ["127.0.0.1", "192.0.2.77"], ids=["behind the proxy", "past the proxy"])
async def test_nobody_becomes_another_one_by_writing_an_address_into_a_header(app, monkeypatch, proxy):
    """The proxy writes the address it saw behind what it was sent; what it was sent counts for nothing."""
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", proxy)
    wish = b'{"text":"Bank"}'
    head = b"POST /api/v1/shops/wishes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n"
    config = uvicorn.Config(app, port=0, http=SlowHeaderProtocol, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]

    answers = []
    for invented in range(4):
        seen = b"X-Forwarded-For: 198.51.100.%d, 192.0.2.9\r\nX-Real-IP: 198.51.100.%d\r\n" % (invented, invented)
        answers.append(await said(port, head + seen + b"Content-Length: %d\r\n\r\n" % len(wish) + wish))
    server.should_exit = True
    await running

    assert [status(answer) for answer in answers] == [201, 201, 201, 429]
