"""Two real issuers."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

# pytest imports by file (importmode importlib), so the modules beside the tests have to be made findable.
sys.path.insert(0, str(Path(__file__).parent))

from issuers import CertifiedIssuer, DemoIssuer, LiveIssuer

ISSUERS = ["demo", pytest.param("certified", marks=pytest.mark.node)]


@pytest.fixture(params=ISSUERS)
async def issuer(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[LiveIssuer]:
    """The demo's issuer, and the certified one."""
    made: LiveIssuer = DemoIssuer(tmp_path) if request.param == "demo" else CertifiedIssuer()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def certified() -> AsyncIterator[CertifiedIssuer]:
    """The certified issuer alone."""
    made = CertifiedIssuer()
    await made.start()
    yield made
    await made.stop()
