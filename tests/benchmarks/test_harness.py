"""The benchmarks run, from one end to the other; what they find is no matter of tests."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(280)
def test_a_quick_run_measures_ours_and_everything_that_is_installed() -> None:
    command = [sys.executable, "-m", "tests.benchmarks", "--quick", "--engine", "sqlite"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=270, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    tables = {table["title"]: table for table in found["tables"]}
    cases = [*tables["Commit to commit, saturated, sqlite"]["rounds"], *found["missing"]]
    assert [title for title, table in tables.items() if not table["medians"][table["ours"]] > 0] == []
    for peer in ("redis-py", "FastStream", "Celery", "BullMQ"):
        assert any(peer in case for case in cases), f"nothing is said about {peer}"
    assert len(found["memory_mb"]) == 8
