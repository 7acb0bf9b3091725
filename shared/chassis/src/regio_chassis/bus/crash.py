"""Named points at which a test may kill the process, as ``kill -9`` would: ``REGIO_CRASH=after_append:3``."""

import os
import signal

_point, _, _count = os.environ.get("REGIO_CRASH", "").partition(":")
_left = int(_count or 1)


def crash_point(name: str) -> None:
    """Die here, the n-th time, if the environment says so."""
    global _left
    if name == _point:
        _left -= 1
        if _left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
