"""Answers kept ready: made once per version of what they are made of, and by one request at a time."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import NamedTuple, ParamSpec, TypeVar

from fastapi import Request
from starlette.responses import Response

P = ParamSpec("P")
T = TypeVar("T")

MOST_BYTES = 32 * 1024 * 1024


class _Ready(NamedTuple):
    version: Hashable
    body: bytes
    headers: dict[str, str]


class Kept:
    """
    The documents of one application. Those that were not asked for longest go first when there are too many bytes.

    A version has to be read before what the document is made of: then a document may be newer than its version
    says, never older.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._size = 0
        self._ready: OrderedDict[Hashable, _Ready] = OrderedDict()
        self._making: dict[Hashable, asyncio.Lock] = {}
        self._pressing = asyncio.Lock()

    async def answer(self, key: Hashable, version: Hashable, make: Callable[[], Awaitable[Response]]) -> Response:
        """The document ``key`` of ``version``; ``make`` is called if it is not there, once for all who wait for it."""
        ready = self._ready.get(key)
        if ready is not None and ready.version == version:
            self._ready.move_to_end(key)
            return Response(ready.body, 200, ready.headers)
        lock = self._making.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                ready = self._ready.get(key)
                if ready is None or ready.version != version:
                    ready = self._keep(key, version, await make())
        finally:
            if not lock.locked():
                self._making.pop(key, None)
        return Response(ready.body, 200, ready.headers)

    async def pressed(self, make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """
        ``make(...)`` in a thread, one at a time: what takes tens of milliseconds holds up neither small requests nor,
        when somebody asks for a thousand of them, the machine.
        """
        async with self._pressing:
            return await asyncio.to_thread(make, *args, **kwargs)

    def _keep(self, key: Hashable, version: Hashable, made: Response) -> _Ready:
        ready = _Ready(version, bytes(made.body), dict(made.headers))
        self._size += len(ready.body) - (len(self._ready.pop(key).body) if key in self._ready else 0)
        self._ready[key] = ready
        while self._size > self._most:
            self._size -= len(self._ready.popitem(last=False)[1].body)
        return ready


def kept(request: Request) -> Kept:
    """The documents of the application that a request was sent to."""
    state = request.app.state
    if not hasattr(state, "kept"):
        state.kept = Kept()
    found: Kept = state.kept
    return found
