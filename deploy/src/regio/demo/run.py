"""Starts the demo, says where it is, and stops everything."""

import asyncio
import fcntl
import gc
import logging
import os
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from regio.demo.valkey import valkey

GRACE_SECONDS = 1
"""How long open requests (long polls, event streams) may go on after Ctrl+C."""


class CannotStart(Exception):
    """The demo cannot start here; the message says why."""


@dataclass(frozen=True)
class Ready:
    """A running demo, as told to the person who started it."""

    url: str
    redis_url: str
    data: Path
    seconds: float


def run(*, port: int, redis_port: int, data: Path | None, ready: Callable[[Ready], None]) -> None:
    """
    Serve until SIGINT or SIGTERM; ``ready`` is called once, when all facts are loaded and requests are answered.

    Raises:
        CannotStart: a port is taken or another demo uses the folder.
        NoServer: the embedded Redis server does not start.
    """
    began = time.monotonic()
    # What starting makes stays until the end: looking through it for garbage took a fifth of the time.
    gc.disable()
    # uvicorn raises the signal that ended it again; by default that would kill us before the rest is put away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        suppress(KeyboardInterrupt),
        _listening(port) as listening,
        _folder(data) as folder,
        _redis(redis_port, folder) as redis_url,
    ):
        from regio.demo.house import Place, build
        from regio_chassis.web.server import SlowHeaderProtocol

        place = Place(f"http://127.0.0.1:{listening.getsockname()[1]}", redis_url, folder)
        config = uvicorn.Config(
            build(place),
            http=SlowHeaderProtocol,
            lifespan="on",
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )

        def answers() -> None:
            gc.freeze()
            gc.enable()
            ready(Ready(place.url, redis_url, folder, time.monotonic() - began))

        server = _Server(config, answers)
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(server.serve([listening]))


class _Server(uvicorn.Server):
    """Tells when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # What is cut off now, an event stream for instance, is no error.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", port))
        except OSError as error:
            raise CannotStart(f"Port {port} ist belegt; --port wählt einen anderen") from error
        yield listening


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    temporary = (
        nullcontext(str(data)) if data else tempfile.TemporaryDirectory(prefix="regio-", ignore_cleanup_errors=True)
    )
    with temporary as name:
        folder = Path(name).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise CannotStart(f"in {folder} läuft schon eine Vorführung") from error
            yield folder


def _redis(port: int, folder: Path) -> AbstractContextManager[str]:
    given = os.environ.get("REDIS_URL")
    return nullcontext(given) if given else valkey(port, folder / "redis")
