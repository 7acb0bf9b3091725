"""Logging in and out of the pages of a service: ``/anmelden``, ``/anmelden/zurueck``, ``/konto``, ``/abmelden``."""

import logging
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from regio_chassis.access import Identity, Login, LoginFailed, Role
from regio_chassis.access.granting import person
from regio_chassis.access.grants import grants_of
from regio_chassis.access.model import EVERY, Grant
from regio_chassis.access.sessions import (
    Session,
    close_other,
    close_session,
    close_sessions,
    live_session,
    open_session,
    sessions_of,
)
from regio_chassis.audit import record
from regio_chassis.database import Tx
from regio_chassis.errors import DomainError
from regio_chassis.web.exchange import edge_of
from regio_chassis.web.html import page
from regio_chassis.web.ratelimit import take_from
from regio_chassis.web.refusals import Malformed
from regio_chassis.web.sessions import Cookies

log = logging.getLogger(__name__)

TRIES, TRY_SECONDS = 120, 2.0
"""
Logins begun or finished from one address at once, and how long until there is one more. A town hall has one address,
and everybody begins at eight; what is limited is the load on the issuer, for a code cannot be guessed.
"""
TARGET_CHARACTERS = 500
BERLIN = ZoneInfo("Europe/Berlin")
_REFERENCE = re.compile(r"[0-9a-f]{16}")

# A path of this host and nothing a browser could read as another one: no "//", no "/\", no control characters.
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_ROLES = {
    Role.SHOPKEEPER: "Betrieb der Aktion",
    Role.TOWN_MANAGER: "Citymanagement",
    Role.MODERATOR: "Moderation einer Arbeitsgruppe",
    Role.SCHOOL: "Schule",
    Role.COMPANY: "Praxisbetrieb",
    Role.PUPIL: "Schülerin oder Schüler",
    Role.GUARDIAN: "Sorgeberechtigt",
    Role.CHAMBER: "Regionales Service-Center der IHK",
    Role.OPERATOR: "Betrieb der Anlage",
    Role.SERVICE: "Dienst",
}


def login_router(login: Login, cookies: Cookies) -> APIRouter:
    """The routes for people; what is refused is said on a page."""
    rooms = _Rooms(login, cookies)
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/anmelden", _said(rooms.begin), methods=["GET"])
    router.add_api_route("/anmelden/zurueck", _said(rooms.finish), methods=["GET"])
    router.add_api_route("/konto", _said(rooms.account), methods=["GET"])
    router.add_api_route("/abmelden", _said(rooms.leave), methods=["POST"])
    router.add_api_route("/abmelden/eine/{reference}", _said(rooms.leave_other), methods=["POST"])
    router.add_api_route("/abmelden/ueberall", _said(rooms.leave_everywhere), methods=["POST"])
    return router


class _Rooms:
    """What stands behind the addresses."""

    def __init__(self, login: Login, cookies: Cookies) -> None:
        self._login = login
        self._cookies = cookies

    async def begin(self, request: Request) -> Response:
        """Off to the issuer; ``ziel`` is where to come out, a path of this host."""
        edge = edge_of(request)
        if self._cookies.misses(request):
            return _to(f"{self._cookies.public_url}/anmelden?{request.url.query}")
        target = request.query_params.get("ziel") or f"{_root(request)}/konto"
        if len(target) > TARGET_CHARACTERS or not _LOCAL.fullmatch(target):
            raise Malformed("the way back must be a path of this host")
        await take_from(edge, request, "login", burst=TRIES, interval=TRY_SECONDS)
        begun = await self._login.begin(target, now=edge.now().timestamp())
        answer = _to(begun.location)
        self._cookies.give(answer, self._cookies.login, begun.sealed)
        return answer

    async def finish(self, request: Request) -> Response:
        """Back from the issuer: a new session, whatever the browser had before."""
        edge = edge_of(request)
        await take_from(edge, request, "login", burst=TRIES, interval=TRY_SECONDS)
        given = request.query_params
        if len(given) != len(given.multi_items()):
            raise LoginFailed("a parameter is given twice")
        at = edge.now()
        done = await self._login.finish(request.cookies.get(self._cookies.login), dict(given), now=at.timestamp())
        async with edge.database.begin(at=at) as tx:
            session = await open_session(tx, done.identity, at=at, replaces=self._cookies.presented(request))
            await _note(tx, "session.open", done.identity, at)
            if done.ends and await close_other(tx, done.identity, done.ends):
                await _note(tx, "session.close", done.identity, at)
        answer = _to(done.target)
        self._cookies.give(answer, self._cookies.session, session)
        self._cookies.take(answer, self._cookies.login)
        return answer

    async def account(self, request: Request) -> Response:
        """Who one is here, and the way out."""
        edge, root = edge_of(request), escape(_root(request))
        presented, at = self._cookies.presented(request), edge.now()
        async with edge.database.reading() as reading:
            session = await live_session(reading, presented, at) if presented else None
            if session is None:
                body = f'<p>Sie sind nicht angemeldet.</p>\n<a class="button" href="{root}/anmelden">Anmelden</a>'
                return page("Konto", body, root=_root(request))
            who = session.identity
            grants = await grants_of(reading, who.issuer, who.subject)
            open_here = await sessions_of(reading, who, at)
        return page(
            "Sie sind angemeldet",
            _account(root, session, grants, open_here),
            root=_root(request),
            # Browsers hold the redirect after a form to the policy of the page with the form.
            form_action=" ".join(["'self'", *await self._login.places()]),
        )

    async def leave(self, request: Request) -> Response:
        """This session ends, here and, where it offers that, at the issuer."""
        self._cookies.insist_on_own_page(request)
        edge = edge_of(request)
        at = edge.now()
        if presented := self._cookies.presented(request):
            async with edge.database.begin(at=at) as tx:
                session = await live_session(tx, presented, at)
                await close_session(tx, presented)
                if session is not None:
                    await _note(tx, "session.close", session.identity, at)
        return await self._gone(request)

    async def leave_other(self, request: Request) -> Response:
        """
        Another session of this person ends, when the issuer has asked them again who they are: whoever finds a browser
        open must not be able to lock its owner out elsewhere. Source: OWASP ASVS 5.0, 7.5.2.
        """
        self._cookies.insist_on_own_page(request)
        edge, reference = edge_of(request), request.path_params["reference"]
        if not _REFERENCE.fullmatch(reference):
            raise Malformed("this names no session")
        await take_from(edge, request, "login", burst=TRIES, interval=TRY_SECONDS)
        begun = await self._login.begin(f"{_root(request)}/konto", now=edge.now().timestamp(), ends=reference)
        answer = _to(begun.location)
        self._cookies.give(answer, self._cookies.login, begun.sealed)
        return answer

    async def leave_everywhere(self, request: Request) -> Response:
        """Every session of this person ends, on whatever machine."""
        self._cookies.insist_on_own_page(request)
        edge = edge_of(request)
        at = edge.now()
        if presented := self._cookies.presented(request):
            async with edge.database.begin(at=at) as tx:
                session = await live_session(tx, presented, at)
                if session is not None:
                    await close_sessions(tx, session.identity)
                    await _note(tx, "session.close_all", session.identity, at)
        return await self._gone(request)

    async def _gone(self, request: Request) -> Response:
        away = await self._login.leave(f"{self._cookies.public_url}/konto")
        answer = _to(away or f"{_root(request)}/konto")
        self._cookies.take(answer, self._cookies.session)
        answer.headers["clear-site-data"] = '"cache", "storage"'
        return answer


