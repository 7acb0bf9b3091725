"""The programme of a town and of all towns: one query, one version, many formats."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.responses import Response

from campaign.api.parts import EditionQuery
from campaign.api.programme.linked import GEOJSON, JSON_LD, geojson, json_ld
from campaign.api.programme.maps import POLICY as MAP_POLICY
from campaign.api.programme.maps import programme_map
from campaign.api.programme.tables import HEADER, programme_calendar, rows
from campaign.api.programme.views import ProgrammeView, programme_json
from campaign.domain import BERLIN, local_day
from campaign.domain.programme import Entry, Wanted, matching, open_now
from campaign.queries import programme as queries
from regio_chassis.access import Scope
from regio_chassis.database import Reading
from regio_chassis.formats import CALENDAR, CSV, SVG, XLSX, csv_bytes, document, produces, xlsx_bytes
from regio_chassis.web import Day, Now, ReadingDep, Router, ScopeDep, Slug, problems
from regio_chassis.web.kept import kept
from regio_events.campaign import OfferKind

router = Router(prefix="/programme", tags=["Programme"])

JSON = "application/json"


def _wanted(
    day: Annotated[Day | None, Query(description="Only dates on this day")] = None,
    hour: Annotated[int | None, Query(ge=0, le=23, description="Only dates on at some moment of this hour")] = None,
    kind: OfferKind | None = None,
    for_children: bool | None = None,
    accessible: bool | None = None,
) -> Wanted:
    return Wanted(day, hour, kind, for_children, accessible)


WantedDep = Annotated[Wanted, Depends(_wanted)]
OpenNow = Annotated[bool, Query(description="Only what is on, or whose host has opened, at this moment")]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which programme somebody asks for, and when."""

    town: str | None
    year: int | None
    wanted: Wanted
    at: datetime

    @property
    def name(self) -> str:
        return f"Heimat shoppen {self.town or 'alle Städte'}" + (f" {self.year}" if self.year else "")


