"""An owner of a public channel, its routes for webhooks, and a receiver that listens for real."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from regio_chassis.database import Database

# pytest imports by file (importmode importlib), so the helper modules beside the tests have to be made findable.
sys.path.insert(0, str(Path(__file__).parent))

from receiving import Owner, Receiver


@pytest.fixture
async def owner(empty_database: Database) -> AsyncIterator[Owner]:
    found = await Owner.on(empty_database)
    yield found
    await found.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    found = Receiver()
    await found.start()
    yield found
    await found.stop()
