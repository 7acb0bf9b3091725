"""The last seat, wanted by sixteen processes at once."""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from uuid import UUID

from fastapi import FastAPI
from placement_examples import NOW
from placement_life import Life, an_offer_with, some_pupils, taken
from placement_race import confirm, prepare
from placement_world import People, World

from regio_chassis.database import Database

MANY = 16


async def test_of_16_processes_that_confirm_the_last_seat_at_once_exactly_one_gets_it(
    app: FastAPI, people: People, world: World, database: Database, new_database_url: str
):
    offer = await an_offer_with(database, world.company, [(world.coming, 2)], 1)
    ids = [
        await (await Life.of(app, people, world, pupil)).offered(offer) for pupil in await some_pupils(database, MANY)
    ]
    # Each process is a fork of one that has imported everything, so that they begin together.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["placement.commands.applications"])

    with ProcessPoolExecutor(MANY, context, prepare, (context.Barrier(MANY),)) as processes:
        asked = [processes.submit(confirm, new_database_url, UUID(id), NOW) for id in ids]
        outcomes = [await asyncio.wrap_future(one) for one in asked]

    assert sorted(outcomes) == ["confirmed"] + ["place-full"] * (MANY - 1)
    assert await taken(database, offer) == 1
