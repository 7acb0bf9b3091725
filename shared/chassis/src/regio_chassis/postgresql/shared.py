"""One act for all who ask while the one before it is under way."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

MEMBERS = 64
"""So many share one act at most."""

A = TypeVar("A")
R = TypeVar("R")


class Shared(Generic[A, R]):
    """``act`` takes what each of them asked, and answers in that order; it begins after the last of them came."""

    def __init__(self, act: Callable[[list[A]], Awaitable[list[R]]]) -> None:
        self._act = act
        self._waiting: list[tuple[A, asyncio.Future[R]]] = []
        self._task: asyncio.Task[None] | None = None

    async def ask(self, asked: A) -> R:
        """
        Raises:
            Exception: what the act raised; all who shared it get it.
        """
        done: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        # Whoever waits may be cancelled: what nobody asks about any more is no error of the loop's.
        done.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._waiting.append((asked, done))
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return await asyncio.shield(done)

    async def over(self) -> None:
        """Wait for what is under way."""
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while members := self._waiting[:MEMBERS]:
            del self._waiting[:MEMBERS]
            try:
                answers = await self._act([asked for asked, _ in members])
            except Exception as error:  # noqa: BLE001 - each of them raises it
                for _, done in members:
                    done.set_exception(error)
            else:
                for (_, done), answer in zip(members, answers, strict=True):
                    done.set_result(answer)
        self._task = None
