"""An OIDC issuer for the demo: whoever reaches it is whoever they say, so it serves loopback and nothing else."""

import json
import os
import re
import time
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from joserfc import jws, jwt
from joserfc.jwk import OKPKey
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from regio_chassis.access import EVERY, Role

PATH = "/anmeldung"
ALGORITHM = "Ed25519"
LIFE_SECONDS = 12 * 3600
FORM_BYTES = 2000
PERSONS = tuple(role for role in Role if role not in {Role.ANONYMOUS, Role.SERVICE})
"""The roles a demo person can have; nobody needs a token to be anonymous, and no person is a service."""

_KEY = re.compile(r"[A-Za-z0-9._:-]{1,64}|\*")

Grants = Callable[[str, str, Role, str], Awaitable[None]]
"""Writes a grant (issuer, subject, role, key) into the table of every service."""


class NotLoopback(ValueError):
    """Somebody wanted the demo issuer on an address that others can reach."""


class Issuer:
    """Discovery, keys and tokens (RFC 9068) under ``url``; the signing key is kept in ``keyfile``."""

    def __init__(self, url: str, *, keyfile: Path, audience: str, grant: Grants) -> None:
        if not ip_address(urlsplit(url).hostname or "0.0.0.0").is_loopback:  # noqa: S104 - the refusal of it
            raise NotLoopback("the demo issuer serves loopback only")
        self.url = url
        self._audience = audience
        self._grant = grant
        self._key = _signing_key(keyfile)
        self._registry = jws.JWSRegistry(algorithms=[ALGORITHM])

    def routes(self) -> list[Route]:
        """What is served below the URL."""
        return [
            Route("/.well-known/openid-configuration", self._discovery),
            Route("/jwks", self._keys),
            Route("/token", self._token, methods=["POST"]),
        ]

    async def _discovery(self, _: Request) -> JSONResponse:
        return JSONResponse(
            {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/jwks",
                "token_endpoint": f"{self.url}/token",
                "grant_types_supported": ["client_credentials"],
                "response_types_supported": [],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": [ALGORITHM],
                "token_endpoint_auth_methods_supported": ["none"],
            }
        )

    async def _keys(self, _: Request) -> JSONResponse:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})

    async def _token(self, request: Request) -> JSONResponse:
        form = await _form(request)
        if form.get("grant_type") != "client_credentials":
            return _refused("unsupported_grant_type", "grant_type must be client_credentials")
        role = {person.value: person for person in PERSONS}.get(form.get("client_id", ""))
        if role is None:
            return _refused("invalid_client", "client_id must be one of: " + ", ".join(PERSONS))
        key = form.get("scope", EVERY)
        if not _KEY.fullmatch(key):
            return _refused("invalid_scope", "scope must be one key: a town, business, group, school or company, or *")
        subject = f"demo-{role}" if key == EVERY else f"demo-{role}-{key}"
        await self._grant(self.url, subject, role, key)
        answer = {
            "access_token": self._signed(subject),
            "token_type": "Bearer",
            "expires_in": LIFE_SECONDS,
            "scope": key,
        }
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    def _signed(self, subject: str) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": self._audience, "sub": subject, "client_id": subject, "iat": now}
        header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": self._key.kid}
        return jwt.encode(
            header,
            {**claims, "exp": now + LIFE_SECONDS, "jti": os.urandom(12).hex()},
            self._key,
            registry=self._registry,
        )


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > FORM_BYTES:
            return {}
    return dict(parse_qsl(body.decode("ascii", errors="replace")))


def _refused(error: str, description: str) -> JSONResponse:
    return JSONResponse({"error": error, "error_description": description}, status_code=400)


def _signing_key(file: Path) -> OKPKey:
    """The key of an earlier start, so that tokens outlive a restart with the same data; readable by us alone."""
    if file.exists():
        return OKPKey.import_key(json.loads(file.read_text()))
    key = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(key.as_dict(private=True), out)
    return key
