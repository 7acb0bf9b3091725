"""What a package may import, read from its text: a linter sees only what it was told to forbid."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVICES = ["campaign", "network", "placement"]
CLOCKS = {"now", "utcnow", "today", "time", "monotonic"}


def sources(*places: str) -> list[Path]:
    found = [path for place in places for path in ROOT.glob(place)]
    assert found, places
    return found


def imported(path: Path) -> set[str]:
    """Top-level names of everything a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


def clock_readings(path: Path) -> list[str]:
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    return [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in CLOCKS
        and not call.args[1:]
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in {"datetime", "date", "time"}
    ]


def test_the_published_events_import_the_standard_library_and_pydantic_only() -> None:
    allowed = sys.stdlib_module_names | {"pydantic", "pydantic_core", "regio_events"}

    foreign = {path.name: imported(path) - allowed for path in sources("shared/events/src/regio_events/**/*.py")}

    assert {name: names for name, names in foreign.items() if names} == {}


@pytest.mark.parametrize("service", SERVICES)
def test_a_domain_imports_entities_and_events_only(service: str) -> None:
    allowed = sys.stdlib_module_names | {
        "holidays",
        "pydantic",
        "regio_chassis",
        "regio_events",
        "sqlalchemy",
        "sqlmodel",
        service,
    }

    rooms = sources(f"services/{service}/src/{service}/domain*", f"services/{service}/src/{service}/domain/**/*.py")
    foreign = {path.name: imported(path) - allowed for path in rooms if path.is_file()}

    assert {name: names for name, names in foreign.items() if names} == {}


@pytest.mark.parametrize("service", SERVICES)
def test_a_domain_never_reads_the_clock(service: str) -> None:
    rooms = sources(f"services/{service}/src/{service}/domain*", f"services/{service}/src/{service}/domain/**/*.py")

    assert [reading for path in rooms if path.is_file() for reading in clock_readings(path)] == []
