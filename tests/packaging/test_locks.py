"""The two lock files: complete, hashed, and bound to no place."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECTS = sorted(
    [*ROOT.glob("shared/*/pyproject.toml"), *ROOT.glob("services/*/pyproject.toml"), ROOT / "deploy/pyproject.toml"]
)
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-bench.lock"]


def locked(name: str) -> dict[str, str]:
    """Every package of a lock file with its version."""
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", (ROOT / name).read_text(), re.MULTILINE))


def requirements(project: Path) -> list[Requirement]:
    return [Requirement(line) for line in tomllib.loads(project.read_text())["project"]["dependencies"]]


def group(name: str) -> list[Requirement]:
    return [
        Requirement(line) for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"][name]
    ]


def unmet(wanted: list[Requirement], have: dict[str, str]) -> list[str]:
    return [
        str(requirement)
        for requirement in wanted
        if not requirement.name.startswith("regio")
        and not requirement.specifier.contains(have.get(canonicalize_name(requirement.name), "0"), prereleases=True)
    ]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host_and_no_path(name: str) -> None:
    text = (ROOT / name).read_text()

    assert not re.search(
        r"://|file:|^\s*-|--(extra-)?index|--find-links", re.sub(r"--hash=sha256:[0-9a-f]{64}", "", text), re.MULTILINE
    )


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_hash(name: str) -> None:
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / name).read_text(), flags=re.MULTILINE)[1:]

    assert len(entries) > 15
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.parent.name)
def test_the_lock_meets_every_distribution(project: Path) -> None:
    wanted = requirements(project)

    assert wanted
    assert unmet(wanted, locked("requirements.lock")) == [], "run `make lock`"


@pytest.mark.parametrize(("name", "lock"), [("build", LOCKS[0]), ("dev", LOCKS[1]), ("bench", LOCKS[2])])
def test_the_lock_meets_every_dependency_group(name: str, lock: str) -> None:
    assert unmet(group(name), locked(lock)) == [], "run `make lock`"


@pytest.mark.parametrize("name", LOCKS[1:])
def test_the_locks_agree(name: str) -> None:
    runtime, other = locked("requirements.lock"), locked(name)

    shared = runtime.keys() & other.keys()

    assert shared
    assert {package: runtime[package] for package in shared} == {package: other[package] for package in shared}


def test_there_are_six_distributions_of_one_version() -> None:
    projects = [tomllib.loads(project.read_text())["project"] for project in PROJECTS]

    assert len(projects) == 6
    assert {(project["version"], project["license"], project["requires-python"]) for project in projects} == {
        ("1.0.0", "EUPL-1.2", ">=3.11")
    }
