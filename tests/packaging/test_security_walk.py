"""The walk of OWASP ASVS through placement leaves nothing out and points at what is there."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WALK = ROOT / "services" / "placement" / "SECURITY.md"

SECTIONS = {
    "1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2",
    "2.1": "1-3", "2.2": "1-3", "2.3": "1-4", "2.4": "1-1",
    "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2",
    "4.1": "1-3", "4.2": "1-1", "4.3": "1-2", "4.4": "1-4",
    "5.1": "1-1", "5.2": "1-3", "5.3": "1-2", "5.4": "1-3",
    "6.1": "1-3", "6.2": "1-12", "6.3": "1-4", "6.4": "1-4", "6.5": "1-5", "6.6": "1-3", "6.8": "1-4",
    "7.1": "1-3", "7.2": "1-4", "7.3": "1-2", "7.4": "1-5", "7.5": "1-2", "7.6": "1-2",
    "8.1": "1-2", "8.2": "1-3", "8.3": "1-1", "8.4": "1-1",
    "9.1": "1-3", "9.2": "1-4",
    "10.1": "1-2", "10.2": "1-2", "10.3": "1-4", "10.4": "1-11", "10.5": "1-5", "10.6": "1-2", "10.7": "1-3",
    "11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1-1", "11.6": "1-1",
    "12.1": "1-3", "12.2": "1-2", "12.3": "1-4",
    "13.1": "1-1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5",
    "14.1": "1-2", "14.2": "1-4", "14.3": "1-3",
    "15.1": "1-3", "15.2": "1-3", "15.3": "1-7",
    "16.1": "1-1", "16.2": "1-5", "16.3": "1-4", "16.4": "1-3", "16.5": "1-3",
    "17.1": "1-1", "17.2": "1-4", "17.3": "1-2",
}  # fmt: skip
"""
The requirements of level 1 and 2 by section: within each they come before those of level 3. Source: OWASP ASVS 5.0.0,
commit 5cf9b03 of OWASP/ASVS, 253 requirements.
"""
REQUIREMENTS = [
    f"{section}.{number}"
    for section, (first, last) in ((name, span.split("-")) for name, span in SECTIONS.items())
    for number in range(int(first), int(last) + 1)
]
ROWS = re.findall(
    r"^\| (\d+\.\d+\.\d+) \| (met|open|n/a) \| ([^|]+) \| ([^|]*)\|$", WALK.read_text(), flags=re.MULTILINE
)


def test_each_requirement_has_one_row_in_the_order_of_the_standard() -> None:
    assert len(REQUIREMENTS) == 253
    assert [row[0] for row in ROWS] == REQUIREMENTS


@pytest.mark.parametrize("state", ["met", "open", "n/a"])
def test_the_sum_is_the_one_that_is_said(state: str) -> None:
    said = re.search(rf"(\d+) {'not applicable' if state == 'n/a' else state}[,.]", WALK.read_text())

    assert said is not None
    assert int(said[1]) == Counter(row[1] for row in ROWS)[state]


def test_what_is_met_points_at_files_that_exist_and_everything_says_why() -> None:
    wrong = []
    for id, state, why, where in ROWS:
        files = re.findall(r"`([^`]+)`", where)
        missing = [file for file in files if not (ROOT / file).is_file()]
        if missing or not why.strip() or (state == "met" and not files):
            wrong.append((id, missing))

    assert wrong == []


def test_a_section_that_a_row_points_at_is_there() -> None:
    named = {title for row in ROWS for title in re.findall(r'"([^"]+)" above', row[2])}

    assert named
    assert named <= set(re.findall(r"^##+ (.+)$", WALK.read_text(), flags=re.MULTILINE))
