"""Heads of the chain in a file beside the database and its backups, one JSON document a line."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from regio_chassis.audit.chain import Anchor


def write_anchor(file: Path, anchor: Anchor) -> None:
    """Append ``anchor`` unless it is the last one there; it is on the disk when this returns."""
    known = read_anchors(file)
    if known and known[-1] == anchor:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"position": anchor.position, "hash": anchor.hash}) + "\n"
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as out:
        out.write(line)
        out.flush()
        os.fsync(out.fileno())


def read_anchors(file: Path) -> Sequence[Anchor]:
    """
    The heads that were kept, oldest first; none if there is no file.

    Raises:
        ValueError: a line is not an anchor.
    """
    if not file.exists():
        return []
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    return [Anchor(int(line["position"]), str(line["hash"])) for line in lines]
