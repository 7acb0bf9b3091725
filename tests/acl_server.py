"""A Valkey with the users and limits of docker-compose.yml, and a TLS endpoint in front of one."""

import asyncio
import ssl
import threading
from pathlib import Path

import redis
import trustme

from regio.redis_users import LIMITS, OPERATOR, SERVICES, add_subscriber, services_and_operator
from regio_chassis.testing.servers import RedisServer, free_port


class GuardedServer(RedisServer):
    """Loads the ACL file that ``regio init`` would write, and one stranger's login."""

    def __init__(self, folder: Path) -> None:
        self.passwords = {name: f"{name}-password" for name in (*SERVICES, OPERATOR)}
        self.file = folder / "users.acl"
        self.file.write_text(services_and_operator(self.passwords))
        self.passwords["subscriber-zeitung"] = add_subscriber(self.file, "zeitung")
        limits = [part for name, value in LIMITS.items() for part in (f"--{name}", *value.split())]
        super().__init__(options=["--aclfile", str(self.file), "--maxmemory-policy", "noeviction", *limits])

    def url_for(self, user: str) -> str:
        return f"redis://{user}:{self.passwords[user]}@127.0.0.1:{self.port}"

    def client(self, user: str = OPERATOR) -> "redis.Redis":
        address = f"redis://{user}:{self.passwords[user]}@127.0.0.1:{self.port}"
        return redis.Redis.from_url(address, decode_responses=True)


class TlsEndpoint:
    """Takes TLS off with a certificate for 127.0.0.1 and passes everything on, as stunnel would."""

    def __init__(self, target: int, folder: Path) -> None:
        authority = trustme.CA()
        self.ca_file = folder / "ca.pem"
        authority.cert_pem.write_to_path(self.ca_file)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(self._context)
        self._target, self.port = target, free_port()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "TlsEndpoint":
        self._thread.start()
        listening = asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=self._context)
        self._server = asyncio.run_coroutine_threadsafe(listening, self._loop).result(5)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._target)
        await asyncio.gather(_pass_on(reader, inner_writer), _pass_on(inner_reader, writer), return_exceptions=True)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
