"""Answers kept ready."""

import asyncio

import pytest
from starlette.responses import Response

from regio_chassis.web.kept import Kept

pytestmark = pytest.mark.anyio


class Maker:
    """Counts how often it is asked, and takes as long as it is told to."""

    def __init__(self, size: int = 10) -> None:
        self.made = 0
        self.go = asyncio.Event()
        self.go.set()
        self.size = size

    async def __call__(self) -> Response:
        self.made += 1
        await self.go.wait()
        return Response(b"%d" % self.made * self.size, 200, {"etag": f'"{self.made}"'})


async def test_a_document_is_made_once_per_version() -> None:
    kept, make = Kept(), Maker()

    tags = [(await kept.answer("a", version, make)).headers["etag"] for version in (1, 1, 2, 2, 1)]

    assert tags == ['"1"', '"1"', '"2"', '"2"', '"3"']


async def test_who_asks_while_it_is_made_waits_for_it() -> None:
    kept, make = Kept(), Maker()
    make.go.clear()
    asked = [asyncio.create_task(kept.answer("a", 1, make)) for _ in range(5)]
    await asyncio.sleep(0)

    make.go.set()
    bodies = {(await task).body for task in asked}

    assert (make.made, len(bodies)) == (1, 1)


async def test_one_that_is_given_up_or_fails_leaves_the_next_to_make_it() -> None:
    kept, make = Kept(), Maker()
    make.go.clear()
    first = asyncio.create_task(kept.answer("a", 1, make))
    second = asyncio.create_task(kept.answer("a", 1, make))
    await asyncio.sleep(0)

    first.cancel()
    make.go.set()

    assert (await second).headers["etag"] == '"2"'


async def test_what_was_not_asked_for_longest_goes_when_there_are_too_many_bytes() -> None:
    kept, make = Kept(most=25), Maker(size=10)
    for key in ("a", "b", "a", "c"):
        await kept.answer(key, 1, make)

    await kept.answer("a", 1, make)
    assert make.made == 3
    await kept.answer("b", 1, make)

    assert make.made == 4


async def test_an_answer_that_was_changed_on_its_way_out_is_not_what_is_kept() -> None:
    kept, make = Kept(), Maker()
    answer = await kept.answer("a", 1, make)
    answer.body = b""
    answer.headers["etag"] = "changed"

    again = await kept.answer("a", 1, make)

    assert (again.body, again.headers["etag"]) == (b"1" * 10, '"1"')
