"""Named points at which a test may kill the process, as ``kill -9`` would: ``REGIO_CRASH=after_append:3``."""

import os
import signal

_point, _, _count = os.environ.get("REGIO_CRASH", "").partition(":")
_passes = iter(range(int(_count or 1) - 1))


def crash_point(name: str) -> None:
    """Die here, the n-th time, if the environment says so."""
    if name == _point and next(_passes, None) is None:
        os.kill(os.getpid(), signal.SIGKILL)
