"""One act for all who ask while the one before it is under way."""

import asyncio

import pytest

from regio_chassis.postgresql.shared import MEMBERS, Shared

pytestmark = pytest.mark.anyio


class Act:
    """Doubles what it is asked when it may; a negative number is an error."""

    def __init__(self) -> None:
        self.may = asyncio.Event()
        self.asked: list[list[int]] = []
        self.shared = Shared(self)

    async def __call__(self, asked: list[int]) -> list[int]:
        self.asked.append(asked)
        await self.may.wait()
        if min(asked) < 0:
            raise LookupError
        return [2 * each for each in asked]


async def test_the_first_goes_alone_and_the_others_together() -> None:
    act = Act()
    asking = [asyncio.create_task(act.shared.ask(number)) for number in range(5)]
    # Each turn of the loop lets tasks go one step: those who ask, then the act.
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    late = [asyncio.create_task(act.shared.ask(number)) for number in range(5, 5 + MEMBERS + 1)]
    await asyncio.sleep(0)
    act.may.set()

    assert await asyncio.gather(*asking, *late) == [2 * number for number in range(5 + MEMBERS + 1)]
    assert [len(asked) for asked in act.asked] == [5, MEMBERS, 1]


async def test_what_fails_fails_for_all_who_shared_it_and_nobody_else() -> None:
    act = Act()
    act.may.set()
    results = await asyncio.gather(*(act.shared.ask(number) for number in (1, -2, 3)), return_exceptions=True)

    assert [type(result) for result in results] == [LookupError] * 3
    assert await act.shared.ask(4) == 8


async def test_who_gives_up_leaves_the_others_their_answers() -> None:
    act = Act()
    asking = [asyncio.create_task(act.shared.ask(number)) for number in range(3)]
    await asyncio.sleep(0)
    asking[0].cancel()
    await asyncio.wait(asking[:1])
    act.may.set()

    results = await asyncio.gather(*asking, return_exceptions=True)

    assert isinstance(results[0], asyncio.CancelledError)
    assert results[1:] == [2, 4]
    assert await act.shared.ask(5) == 10
