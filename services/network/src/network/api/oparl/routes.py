"""The addresses: the system, its bodies, their lists, and every object by itself."""

from enum import StrEnum
from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from network import queries
from network.api.oparl import objects
from network.api.oparl.lists import Asked, AskedDep, OparlList, OparlObject, answer, listed
from network.api.oparl.loading import whole
from network.api.oparl.objects import SCHEMA, TYPES, Names
from network.api.site import Site
from network.queries.oparl import NETWORK, Kind
from regio_chassis.database import Reading
from regio_chassis.errors import Missing
from regio_chassis.web import ReadingDep, Router, Slug, problems

router = Router("/oparl", ["OParl"])

Id = Annotated[str, Path(pattern=r"^[a-z]+-[a-z0-9-]+$", max_length=100)]


class ListName(StrEnum):
    """The lists of a body."""

    ORGANIZATIONS = "organizations"
    PEOPLE = "people"
    MEETINGS = "meetings"
    PAPERS = "papers"
    AGENDA_ITEMS = "agenda-items"
    FILES = "files"
    MEMBERSHIPS = "memberships"
    LOCATIONS = "locations"
    CONSULTATIONS = "consultations"
    LEGISLATIVE_TERMS = "legislative-terms"


KINDS = {
    ListName.ORGANIZATIONS: (Kind.GROUP, Kind.TOWN, Kind.OFFICE),
    ListName.PEOPLE: (Kind.PERSON,),
    ListName.MEETINGS: (Kind.MEETING,),
    ListName.PAPERS: (Kind.PAPER,),
    ListName.AGENDA_ITEMS: (Kind.ITEM,),
    ListName.FILES: (Kind.AGENDA, Kind.MINUTES),
    ListName.MEMBERSHIPS: (Kind.MEMBER, Kind.ROLE),
    ListName.LOCATIONS: (Kind.PLACE,),
    # Towns that work together have neither consultations of papers nor terms.
    ListName.CONSULTATIONS: (),
    ListName.LEGISLATIVE_TERMS: (),
}


class Segment(StrEnum):
    """Objects that have an address of their own."""

    ORGANIZATIONS = "organizations"
    PEOPLE = "people"
    MEETINGS = "meetings"
    PAPERS = "papers"
    AGENDA_ITEMS = "agenda-items"
    FILES = "files"
    MEMBERSHIPS = "memberships"
    LOCATIONS = "locations"


@router.get(
    "/system",
    operation_id="oparl.system",
    summary="OParl: the system",
    response_model=OparlObject,
    responses=problems(422),
)
async def system(reading: ReadingDep, site: Site) -> Response:
    """Where council apps begin."""
    names = Names(site)
    created, modified = await queries.oparl.span(reading)
    return answer(
        {
            "id": f"{names.root}/system",
            "type": SCHEMA + "System",
            "oparlVersion": SCHEMA,
            "name": "Innenstadtinitiative",
            "body": f"{names.root}/bodies",
            "created": objects.instant(created),
            "modified": objects.instant(modified),
        }
    )


@router.get(
    "/bodies", operation_id="oparl.bodies", summary="OParl: bodies", response_model=OparlList, responses=problems(422)
)
async def bodies(reading: ReadingDep, site: Site, asked: AskedDep) -> Response:
    """The network, and each of its towns."""
    names, window = Names(site), asked.window
    span = await queries.oparl.span(reading)
    found = [objects.network_body(names, *span)] if window.admits(*span) else []
    found += [
        objects.body(names, town)
        for town in await queries.council.towns(reading)
        if window.admits(town.created_at, town.changed_at or town.created_at)
    ]
    start = (window.page - 1) * window.limit
    shown = [objects.bare(one) for one in found[start : start + window.limit]]
    return listed(shown, len(found), asked)


@router.get(
    "/bodies/{key}",
    operation_id="oparl.body",
    summary="OParl: a body",
    response_model=OparlObject,
    responses=problems(404, 422),
)
async def body(reading: ReadingDep, site: Site, key: Slug) -> Response:
    """The network, or a town."""
    return answer(await _body(reading, Names(site), key))


@router.get(
    "/bodies/{key}/{name}",
    operation_id="oparl.list",
    summary="OParl: a list of a body",
    response_model=OparlList,
    responses=problems(404, 422),
)
async def list_of_body(reading: ReadingDep, site: Site, asked: AskedDep, key: Slug, name: ListName) -> Response:
    """Objects of the body, the oldest first; with a filter also those that are gone, as `deleted`."""
    await _body(reading, Names(site), key)
    return await _listed(reading, Names(site), KINDS[name], asked, body=key)


@router.get(
    "/organizations/{id}/meetings",
    operation_id="oparl.organization_meetings",
    summary="OParl: meetings of an organization",
    response_model=OparlList,
    responses=problems(404, 422),
)
async def meetings_of_organization(reading: ReadingDep, site: Site, asked: AskedDep, id: Id) -> Response:
    """Meetings of a working group."""
    kind, key = _parted(id, Segment.ORGANIZATIONS)
    await queries.oparl.entry(reading, [kind], key)
    return await _listed(reading, Names(site), (Kind.MEETING,), asked, group=key)


@router.get(
    "/{segment}/{id}",
    operation_id="oparl.object",
    summary="OParl: an object",
    response_model=OparlObject,
    responses=problems(404, 422),
)
async def one(reading: ReadingDep, site: Site, segment: Segment, id: Id) -> Response:
    """Any object by its address; of one that is gone only that it is `deleted`."""
    kind, key = _parted(id, segment)
    entry = await queries.oparl.entry(reading, [kind], key)
    (found,) = await whole(reading, Names(site), [entry])
    return answer(found)


async def _listed(
    reading: Reading,
    names: Names,
    kinds: tuple[Kind, ...],
    asked: Asked,
    *,
    body: str | None = None,
    group: str | None = None,
) -> Response:
    if not kinds:
        return listed([], 0, asked)
    entries, total = await queries.oparl.listing(reading, kinds, asked.window, body=body, group=group)
    return listed(await whole(reading, names, entries), total, asked)


async def _body(reading: Reading, names: Names, key: str) -> objects.Object:
    if key == NETWORK:
        return objects.bare(objects.network_body(names, *await queries.oparl.span(reading)))
    found = await queries.council.towns(reading, [key])
    if not found:
        raise Missing("there is no such body")
    return objects.bare(objects.body(names, found[0]))


def _parted(id: str, segment: Segment) -> tuple[Kind, str]:
    """
    Kind and key of an object's id.

    Raises:
        Missing: no object of this address could have it.
    """
    kind, _, key = id.partition("-")
    if kind not in set(Kind) or objects.SEGMENTS[TYPES[Kind(kind)]] != segment:
        raise Missing("there is no such object")
    return Kind(kind), key
