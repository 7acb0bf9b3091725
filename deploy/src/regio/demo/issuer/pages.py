"""The page on which one picks who to be."""

from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

from regio.demo.issuer.people import Person
from regio_chassis.web.html import page

_INTRO = (
    "<p>Das ist die Vorführung auf diesem Rechner: Wählen Sie, als wer Sie weitermachen. Alle Personen sind erfunden, "
    "ein Kennwort gibt es nicht.</p>"
)


def picking(path: str, people: Iterable[Person], asked: Mapping[str, str], ends: Iterable[str]) -> Response:
    """The people to pick from; ``asked`` travels along, ``ends`` are the origins to which the pick leads."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">\n' for name, value in asked.items()
    )
    choices = "".join(
        f'<li><button class="choice" name="person" value="{escape(person.id)}"><strong>{escape(person.name)}</strong>'
        f"<span>{escape(person.does)}</span></button></li>\n"
        for person in people
    )
    body = f'{_INTRO}\n<form method="post" action="{escape(path)}/authorize">\n{hidden}<ul class="choices">\n{choices}'
    return page(
        "Anmelden in der Vorführung",
        body + "</ul>\n</form>",
        root=path,
        headline="Wer sind Sie?",
        form_action=" ".join(["'self'", *sorted(set(ends))]),
    )


def refusal(path: str, why: str) -> Response:
    """A request that must not be sent back to where it claims to come from."""
    return page("Anmeldung nicht möglich", f"<p>{escape(why)}</p>", root=path, status=400)


def left(path: str) -> Response:
    """Nobody is logged in here anyway."""
    return page("Abgemeldet", "<p>Sie sind abgemeldet.</p>", root=path)


async def style(_: Request) -> Response:
    """What the page looks like: the services' own."""
    body = (files("regio_chassis.web") / "assets" / "page.css").read_bytes()
    return Response(body, headers={"x-content-type-options": "nosniff"}, media_type="text/css")