async def _note(tx: Tx, action: str, who: Identity, at: datetime) -> None:
    """Logins and logouts stand in the audit log. Source: OWASP ASVS 5.0, 16.3.1."""
    await record(tx, at=at, actor=f"{who.issuer} {who.subject}", action=action, target=person(who.issuer, who.subject))


def _account(root: str, session: Session, grants: tuple[Grant, ...], open_here: list[Session]) -> str:
    held = "".join(f"<li>{escape(_label(grant))}</li>" for grant in grants)
    roles = f"<ul>{held}</ul>" if held else "<p>Ihnen ist hier noch keine Rolle zugeteilt.</p>"
    ends = session.ends_at.astimezone(BERLIN)
    others = [other for other in open_here if other.reference != session.reference]
    many = "eine Anmeldung" if not others else f"{len(others) + 1} Anmeldungen"
    return (
        f"<h2>Ihre Rollen</h2>\n{roles}\n<h2>Ihre Anmeldungen</h2>\n"
        f"<p>Offen: {many}. Diese endet spätestens um {ends:%H:%M} Uhr, nach 30 Minuten ohne Anfrage auch früher.</p>\n"
        f'<form method="post" action="{root}/abmelden"><button>Abmelden</button></form>\n'
        f"{_others(root, others)}"
        f'<form method="post" action="{root}/abmelden/ueberall"><button class="second">Überall abmelden</button></form>'
    )


def _others(root: str, others: list[Session]) -> str:
    if not others:
        return ""
    rows = "".join(
        f"<li><p>Begonnen am {_moment(other.started_at)}, zuletzt benutzt am {_moment(other.seen_at)}.</p>"
        f'<form method="post" action="{root}/abmelden/eine/{other.reference}">'
        f'<button class="second">Diese Anmeldung beenden</button></form></li>'
        for other in others
    )
    return (
        "<h3>An anderen Geräten oder in anderen Browsern</h3>\n"
        f"<p>Bevor eine davon endet, fragt die Anmeldestelle noch einmal, wer Sie sind.</p>\n<ul>{rows}</ul>\n"
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(BERLIN):%d.%m.%Y um %H:%M} Uhr"


def _label(grant: Grant) -> str:
    name = _ROLES.get(grant.role, grant.role.value)
    return name if grant.key == EVERY else f"{name}: {grant.key}"


def _said(room: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """A refusal as a page."""

    async def answer(request: Request) -> Response:
        try:
            return await room(request)
        except DomainError as error:
            # The detail is ours and quotes nothing; who it was nobody knows yet.
            log.info("%s refused: %s %s", request.url.path.rpartition("/")[2], error.code, error)
            return _refused(request, error)

    return answer


def _refused(request: Request, error: DomainError) -> Response:
    root = _root(request)
    body = f'<p>{escape(error.title_de)}</p>\n<p><a class="button" href="{escape(root)}/anmelden">Neu anmelden</a></p>'
    answer = page("Anmeldung", body, root=root, status=error.status)
    answer.headers.update(error.headers)
    return answer


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", ""))


def _to(location: str) -> Response:
    return RedirectResponse(location, 303, {"cache-control": "no-store"})
