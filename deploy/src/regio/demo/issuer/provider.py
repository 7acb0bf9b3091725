"""Discovery, keys, authorization code flow with PKCE, client credentials and the end of a session."""

import re
import time
from collections.abc import Awaitable, Callable, Collection
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from regio.demo.issuer import pages
from regio.demo.issuer.codes import Codes, Wanted
from regio.demo.issuer.people import PEOPLE, PERSONS
from regio.demo.issuer.signing import ALGORITHM, Signer
from regio_chassis.access import EVERY, Role

PATH = "/anmeldung"
CLIENT_ID = "regio"
"""The one client: the three services, each with its own address for the way back."""
FORM_BYTES = 4000

_KEY = re.compile(r"[A-Za-z0-9._:-]{1,64}|\*")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_ASKED = (
    "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method",
)  # fmt: skip
_NO_STORE = {"Cache-Control": "no-store"}

Grants = Callable[[str, str, Role, str], Awaitable[None]]
"""Writes a grant (issuer, subject, role, key) into the table of every service."""


class NotLoopback(ValueError):
    """Somebody wanted the demo issuer on an address that others can reach."""


class Issuer:
    """An OIDC provider under ``url``; ``redirects`` are the addresses to which it sends people back, to the letter."""

    def __init__(
        self,
        url: str,
        *,
        keyfile: Path,
        audience: str,
        grant: Grants,
        redirects: Collection[str] = (),
        after_logout: Collection[str] = (),
    ) -> None:
        if not ip_address(urlsplit(url).hostname or "0.0.0.0").is_loopback:  # noqa: S104 - the refusal of it
            raise NotLoopback("the demo issuer serves loopback only")
        self.url = url
        self._path = urlsplit(url).path
        self._grant = grant
        self._redirects = frozenset(redirects)
        self._after_logout = frozenset(after_logout)
        self._signer = Signer(url, audience, keyfile)
        self._codes = Codes()

    def routes(self) -> list[Route]:
        """What is served below the URL."""
        return [
            Route("/.well-known/openid-configuration", self._discovery),
            Route("/jwks", self._keys),
            Route("/authorize", self._authorize, methods=["GET", "POST"]),
            Route("/token", self._token, methods=["POST"]),
            Route("/end_session", self._end_session, methods=["GET", "POST"]),
            Route("/assets/page.css", pages.style),
        ]

    async def _discovery(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/jwks",
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "end_session_endpoint": f"{self.url}/end_session",
                "scopes_supported": ["openid"],
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": ["authorization_code", "client_credentials"],
                "code_challenge_methods_supported": ["S256"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": [ALGORITHM],
                "token_endpoint_auth_methods_supported": ["none"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self._signer.public]})

    async def _authorize(self, request: Request) -> Response:
        given = await _form(request) if request.method == "POST" else dict(request.query_params)
        back = given.get("redirect_uri", "")
        if given.get("client_id") != CLIENT_ID or back not in self._redirects:
            # Sending somebody to an address that nobody registered would make us an open redirect.
            return pages.refusal(self._path, "Dieses Programm ist hier nicht bekannt.")
        if wrong := _wrong(given):
            return self._back(back, given, error=wrong)
        if request.method == "GET":
            asked = {name: given[name] for name in _ASKED if name in given}
            return pages.picking(self._path, PEOPLE, asked, map(_origin, self._redirects))
        person = {each.id: each for each in PEOPLE}.get(given.get("person", ""))
        if person is None:
            return self._back(back, given, error="access_denied")
        for key in person.keys:
            await self._grant(self.url, person.subject, person.role, key)
        wanted = Wanted(person.subject, back, given["code_challenge"], given.get("nonce"))
        return self._back(back, given, code=self._codes.issue(wanted, now=time.time()))

    def _back(self, back: str, given: dict[str, str], **answer: str) -> Response:
        if "state" in given:
            answer["state"] = given["state"]
        return RedirectResponse(f"{back}?{urlencode({**answer, 'iss': self.url})}", 303, _NO_STORE)

    async def _token(self, request: Request) -> Response:
        form = await _form(request)
        kind = form.get("grant_type")
        if kind == "authorization_code":
            return self._redeem(form)
        if kind == "client_credentials":
            return await self._client(form)
        return _refused("unsupported_grant_type", "grant_type must be authorization_code or client_credentials")

    def _redeem(self, form: dict[str, str]) -> Response:
        if form.get("client_id") != CLIENT_ID:
            return _refused("invalid_client", f"client_id must be {CLIENT_ID}")
        found = self._codes.redeem(
            form.get("code", ""),
            redirect_uri=form.get("redirect_uri", ""),
            verifier=form.get("code_verifier", ""),
            now=time.time(),
        )
        if found is None:
            return _refused("invalid_grant", "the code is unknown, used, expired, or not yours")
        answer = self._signer.access_token(found.subject, client=CLIENT_ID)
        return JSONResponse(
            {**answer, "scope": "openid", "id_token": self._signer.id_token(found.subject, CLIENT_ID, found.nonce)},
            headers=_NO_STORE,
        )

    async def _client(self, form: dict[str, str]) -> Response:
        """For ``regio token`` and for machines: the client is the role it wants to have."""
        wanted = {role.value: role for role in (*PERSONS, Role.SERVICE)}.get(form.get("client_id", ""))
        if wanted is None:
            return _refused("invalid_client", "client_id must be one of: " + ", ".join(PERSONS))
        key = form.get("scope", EVERY)
        if not _KEY.fullmatch(key):
            return _refused("invalid_scope", "scope must be one key: a town, business, group, school or company, or *")
        subject = f"demo-{wanted}" if key == EVERY else f"demo-{wanted}-{key}"
        await self._grant(self.url, subject, wanted, key)
        return JSONResponse({**self._signer.access_token(subject, client=subject), "scope": key}, headers=_NO_STORE)

    async def _end_session(self, request: Request) -> Response:
        """Nobody stays logged in here; so this is the way back, or a page that says so."""
        given = await _form(request) if request.method == "POST" else dict(request.query_params)
        back = given.get("post_logout_redirect_uri")
        if back is None or back not in self._after_logout:
            return pages.left(self._path)
        state = f"?{urlencode({'state': given['state']})}" if "state" in given else ""
        return RedirectResponse(back + state, 303, _NO_STORE)


def _wrong(given: dict[str, str]) -> str | None:
    """The OAuth error code of an authorization request, if it is not one we answer."""
    if given.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in given.get("scope", "").split():
        return "invalid_scope"
    s256 = given.get("code_challenge_method") == "S256"
    if not s256 or not _CHALLENGE.fullmatch(given.get("code_challenge", "")):
        return "invalid_request"
    return None


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > FORM_BYTES:
            return {}
    return dict(parse_qsl(body.decode("ascii", errors="replace")))


def _refused(error: str, description: str) -> Response:
    return JSONResponse({"error": error, "error_description": description}, status_code=400, headers=_NO_STORE)


def _origin(url: str) -> str:
    address = urlsplit(url)
    return f"{address.scheme}://{address.netloc}"
