"""News as an Atom feed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from fastapi import Request
from starlette.responses import Response

from campaign.api.programme.addresses import public_address
from campaign.domain import german_day, local_day
from campaign.queries import news as queries
from campaign.queries import programme
from campaign.queries.news import News
from regio_chassis.access import Scope
from regio_chassis.database import Reading
from regio_chassis.formats import ATOM, FeedEntry, atom, document, produces
from regio_chassis.web import Now, ReadingDep, Router, ScopeDep, Slug, problems
from regio_chassis.web.kept import kept
from regio_events import campaign as events

router = Router(prefix="/news", tags=["Programme"])

Words = tuple[str, str]
"""A headline, and a sentence."""


def _days(days: Any) -> str:
    return " und ".join(german_day(day) for day in days)


def _edition(what: str) -> Callable[[News, Any], Words]:
    def words(_: News, fact: Any) -> Words:
        until = f" Anmeldung bis {german_day(fact.register_until)}." if fact.register_until else ""
        return what.format(year=fact.year), f"Aktionstage: {_days(fact.kickoff_days)}.{until}"

    return words


def _town(what: str) -> Callable[[News, Any], Words]:
    def words(news: News, fact: Any) -> Words:
        windows = ", ".join(f"{german_day(w.day)} {w.opens:%H:%M}–{w.closes:%H:%M} Uhr" for w in fact.windows)
        return what.format(town=news.town_name or fact.town_key), windows and f"Aktionszeiten: {windows}."

    return words


def _offer(what: str) -> Callable[[News, Any], Words]:
    def words(news: News, fact: Any) -> Words:
        dates = ", ".join(f"{german_day(d.day)} {d.starts:%H:%M}–{d.ends:%H:%M} Uhr" for d in fact.dates)
        return f"{what}: {news.offer_title}", f"{news.town_name}: {dates}."

    return words


def _opening(what: str) -> Callable[[News, Any], Words]:
    def words(news: News, fact: Any) -> Words:
        day: date = fact.day
        return f"{news.town_name}: {what} am {german_day(day)}", f"{fact.opens:%H:%M}–{fact.closes:%H:%M} Uhr."

    return words


WORDS: Mapping[type, Callable[[News, Any], Words]] = {
    events.EditionAnnounced: _edition("Heimat shoppen {year} ist angekündigt"),
    events.EditionOpened: _edition("Die Anmeldung zu Heimat shoppen {year} ist eröffnet"),
    events.EditionClosed: _edition("Die Anmeldung zu Heimat shoppen {year} ist beendet"),
    events.EditionStarted: _edition("Heimat shoppen {year} beginnt"),
    events.EditionEnded: _edition("Heimat shoppen {year} ist zu Ende"),
    events.EditionCancelled: _edition("Heimat shoppen {year} fällt aus"),
    events.TownConfirmed: _town("{town} nimmt teil"),
    events.TownPublished: _town("Das Programm von {town} ist da"),
    events.TownWithdrew: _town("{town} nimmt nicht mehr teil"),
    events.OfferPublished: _offer("Neu"),
    events.OfferRescheduled: _offer("Verschoben"),
    events.OfferCancelled: _offer("Abgesagt"),
    events.SpecialOpeningRegistered: _opening("Läden geöffnet"),
    events.SpecialOpeningRevoked: _opening("Läden doch nicht geöffnet"),
}


def _entry(news: News) -> FeedEntry:
    headline, sentence = WORDS[type(news.fact)](news, news.fact)
    kind = type(news.fact).type.split(".")[2]
    return FeedEntry(f"urn:uuid:{news.id}", headline, news.at, sentence, published=news.at, category=kind)


async def _feed(request: Request, reading: Reading, scope: Scope, now: Now, town: str | None) -> Response:
    version = await programme.version(reading, scope, town=town)
    newest = await queries.newest(reading, scope)
    today = local_day(now)
    url = public_address(request, f"/api/v1/news{f'/{town}' if town else ''}.atom")

    async def make() -> Response:
        entries = [_entry(one) for one in await queries.news(reading, scope, town=town, today=today)]
        name = (await programme.place(reading, scope, town)).name if town else None
        body = atom(
            entries,
            id=f"urn:regio:campaign:news{f':{town}' if town else ''}",
            title=f"Heimat shoppen {name}" if name else "Heimat shoppen",
            author="Heimat shoppen",
            updated=version.changed_at or now,
            url=url,
        )
        return document(body, ATOM, modified=max((entry.updated for entry in entries), default=version.changed_at))

    return await kept(request).answer(("news", town), (version.revision, newest, today, url), make)


@router.get(".atom", operation_id="news.atom", **produces(ATOM, "The feed"))
async def news_of_all_towns(request: Request, reading: ReadingDep, scope: ScopeDep, now: Now) -> Response:
    """What is new: editions, towns, offers published, moved and called off; the latest 50."""
    return await _feed(request, reading, scope, now, None)


_TOLD = produces(ATOM, "The feed")
_TOLD["responses"] |= problems(404)


@router.get("/{key}.atom", operation_id="town_news.atom", **_TOLD)
async def news_of_a_town(request: Request, reading: ReadingDep, scope: ScopeDep, now: Now, key: Slug) -> Response:
    """The same for one town, with what concerns all of them."""
    return await _feed(request, reading, scope, now, key)
