"""Fixtures of the tests over all three services."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# pytest imports by file (importmode importlib), so the module beside the tests has to be made findable.
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent / "flows"))

from programmes import Programmes, Templates

from regio_chassis.testing.servers import PostgresServer, RedisServer


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """Databases of the three services with all facts and a key for each, made once."""
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture
def programmes(
    engine: str, request: pytest.FixtureRequest, templates: Templates, redis_server: RedisServer, tmp_path: Path
) -> Iterator[Programmes]:
    """The three services, two replicas each, not yet started; their databases have all facts."""
    server: PostgresServer | None = None if engine == "sqlite" else request.getfixturevalue("postgres")
    found = Programmes(templates, server, redis_server, tmp_path)
    yield found
    found.stop()
