"""Thirty-three access tokens: two that hold, and every known way in which one does not."""

import hmac
from collections.abc import Callable
from typing import Any

from issuers import LiveIssuer, claims, encoded, part, token
from joserfc.jwk import ECKey, Key, OKPKey

Case = Callable[[LiveIssuer], str | bytes]


def _stranger(issuer: LiveIssuer) -> Key:
    named: Any = {"kid": issuer.key.kid, "use": "sig"}
    return (
        OKPKey.generate_key("Ed25519", named) if issuer.algorithm == "Ed25519" else ECKey.generate_key("P-256", named)
    )


def _with_public_key_as_secret(issuer: LiveIssuer) -> str:
    """The classic confusion: the verifier's public key, which everybody has, used as the key of an HMAC."""
    signed = f"{part({'alg': 'HS256', 'typ': 'at+jwt', 'kid': issuer.key.kid})}.{part(claims(issuer))}"
    return f"{signed}.{encoded(hmac.digest(issuer.key.as_pem(private=False), signed.encode(), 'sha256'))}"


def _embedded(issuer: LiveIssuer) -> str:
    stranger = _stranger(issuer)
    return token(issuer, {"jwk": stranger.as_dict(private=False)}, key=stranger)


def _unsigned(algorithm: str) -> Case:
    return lambda issuer: f"{part({'alg': algorithm, 'typ': 'at+jwt', 'kid': issuer.key.kid})}.{part(claims(issuer))}."


def _soon(issuer: LiveIssuer, seconds: int) -> int:
    return int(claims(issuer)["iat"]) + seconds


def _pieces(issuer: LiveIssuer) -> list[str]:
    return token(issuer).split(".")


HOLD: dict[str, Case] = {
    "a good token": token,
    "a good token for several services": lambda issuer: token(issuer, aud=["other", "regio"]),
}
FAIL: dict[str, Case] = {
    "algorithm none": _unsigned("none"),
    "algorithm nOnE": _unsigned("nOnE"),
    "HS256 with the public key": _with_public_key_as_secret,
    "a foreign key under our key id": lambda issuer: token(issuer, key=_stranger(issuer)),
    "a foreign key embedded as jwk": _embedded,
    "a foreign key by jku": lambda issuer: token(issuer, {"jku": "https://evil.example/jwks"}, key=_stranger(issuer)),
    "another issuer": lambda issuer: token(issuer, iss="https://evil.example"),
    "the issuer with a slash more": lambda issuer: token(issuer, iss=issuer.url + "/"),
    "no issuer": lambda issuer: token(issuer, iss=None),
    "another audience": lambda issuer: token(issuer, aud="other"),
    "no audience": lambda issuer: token(issuer, aud=None),
    "no subject": lambda issuer: token(issuer, sub=None),
    "no expiry": lambda issuer: token(issuer, exp=None),
    "expired": lambda issuer: token(issuer, exp=_soon(issuer, -31)),
    "an expiry in words": lambda issuer: token(issuer, exp=str(_soon(issuer, 300))),
    "not valid yet": lambda issuer: token(issuer, nbf=_soon(issuer, 60)),
    "issued in the future": lambda issuer: token(issuer, iat=_soon(issuer, 60)),
    "no type": lambda issuer: token(issuer, {"typ": None}),
    "the type of an ID token": lambda issuer: token(issuer, {"typ": "JWT"}),
    "an unknown key id": lambda issuer: token(issuer, {"kid": "unknown"}),
    "no key id": lambda issuer: token(issuer, {"kid": None}),
    "an unknown critical header, correctly signed": lambda issuer: token(issuer, {"crit": ["odd"], "odd": True}),
    "an unencoded payload, correctly signed": lambda issuer: token(issuer, {"b64": False, "crit": ["b64"]}),
    "a signature of zeros": lambda issuer: ".".join([*_pieces(issuer)[:2], encoded(bytes(64))]),
    "half a signature": lambda issuer: token(issuer)[:-40],
    "no signature": lambda issuer: ".".join(_pieces(issuer)[:2]),
    "nine kilobytes": lambda issuer: token(issuer, padding="x" * 9000),
    "a header nested two thousand deep": lambda issuer: ".".join(
        [encoded(b"[" * 2000 + b"]" * 2000), *_pieces(issuer)[1:]]
    ),
    "a header nested five hundred deep": lambda issuer: ".".join(
        [encoded(b'{"alg":' * 500 + b"1" + b"}" * 500), *_pieces(issuer)[1:]]
    ),
    "signs outside ASCII": lambda issuer: "ü.ü.ü".encode(),
    "a line break inside": lambda issuer: token(issuer).replace(".", ".\r\n", 1).encode(),
}
