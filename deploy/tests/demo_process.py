"""The demo as a person starts it: a process of its own, on free ports."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from regio_chassis.testing.servers import free_port

REGIO = str(Path(sys.executable).with_name("regio"))
PREFIXES = ["/heimat-shoppen", "/innenstadt", "/praxistage"]


@dataclass
class Demo:
    """A running demo."""

    process: "subprocess.Popen[str]"
    url: str
    redis_url: str
    seconds: float

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def processes(self) -> list[psutil.Process]:
        itself = psutil.Process(self.process.pid)
        return [itself, *itself.children(recursive=True)]

    def token(self, role: str, *options: str) -> str:
        command = [REGIO, "token", role, "--port", str(self.port), *options]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]


@contextmanager
def started(data: Path, **environment: str) -> Iterator[Demo]:
    command = [REGIO, "demo", "--port", "0", "--redis-port", str(free_port()), "--data", str(data), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            yield Demo(process, told["url"], told["redis_url"], told["seconds"])
        finally:
            with suppress(ProcessLookupError):
                process.kill()
