"""schemathesis with two people of the same role: what one made, the other must not get (OWASP API1:2023)."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Verdict:
    """What a run found; ``cases`` is how many requests it made."""

    holes: int
    cases: int
    said: str


def peers(url: str, bearers: Mapping[str, str], folder: Path, *, operations: Iterable[str], seconds: int) -> Verdict:
    """Try ``operations`` of the OpenAPI document at ``url`` as two ``bearers``, for at most ``seconds``."""
    logins = [
        {"name": name, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {token}"}]}
        for name, token in bearers.items()
    ]
    folder.mkdir(exist_ok=True)
    (folder / "wfc.json").write_text(json.dumps({"auth": logins}))
    (folder / "schemathesis.toml").write_text(
        f'[auth]\nwfc = {{ path = "wfc.json", peers = {json.dumps(list(bearers))} }}\n'
    )
    st = Path(sys.executable).parent / "st"
    done = subprocess.run(
        [str(st), "run", f"{url}/openapi.json", "--url", url, "--checks", "object_level_authorization",
         "--max-time", str(seconds), "--seed", "1", "--request-timeout", "5", "--wait-for-schema", "20",
         "--no-color", "--mode", "positive", "--max-examples", "5",
         *(part for operation in operations for part in ("--include-operation-id", operation))],
        check=False, capture_output=True, text=True, cwd=folder, timeout=seconds + 120,
    )  # fmt: skip
    said = done.stdout + done.stderr
    holes, cases = re.search(r"ST402 [^:\n]*: (\d+)", said), re.search(r"(\d+) generated", said)
    return Verdict(int(holes[1]) if holes else 0, int(cases[1]) if cases else 0, said)
