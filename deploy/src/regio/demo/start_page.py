"""The page at ``/``: the three programmes with live figures."""

import asyncio
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from regio_chassis.service import Running

Figures = Mapping[str, int]

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_ASSETS = {"start.css": "text/css", "start.js": "text/javascript", "start.svg": "image/svg+xml"}

_PAGE = """<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Regionale Projekte</title>
<link rel="stylesheet" href="/start.css">
<link rel="icon" href="/start.svg">
<script src="/start.js" defer></script>
</head>
<body>
<header>
<h1>Regionale Projekte</h1>
<p>Drei Programme für Innenstädte, Handel und Ausbildung in Nordthüringen. Was ein Programm feststellt, erfahren die
anderen von selbst.</p>
</header>
<main>
{programmes}
</main>
<footer>
<p>Vorführung auf diesem Rechner, mit erfundenen Betrieben, Personen und Angeboten. Schreiben darf, wer
angemeldet ist oder ein Token hat: <code>regio token ROLLE</code>.</p>
</footer>
</body>
</html>
"""
_PROGRAMME = """<section aria-labelledby="{name}">
<h2 id="{name}">{title}</h2>
<p>{summary}</p>
<dl data-programme="{name}">
{figures}
</dl>
<ul>
<li><a href="{prefix}/anmelden">Anmelden</a></li>
<li><a href="{prefix}/docs">Schnittstelle (HTTP)</a></li>
<li><a href="{prefix}/asyncapi">Ereignisse (Redis Streams)</a></li>
<li><a href="{prefix}/readyz">Betriebszustand</a></li>
</ul>
</section>"""
_FIGURE = "<div><dt>{label}</dt><dd>{count}</dd></div>"


def routes(running: Sequence[Running]) -> list[Route]:
    """The page, its figures as JSON, and its files."""

    async def page(_: Request) -> Response:
        shown = await _figures(running)
        programmes = "\n".join(_programme(each, shown[each.service.name]) for each in running)
        return HTMLResponse(_PAGE.format(programmes=programmes), headers=_HEADERS)

    async def figures(_: Request) -> Response:
        return JSONResponse(await _figures(running), headers=_HEADERS)

    return [Route("/", page), Route("/figures.json", figures), *(_asset(name) for name in _ASSETS)]


async def _figures(running: Sequence[Running]) -> dict[str, Figures]:
    counted = await asyncio.gather(*(_counts(each) for each in running))
    return {each.service.name: figures for each, figures in zip(running, counted, strict=True)}


async def _counts(running: Running) -> Figures:
    async with running.database.reading() as reading:
        return await running.service.counts(reading)


def _programme(running: Running, figures: Figures) -> str:
    service = running.service
    rows = "\n".join(_FIGURE.format(label=escape(label), count=count) for label, count in figures.items())
    texts = {name: escape(getattr(service, name)) for name in ("name", "title", "summary", "prefix")}
    return _PROGRAMME.format(figures=rows, **texts)


def _asset(name: str) -> Route:
    body = (files(__package__) / "assets" / name).read_bytes()

    async def serve(_: Request) -> Response:
        return Response(body, media_type=_ASSETS[name], headers=_HEADERS)

    return Route(f"/{name}", serve)
