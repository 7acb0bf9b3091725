"""Posters to print: of a town and of a business, readable aloud, with a QR code to the page that is always current."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date, datetime
from importlib.resources import files
from itertools import groupby
from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from campaign.api.parts import EditionQuery
from campaign.api.programme.addresses import page_of_business, page_of_town
from campaign.api.programme.words import DAYS, MONTHS
from campaign.domain import local_day
from campaign.domain.programme import Entry
from campaign.queries import businesses
from campaign.queries import programme as queries
from regio_chassis.access import Scope
from regio_chassis.database import Reading
from regio_chassis.formats import PDF, document, pdf, produces, qr
from regio_chassis.web import Now, ReadingDep, Router, ScopeDep, Slug, problems
from regio_chassis.web.kept import kept
from regio_events import Window

router = Router(prefix="", tags=["Programme"])

LINES = 12
"""Dates on one poster; the page behind the code has all of them."""

_TEMPLATE = files(__package__).joinpath("poster.typ").read_text("utf-8")
_TOLD = produces(PDF, "A4, PDF/UA-1")
_TOLD["responses"] |= problems(404)


def german_date(day: date) -> str:
    """Such as "Freitag, 11. September 2026"."""
    return f"{DAYS[day.weekday()]}, {day.day}. {MONTHS[day.month - 1]} {day.year}"


def _hours(windows: Iterable[Window]) -> list[str]:
    return [f"{german_date(w.day)}, {w.opens:%H:%M} bis {w.closes:%H:%M} Uhr" for w in windows]


def _days(entries: Iterable[Entry], today: date, *, at_host: bool) -> tuple[list[Mapping[str, Any]], int]:
    """What still is to come, by day, and how many dates did not fit."""
    coming = [(held, entry) for entry in entries if not entry.cancelled for held in entry.held if held.day >= today]
    coming.sort(key=lambda pair: (pair[0].day, pair[0].starts, pair[1].title))
    days: list[Mapping[str, Any]] = [
        {
            "day": german_date(day),
            "lines": [
                {
                    "time": f"{held.starts:%H:%M} bis {held.ends:%H:%M} Uhr",
                    "title": entry.title,
                    "place": (entry.location or "") if at_host else _where(entry),
                    "price": entry.price_note or "",
                }
                for held, entry in pairs
            ],
        }
        for day, pairs in groupby(coming[:LINES], key=lambda pair: pair[0].day)
    ]
    return days, max(0, len(coming) - LINES)


def _where(entry: Entry) -> str:
    """In the town that the poster is about."""
    host = entry.host
    parts = (entry.location, host.public_name if host else None, host.street if host else None)
    return ", ".join(part for part in parts if part)


Facts = Mapping[str, Any]


async def _poster(
    request: Request,
    reading: Reading,
    scope: Scope,
    now: datetime,
    *,
    town: str,
    key: tuple[object, ...],
    url: str,
    facts: Callable[[queries.Season, list[Entry], date], Awaitable[Facts]],
    edition: str | None,
) -> Response:
    version = await queries.version(reading, scope, town=town)
    documents, today = kept(request), local_day(now)

    async def make() -> Response:
        season = await queries.season(reading, scope, town=town, edition=edition)
        entries = await queries.programme(reading, scope, town=town, year=season.year, today=today)
        found = {**await facts(season, entries, today), "url": url, "code": qr(url)}
        body = await documents.pressed(pdf, _TEMPLATE, found, title=found["heading"])
        return document(body, PDF, filename=f"Plakat {found['name']}.pdf", modified=version.changed_at)

    return await documents.answer(("poster", *key, edition), (version.revision, today, url), make)


@router.get("/programme/{key}/poster.pdf", operation_id="town_poster.get", **_TOLD)
async def poster_of_a_town(
    request: Request, reading: ReadingDep, scope: ScopeDep, now: Now, key: Slug, edition: EditionQuery = None
) -> Response:
    """The poster of a town: its action times, what is on, and the way to its page; of its latest edition by default."""

    async def facts(season: queries.Season, entries: list[Entry], today: date) -> Facts:
        place = await queries.place(reading, scope, key)
        days, more = _days(entries, today, at_host=False)
        return {
            "name": place.name,
            "heading": f"Heimat shoppen in {place.name}",
            "motto": season.motto,
            "hours": _hours(season.windows),
            "days": days,
            "more": more,
        }

    url = page_of_town(request, key)
    return await _poster(request, reading, scope, now, town=key, key=(key,), url=url, facts=facts, edition=edition)


@router.get("/businesses/{id}/poster.pdf", operation_id="business_poster.get", **_TOLD)
async def poster_of_a_business(
    request: Request, reading: ReadingDep, scope: ScopeDep, now: Now, id: UUID, edition: EditionQuery = None
) -> Response:
    """The poster of a listed business: what it offers, and the way to its page."""
    seen = await businesses.business(reading, scope, id)

    async def facts(season: queries.Season, entries: list[Entry], today: date) -> Facts:
        own = [entry for entry in entries if entry.host is not None and entry.host.id == str(id)]
        days, more = _days(own, today, at_host=True)
        return {
            "name": seen.business.public_name,
            "heading": seen.business.public_name,
            "motto": f"Wir machen mit: {season.motto}",
            "hours": [f"{seen.business.street}, {seen.business.postcode} {seen.town_name}"],
            "days": days,
            "more": more,
        }

    town, url = seen.business.town_key, page_of_business(request, id)
    return await _poster(request, reading, scope, now, town=town, key=(id,), url=url, facts=facts, edition=edition)
