"""Authorization codes: good once, for a minute, for whoever knows the verifier."""

import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

CODE_SECONDS = 60
MOST = 1000

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a code stands for."""

    subject: str
    redirect_uri: str
    challenge: str
    nonce: str | None


class Codes:
    """Codes that have not been redeemed; kept in memory, a restart forgets them."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[float, Wanted]] = {}

    def issue(self, wanted: Wanted, *, now: float) -> str:
        """A new code; ``now`` in seconds."""
        self._open = {code: kept for code, kept in list(self._open.items())[-MOST:] if kept[0] > now}
        code = secrets.token_urlsafe(32)
        self._open[code] = (now + CODE_SECONDS, wanted)
        return code

    def redeem(self, code: str, *, redirect_uri: str, verifier: str, now: float) -> Wanted | None:
        """What the code stood for; whatever comes of it, it is used up."""
        ends, wanted = self._open.pop(code, (0.0, None))
        if wanted is None or ends <= now or wanted.redirect_uri != redirect_uri or not _VERIFIER.fullmatch(verifier):
            return None
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=")
        return wanted if compare_digest(challenge, wanted.challenge.encode()) else None
