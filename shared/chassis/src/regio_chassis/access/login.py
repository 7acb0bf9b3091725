"""
Logging in at the issuer: OpenID Connect, authorization code flow with PKCE (RFC 7636, S256), state and nonce.

Between the two halves of a login nothing is stored here: the browser keeps one random secret, sealed with a key of
ours, from which state, nonce and verifier are derived. So nobody can fill a table by beginning logins, and the answer
to a login only counts in the browser that began it.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx

from regio_chassis.access.issuer import Endpoints, IssuerKeys
from regio_chassis.access.tokens import Identity, TokenVerifier
from regio_chassis.errors import DomainError, Unauthenticated, Unavailable

PENDING_SECONDS = 600
"""How long a login may take."""
ANSWER_BYTES = 64 * 1024


class LoginFailed(DomainError):
    """The issuer, or the browser, did not bring back what belongs to a login that was begun here."""

    code = "login-failed"
    status = 403
    title = "The login did not succeed; begin again."
    title_de = "Die Anmeldung ist nicht gelungen; bitte beginnen Sie noch einmal."


@dataclass(frozen=True, slots=True)
class Begun:
    """A login under way: where the browser goes, and what it keeps meanwhile."""

    location: str
    sealed: str


@dataclass(frozen=True, slots=True)
class Done:
    """Who logged in, and where they wanted to go."""

    identity: Identity
    target: str
    ends: str
    """The session that is to end because they have shown again who they are; empty: none."""


class Login:
    """One service as a client of the issuer; without a ``client_secret`` a public one. ``secret`` seals."""

    def __init__(
        self,
        keys: IssuerKeys,
        verifier: TokenVerifier,
        *,
        client_id: str,
        client_secret: str | None,
        redirect_uri: str,
        secret: bytes,
    ) -> None:
        self._keys = keys
        self._verifier = verifier
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = redirect_uri
        self._secret = secret

    async def begin(self, target: str, *, now: float, ends: str = "") -> Begun:
        """
        Begin a login that ends at ``target``; ``now`` is in seconds since 1970.

        With ``ends``, the reference of a session, the issuer is to ask them even if it knows who they are.

        Raises:
            Unavailable: the issuer was never reached, or lets nobody log in.
        """
        endpoints = await self._keys.endpoints()
        if endpoints.authorization is None or endpoints.token is None:
            raise Unavailable("the issuer offers no login", retry_after=60)
        own = secrets.token_urlsafe(32)
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._redirect_uri,
            "scope": "openid",
            "state": self._derived("state", own),
            "nonce": self._derived("nonce", own),
            "code_challenge": _base64(sha256(self._derived("verifier", own).encode()).digest()),
            "code_challenge_method": "S256",
        }
        if ends:
            asked |= {"prompt": "login", "max_age": "0"}
        body = ".".join((own, str(int(now)), ends, _base64(target.encode())))
        separator = "&" if "?" in endpoints.authorization else "?"
        return Begun(endpoints.authorization + separator + urlencode(asked), f"{body}.{self._derived('seal', body)}")

    async def finish(self, sealed: str | None, answer: Mapping[str, str], *, now: float) -> Done:
        """
        Take the issuer's ``answer``, the query of the address to which it sent the browser back.

        Raises:
            LoginFailed: it does not belong to a login that this browser began within ten minutes, or is a refusal.
            Unavailable: the issuer does not answer.
        """
        own, begun, ends, target = self._opened(sealed or "", now)
        if not hmac.compare_digest(answer.get("state", "").encode(), self._derived("state", own).encode()):
            raise LoginFailed("the answer belongs to another login")
        endpoints = await self._keys.endpoints()
        named = answer.get("iss")
        if (named is not None or endpoints.names_itself) and named != self._keys.issuer:
            raise LoginFailed("the answer is from another issuer")
        if "error" in answer or not answer.get("code"):
            raise LoginFailed("the issuer refused the login")
        token = await self._redeem(endpoints, answer["code"], self._derived("verifier", own))
        try:
            identity = await self._verifier.logged_in(
                token,
                client_id=self._client_id,
                nonce=self._derived("nonce", own),
                since=begun if ends else None,
            )
        except Unauthenticated as error:
            raise LoginFailed(str(error)) from error
        return Done(identity, target, ends)

    async def places(self) -> list[str]:
        """The origins to which a form of ours may lead: where one logs in and out; none while that is not known."""
        try:
            endpoints = await self._keys.endpoints()
        except Unavailable:
            return []
        known = [urlsplit(place) for place in (endpoints.authorization, endpoints.end_session) if place]
        return sorted({f"{place.scheme}://{place.netloc}" for place in known})

    async def leave(self, back: str) -> str | None:
        """Where the browser ends its session at the issuer, which sends it ``back``; None if it offers no place."""
        try:
            endpoint = (await self._keys.endpoints()).end_session
        except Unavailable:
            return None
        if endpoint is None:
            return None
        separator = "&" if "?" in endpoint else "?"
        return endpoint + separator + urlencode({"client_id": self._client_id, "post_logout_redirect_uri": back})

    async def _redeem(self, endpoints: Endpoints, code: str, verifier: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": verifier,
        }
        auth = httpx.Auth()
        if self._client_secret is None:
            form["client_id"] = self._client_id
        else:
            # RFC 6749, 2.3.1: both halves are form-encoded before they become Basic.
            auth = httpx.BasicAuth(quote(self._client_id, safe=""), quote(self._client_secret, safe=""))
        try:
            answer = await self._keys.http.post(str(endpoints.token), data=form, auth=auth, follow_redirects=False)
        except httpx.HTTPError as error:
            raise Unavailable("the issuer does not answer", retry_after=5) from error
        if answer.status_code >= 500:
            raise Unavailable("the issuer does not answer", retry_after=5)
        return _id_token(answer)

    def _opened(self, sealed: str, now: float) -> tuple[str, int, str, str]:
        body, _, seal = sealed.rpartition(".")
        parts = body.split(".")
        if not hmac.compare_digest(seal.encode(), self._derived("seal", body).encode()) or len(parts) != 4:
            raise LoginFailed("this browser has begun no login")
        own, begun, ends, target = parts
        if not 0 <= now - int(begun) < PENDING_SECONDS:
            raise LoginFailed("the login took too long")
        return own, int(begun), ends, urlsafe_b64decode(target + "=" * (-len(target) % 4)).decode()

    def _derived(self, purpose: str, own: str) -> str:
        return _base64(hmac.digest(self._secret, f"login {purpose}:{own}".encode(), "sha256"))


def _id_token(answer: httpx.Response) -> str:
    document: Any = None
    if answer.status_code == 200 and len(answer.content) <= ANSWER_BYTES:
        try:
            document = answer.json()
        except ValueError:
            document = None
    token = document.get("id_token") if isinstance(document, dict) else None
    if not isinstance(token, str):
        raise LoginFailed("the issuer did not redeem the code")
    return token


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
