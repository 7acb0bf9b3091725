"""
Codes that people type: twelve signs of Crockford's base 32, which are 60 bits.

Source: https://www.crockford.com/base32.html: no I, L, O and U; whoever types I or L means 1, O means 0.
"""

import secrets
from hashlib import sha256
from hmac import new

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_MEANT = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


def new_code() -> str:
    """A new code, from the system's source of randomness."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def written_code(code: str) -> str:
    """As it is printed: in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def read_code(typed: str) -> str | None:
    """The code somebody typed, however they grouped and wrote it; None if it cannot be one."""
    if not typed.isascii():
        return None
    code = typed.upper().translate(_MEANT)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def code_hash(code: str, secret: bytes) -> str:
    """What is stored instead of a code: without the service's secret nobody can try all 2^60 of them against it."""
    return new(secret, b"code:" + code.encode(), sha256).hexdigest()
