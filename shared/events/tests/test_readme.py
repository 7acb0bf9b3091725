"""The README keeps what it promises."""

import re

from regio_events.schemas import BEGIN, END, README, package_version, table, with_table

TEXT = README.read_text("utf-8")


def test_the_table_of_events_is_todays():
    assert with_table(TEXT) == TEXT, "run `python -m regio_events.schemas` and review the diff"
    assert f"{BEGIN}\n{table()}\n{END}" in TEXT


def test_the_changelog_knows_this_version():
    changelog = README.with_name("CHANGELOG.md").read_text("utf-8")

    newest = re.search(r"^## \[(.+?)\] - \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)

    assert newest is not None
    assert newest[1] == package_version()
