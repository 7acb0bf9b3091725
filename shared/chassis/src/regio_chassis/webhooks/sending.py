"""One POST to an address that was checked, on a connection that leads there and nowhere else."""

import asyncio
import ssl
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import httpcore

from regio_chassis.webhooks.addresses import Refused, Resolve, checked, insist_on_public_https, resolve

SECONDS = 10.0
"""For everything: resolving, connecting, sending and reading the answer."""
ANSWER_BYTES = 64 * 1024
"""More of an answer is not read."""


class NotSent(Exception):
    """The request was not answered; the message is a stable word for the list of webhooks."""


class _Pinned(httpcore.AsyncNetworkBackend):
    """Resolves once, checks every address, and connects to one that was checked; TLS still asks for the name."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        address, *_ = await checked(host, port, resolve=self._resolve)
        return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)

    async def connect_unix_socket(self, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
        raise Refused("not a host")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


@cache
def _roots() -> ssl.SSLContext:
    # Reading the system's hundred certificates takes as long as building all routes of a service.
    return ssl.create_default_context()


class Sender:
    """
    Posts to public addresses over https only, and follows no redirect.

    ``insecure`` lets tests post to themselves; `regio doctor` refuses it. ``resolve`` and ``context`` are the
    resolver's and the certificates' places for tests.
    """

    def __init__(
        self, *, insecure: bool = False, resolve: Resolve = resolve, context: ssl.SSLContext | None = None
    ) -> None:
        self._insecure = insecure
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context or _roots(),
            max_connections=20,
            max_keepalive_connections=10,
            keepalive_expiry=5,
            network_backend=httpcore.AnyIOBackend() if insecure else _Pinned(resolve),
        )

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """
        The status of the answer.

        Raises:
            NotSent: there was none in time, or the address is not one that we post to.
        """
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)
        try:
            insist_on_public_https(url, insecure=self._insecure)
            async with asyncio.timeout(SECONDS):
                sending = self._pool.stream(
                    "POST", url, headers=list(headers.items()), content=body, extensions={"timeout": timeouts}
                )
                async with sending as answer:
                    left = ANSWER_BYTES
                    async for part in answer.aiter_stream():
                        left -= len(part)
                        if left < 0:
                            break
                    return answer.status
        except Refused as error:
            raise NotSent("address-refused") from error
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise NotSent("timeout") from error
        except (ssl.SSLError, httpcore.ConnectError) as error:
            raise NotSent("no-connection") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise NotSent("connection-lost") from error

    async def close(self) -> None:
        """End all connections."""
        await self._pool.aclose()
