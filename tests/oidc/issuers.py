"""
Two real issuers over real HTTP, whose keys the tests know: the demo's own, and npm's certified ``oidc-provider``.

Knowing the key, a test can sign whatever it likes in the issuer's name; that is what the token cases need.
"""

import asyncio
import json
import shutil
import subprocess
import time
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any, Protocol

import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import ECKey, Key, OKPKey
from starlette.applications import Starlette
from starlette.routing import Mount

from regio.demo.issuer import PATH, Issuer
from regio_chassis.access import Role
from regio_chassis.testing.servers import die_with_parent, free_port

NODE = Path(__file__).parents[1] / "node"
PAGES = "http://127.0.0.1:9"
"""Where the service under test says that it is; nobody listens there, the tests call it in their own process."""
AUDIENCE = "regio"


def part(value: Any) -> str:
    """One part of a compact JWT."""
    return encoded(json.dumps(value).encode())


def encoded(raw: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class LiveIssuer(Protocol):
    """What the tests do to an issuer."""

    url: str
    algorithm: str
    key: Key

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def renew(self) -> None: ...


def claims(issuer: LiveIssuer, **changed: Any) -> dict[str, Any]:
    """Those of a good access token, but for what is changed; None leaves a claim out."""
    now = int(time.time())
    whole = {"iss": issuer.url, "aud": AUDIENCE, "sub": "anna", "client_id": "regio", "iat": now, "exp": now + 300}
    return {name: value for name, value in {**whole, **changed}.items() if value is not None}


def token(issuer: LiveIssuer, header: dict[str, Any] | None = None, *, key: Key | None = None, **changed: Any) -> str:
    """A token correctly signed by ``key`` or the issuer, whatever its header says; None leaves a field out."""
    fields = {"alg": issuer.algorithm, "typ": "at+jwt", "kid": issuer.key.kid, **(header or {})}
    kept = {name: value for name, value in fields.items() if value is not None}
    signed = f"{part(kept)}.{part(claims(issuer, **changed))}"
    return f"{signed}.{encoded(signature(key or issuer.key, signed))}"


def signature(key: Key, signed: str) -> bytes:
    """Raw, as JWS wants it."""
    private: Any = key.get_op_key("sign")  # type: ignore[no-untyped-call]
    if isinstance(private, EllipticCurvePrivateKey):
        r, s = decode_dss_signature(private.sign(signed.encode(), ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    made: bytes = private.sign(signed.encode())
    return made


class DemoIssuer:
    """The demo's own, in this process, on a port of its own."""

    algorithm = "Ed25519"

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}{PATH}"
        self.granted: list[tuple[str, str, Role, str]] = []
        self._keyfile = folder / "issuer-key.json"
        self._server: uvicorn.Server | None = None

    async def start(self) -> None:
        """Serve until stopped; the key of the first start is kept."""
        issuer = Issuer(
            self.url,
            keyfile=self._keyfile,
            audience=AUDIENCE,
            grant=self._grant,
            redirects=[f"{PAGES}/anmelden/zurueck"],
            after_logout=[f"{PAGES}/konto"],
        )
        self.key: Key = OKPKey.import_key(json.loads(self._keyfile.read_text()))
        app = Starlette(routes=[Mount(PATH, routes=issuer.routes())])
        config = uvicorn.Config(app, host="127.0.0.1", port=self.port, log_level="error", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._task = asyncio.create_task(self._server.serve())
        async with asyncio.timeout(20):
            while not self._server.started:  # noqa: ASYNC110 - uvicorn tells nobody
                await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Nobody answers any more."""
        if self._server is not None:
            self._server.should_exit = True
            await self._task
            self._server = None

    def renew(self) -> None:
        """The next start has another key."""
        self._keyfile.unlink()

    async def _grant(self, issuer: str, subject: str, role: Role, key: str) -> None:
        self.granted.append((issuer, subject, role, key))


class CertifiedIssuer:
    """npm's ``oidc-provider``, certified by the OpenID Foundation, in a process of its own."""

    algorithm = "ES256"

    def __init__(self) -> None:
        if shutil.which("node") is None or not (NODE / "node_modules" / "oidc-provider").is_dir():
            pytest.skip("needs node and the packages of tests/node (make test installs them where npm is)")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.key: Key = self._new_key()
        self._process: subprocess.Popen[str] | None = None

    @staticmethod
    def _new_key() -> Key:
        return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)

    async def start(self) -> None:
        """Serve until stopped."""
        options = {
            "port": self.port,
            "jwks": {"keys": [self.key.as_dict(private=True)]},
            "redirect": f"{PAGES}/anmelden/zurueck",
            "after": f"{PAGES}/konto",
            "audience": AUDIENCE,
        }
        self._process = subprocess.Popen(  # noqa: ASYNC220 - starting it takes no time, waiting for it is below
            ["node", str(NODE / "oidc_provider.mjs"), json.dumps(options)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - started before any thread
        )
        assert self._process.stdout is not None
        line = await asyncio.to_thread(self._process.stdout.readline)
        assert line.strip() == self.url, "the provider did not start"

    async def stop(self) -> None:
        """Nobody answers any more."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def renew(self) -> None:
        """The next start has another key."""
        self.key = self._new_key()