Render = Callable[[list[Entry], Asked, datetime], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a programme; ``suffix`` is what its address ends in, ``policy`` what it may do in a browser."""

    suffix: str
    media_type: str
    render: Render
    saved: bool = False
    heavy: bool = False
    policy: str | None = None


def _json(entries: list[Entry], asked: Asked, _: datetime) -> bytes:
    return programme_json(entries, town_key=asked.town, year=asked.year)


FORMATS = (
    Format("ics", CALENDAR, lambda e, a, at: programme_calendar(e, name=a.name, changed_at=at), heavy=True),
    Format("csv", CSV, lambda e, _a, _at: csv_bytes(HEADER, rows(e)), saved=True),
    Format("xlsx", XLSX, lambda e, _a, _at: xlsx_bytes(HEADER, rows(e), title="Programm"), saved=True, heavy=True),
    Format("geojson", GEOJSON, lambda e, _a, _at: geojson(e)),
    Format("jsonld", JSON_LD, lambda e, _a, _at: json_ld(e)),
    Format("svg", SVG, lambda e, a, _at: programme_map(e, town=a.town), heavy=True, policy=MAP_POLICY),
)
AS_JSON = Format("json", JSON, _json)


async def _answer(request: Request, reading: Reading, scope: Scope, asked: Asked, format: Format) -> Response:
    """The document as it was made for this version and day, else made now."""
    today = local_day(asked.at)
    version = await queries.version(reading, scope, town=asked.town)

    documents = kept(request)

    async def make() -> Response:
        found = await queries.programme(reading, scope, town=asked.town, year=asked.year, today=today)
        entries = matching(found, asked.wanted)
        if format.heavy:
            return await documents.pressed(_made, entries, asked, format, version)
        return _made(entries, asked, format, version)

    key = ("programme", format.suffix, asked.town, asked.year, asked.wanted)
    return await documents.answer(key, (version.revision, today), make)


def _made(entries: list[Entry], asked: Asked, format: Format, version: queries.Version) -> Response:
    # What has passed leaves the programme at midnight, so it is new then as well.
    midnight = datetime.combine(local_day(asked.at), time(), BERLIN).astimezone(UTC)
    changed_at = version.changed_at or midnight
    filename = f"programm-{asked.town or 'alle'}{f'-{asked.year}' if asked.year else ''}.{format.suffix}"
    made = document(
        format.render(entries, asked, changed_at),
        format.media_type,
        filename=None if format is AS_JSON else filename,
        attached=format.saved,
        modified=max(changed_at, midnight),
    )
    if format.policy is not None:
        made.headers["content-security-policy"] = format.policy
    return made


async def _year(reading: Reading, scope: Scope, edition: str | None) -> int | None:
    if edition is None or edition.isdigit():
        return None if edition is None else int(edition)
    return await queries.year_of(reading, scope, edition)


async def _currently_open(reading: Reading, scope: Scope, asked: Asked) -> Response:
    found = await queries.programme(reading, scope, town=asked.town, year=asked.year, today=local_day(asked.at))
    entries = matching(open_now(found, asked.at), asked.wanted)
    return document(_json(entries, asked, asked.at), JSON)


def _of_all(format: Format) -> Callable[..., Awaitable[Response]]:
    async def of_all_towns(
        request: Request,
        reading: ReadingDep,
        scope: ScopeDep,
        now: Now,
        wanted: WantedDep,
        edition: EditionQuery = None,
    ) -> Response:
        asked = Asked(None, await _year(reading, scope, edition), wanted, now)
        return await _answer(request, reading, scope, asked, format)

    return of_all_towns


def _of_town(format: Format) -> Callable[..., Awaitable[Response]]:
    async def of_one_town(
        request: Request,
        reading: ReadingDep,
        scope: ScopeDep,
        now: Now,
        key: Slug,
        wanted: WantedDep,
        edition: EditionQuery = None,
    ) -> Response:
        asked = Asked(key, await _year(reading, scope, edition), wanted, now)
        return await _answer(request, reading, scope, asked, format)

    return of_one_town


def _add(formats: Sequence[Format]) -> None:
    for one in formats:
        bare = one.media_type.partition(";")[0]
        told = produces(one.media_type, f"The programme as {bare}")
        router.add_api_route(
            f".{one.suffix}",
            _of_all(one),
            operation_id=f"programme.{one.suffix}",
            summary=f"Programme of all towns as {bare}",
            **told,
        )
        told = produces(one.media_type, f"The programme as {bare}")
        told["responses"] |= problems(404)
        router.add_api_route(
            f"/{{key}}.{one.suffix}",
            _of_town(one),
            operation_id=f"town_programme.{one.suffix}",
            summary=f"Programme of a town as {bare}",
            **told,
        )


_add(FORMATS)


@router.get("", operation_id="programme.get", response_model=ProgrammeView)
async def programme_of_all_towns(
    request: Request,
    reading: ReadingDep,
    scope: ScopeDep,
    now: Now,
    wanted: WantedDep,
    edition: EditionQuery = None,
    open_now: OpenNow = False,
) -> Response:
    """What is on in all towns, by day and hour; cancelled offers stay, marked, until their last date has passed."""
    asked = Asked(None, await _year(reading, scope, edition), wanted, now)
    if open_now:
        return await _currently_open(reading, scope, asked)
    return await _answer(request, reading, scope, asked, AS_JSON)


@router.get("/{key}", operation_id="town_programme.get", response_model=ProgrammeView, responses=problems(404))
async def programme_of_a_town(
    request: Request,
    reading: ReadingDep,
    scope: ScopeDep,
    now: Now,
    key: Slug,
    wanted: WantedDep,
    edition: EditionQuery = None,
    open_now: OpenNow = False,
) -> Response:
    """What is on in a town, by day and hour; cancelled offers stay, marked, until their last date has passed."""
    asked = Asked(key, await _year(reading, scope, edition), wanted, now)
    if open_now:
        await queries.version(reading, scope, town=key)
        return await _currently_open(reading, scope, asked)
    return await _answer(request, reading, scope, asked, AS_JSON)
