"""What runs here: Python, our own packages, the table of time zones."""

import sys
from datetime import datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

from regio_chassis.doctor.findings import Finding, judged
from regio_chassis.service import Service

OLDEST_PYTHON = (3, 11)


def version_findings(service: Service) -> list[Finding]:
    """Whether the parts fit together."""
    own = {name: version(name) for name in ("regio-events", "regio-chassis", f"regio-{service.name}")}
    listed = ", ".join(f"{name} {number}" for name, number in own.items())
    python = ".".join(map(str, sys.version_info[:3]))
    return [
        judged(
            "python",
            sys.version_info >= OLDEST_PYTHON,
            well=f"Python {python}",
            ill=f"Python {python} ist zu alt",
            mend="Python 3.11 oder neuer einsetzen",
        ),
        judged(
            "versions",
            len({number.split(".")[0] for number in own.values()}) == 1,
            well=listed,
            ill=f"passen nicht zusammen: {listed}",
            mend="alle Pakete aus einer Auslieferung installieren",
        ),
        zone_finding(),
    ]


def zone_finding(name: str = "Europe/Berlin") -> Finding:
    """Local hours need the rules of the zone, with its summer time."""
    try:
        offset = datetime(2026, 7, 1, tzinfo=ZoneInfo(name)).utcoffset()
        known = offset is not None and offset.total_seconds() == 7200
    except (KeyError, OSError):
        known = False
    return judged(
        "zone",
        known,
        well=f"{name} ist bekannt",
        ill=f"{name} ist hier nicht bekannt",
        mend="das Paket tzdata installieren",
    )
