"""The issuer's key, and the tokens it signs."""

import json
import os
import time
from pathlib import Path
from typing import Any

from joserfc import jws, jwt
from joserfc.jwk import OKPKey

ALGORITHM = "Ed25519"
LIFE_SECONDS = 12 * 3600
"""A token that somebody copied into a terminal should last for the demonstration."""
ID_SECONDS = 300


class Signer:
    """Signs for ``issuer``; the key is kept in ``keyfile``, so that tokens outlive a restart with the same data."""

    def __init__(self, issuer: str, audience: str, keyfile: Path) -> None:
        self._issuer = issuer
        self._audience = audience
        self._key = _signing_key(keyfile)
        self._registry = jws.JWSRegistry(algorithms=[ALGORITHM])

    @property
    def public(self) -> dict[str, Any]:
        """The key without its secret part."""
        return dict(self._key.as_dict(private=False))

    def access_token(self, subject: str, *, client: str) -> dict[str, Any]:
        """The part of a token answer that is the access token (RFC 9068)."""
        claims = {"aud": self._audience, "sub": subject, "client_id": client, "jti": os.urandom(12).hex()}
        token = self._signed("at+jwt", claims, LIFE_SECONDS)
        return {"access_token": token, "token_type": "Bearer", "expires_in": LIFE_SECONDS}

    def id_token(self, subject: str, client: str, nonce: str | None) -> str:
        """Says to ``client`` who has logged in (OpenID Connect Core, 2); whoever comes here is asked every time."""
        answered = {} if nonce is None else {"nonce": nonce}
        claims = {"aud": client, "sub": subject, "auth_time": int(time.time()), **answered}
        return self._signed("JWT", claims, ID_SECONDS)

    def _signed(self, kind: str, claims: dict[str, Any], seconds: int) -> str:
        now = int(time.time())
        header = {"alg": ALGORITHM, "typ": kind, "kid": self._key.kid}
        whole = {"iss": self._issuer, **claims, "iat": now, "exp": now + seconds}
        return jwt.encode(header, whole, self._key, registry=self._registry)


def _signing_key(file: Path) -> OKPKey:
    """The key of an earlier start, or a new one; readable by us alone."""
    if file.exists():
        return OKPKey.import_key(json.loads(file.read_text()))
    key = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(key.as_dict(private=True), out)
    return key
