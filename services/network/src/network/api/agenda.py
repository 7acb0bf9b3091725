"""Agenda items: proposed, on an agenda, talked about, carried over."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import ConfigDict, Field, computed_field
from sqlmodel import col
from starlette.responses import Response

from network import commands, queries
from network.api.inputs import Orderings, Source, Title, Url, changes, unset
from network.api.meeting_shapes import Series
from network.api.papers import origin_programme
from network.domain import AgendaItem, ItemLink, ItemStatus
from regio_chassis.web import (
    Body,
    Day,
    IfMatch,
    Line,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Slug,
    Text,
    Transaction,
    Verbs,
    View,
    created,
    item,
    page,
    problems,
)

router = Router("/agenda-items", ["Agenda items"])

ORDERINGS: Orderings = {
    "number": [col(AgendaItem.number), col(AgendaItem.created_at)],
    "created_at": [col(AgendaItem.created_at)],
    "not_after": [col(AgendaItem.not_after)],
}
LongText = Annotated[str, Text(4000)]


class LinkBody(Body):
    """A page that belongs to an item."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"title": "Konzept", "url": "https://www.gotha.de/konzept"}}
    )

    title: Title
    url: Url


Links = Annotated[tuple[LinkBody, ...], Field(max_length=10, description="Pages that belong to it")]


class AgendaItemView(View):
    """An agenda item; `origin_*` is the event of another programme that proposed it."""

    id: UUID
    version: int
    meeting_id: Annotated[UUID | None, Field(description="null: waits for the next meeting that fits")]
    series: str | None
    number: Annotated[int | None, Field(description="Place on the agenda; null: proposed, or waiting")]
    title: str
    text: str | None
    town_key: str | None
    public: bool
    not_after: Annotated[date | None, Field(description="Last day on which it is of use")]
    status: ItemStatus
    origin_event_id: UUID | None
    origin_type: str | None
    origin_subject: str | None
    links: list[ItemLink]
    carried_from: Annotated[UUID | None, Field(description="The item of an earlier meeting that it continues")]
    source: str | None
    created_at: datetime

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @property
    def origin_programme(self) -> str | None:
        """The programme whose event proposed it, by name."""
        return origin_programme(self.origin_type)


class AgendaItemBody(Body):
    """A proposal."""

    model_config = ConfigDict(json_schema_extra={"example": {"title": "Leerstand in der Marktstraße"}})

    title: Title
    text: LongText | None = None
    meeting_id: Annotated[UUID | None, Field(description="Default: the next working meeting that fits")] = None
    analysis_id: Annotated[UUID | None, Field(description="The presented analysis whose finding it is about")] = None
    town_key: Annotated[Slug | None, Field(description="Town it is about; town managers name an own one")] = None
    public: bool = True
    not_after: Day | None = None
    links: Links = ()
    source: Source | None = None


class AgendaItemChange(Body):
    """What is to read differently; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "Mit Bericht des Citymanagements"}})

    title: Title = unset()
    text: LongText | None = unset()
    public: bool = unset()
    not_after: Day | None = unset()
    links: Links = unset()
    series: Annotated[
        Series | None, Field(description="Where it carries over to; in another group's series it is a proposal")
    ] = unset()


@router.get(
    "",
    operation_id="agenda_item.list",
    summary="Agenda items",
    response_model=Page[AgendaItemView],
    responses=problems(422),
)
async def list_items(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    meeting: UUID | None = None,
    town: Slug | None = None,
    status: ItemStatus | None = None,
    waiting: Annotated[bool | None, Query(description="Whether it waits for a meeting")] = None,
    origin: Annotated[
        Annotated[str, Line(120)] | None,
        Query(description="Subject of the event that proposed it, such as an edition's id"),
    ] = None,
    carried_from: Annotated[UUID | None, Query(description="The item that it continues")] = None,
) -> Response:
    """Agenda items in the order of the agenda. Proposals are seen by those who take part."""
    statement = queries.agenda.items(
        scope,
        meeting=meeting,
        town=town,
        status=status,
        waiting=waiting,
        origin=origin,
        carried_from=carried_from,
    )
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=AgendaItemView.model_validate)


@router.get(
    "/{id}",
    operation_id="agenda_item.get",
    summary="An agenda item",
    response_model=AgendaItemView,
    responses=problems(404, 422),
)
async def get_item(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One agenda item."""
    found = await queries.agenda.item(reading, scope, id)
    return item(AgendaItemView.model_validate(found), found.version)


@router.post(
    "",
    operation_id="agenda_item.create",
    summary="Propose an agenda item",
    status_code=201,
    response_model=AgendaItemView,
    responses=problems(401, 403, 404, 409, 422),
)
async def create_item(tx: Transaction, scope: ScopeDep, body: AgendaItemBody, now: Now) -> Response:
    """Propose an item for a meeting, or for the next one that fits."""
    found = await commands.agenda.propose(tx, scope, **_values(body.model_dump()), at=now)
    return created(AgendaItemView.model_validate(found), found.version, f"/api/v1/agenda-items/{found.id}")


@router.patch(
    "/{id}",
    operation_id="agenda_item.change",
    summary="Reword an agenda item",
    response_model=AgendaItemView,
    responses=problems(401, 403, 404, 409, 412, 422, 428),
)
async def change_item(tx: Transaction, scope: ScopeDep, id: UUID, body: AgendaItemChange, version: IfMatch) -> Response:
    """Reword an item, until the minutes of its meeting are final."""
    found = await commands.agenda.change(tx, scope, id, _values(changes(body)), version=version)
    return item(AgendaItemView.model_validate(found), found.version)


verb = Verbs(router, "agenda_item", AgendaItemView)


@verb("accept", "Put a proposal on the agenda")
async def accept(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Put the proposal on its meeting's agenda, as the last item."""
    found = await commands.agenda.accept(tx, scope, id, version=version)
    return item(AgendaItemView.model_validate(found), found.version)


@verb("discuss", "State that an item was discussed")
async def discuss(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """The meeting, which was held, talked about the item; decisions can follow."""
    found = await commands.agenda.discuss(tx, scope, id, version=version)
    return item(AgendaItemView.model_validate(found), found.version)


@verb("adjourn", "Put an item off")
async def adjourn(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """The item carries over to the next meeting of the series when the minutes become final."""
    found = await commands.agenda.adjourn(tx, scope, id, version=version)
    return item(AgendaItemView.model_validate(found), found.version)


def _values(given: dict[str, Any]) -> dict[str, Any]:
    """For the command: links as the domain knows them."""
    return (
        given | {"links": [ItemLink.model_validate(dict(link)) for link in given["links"]]}
        if "links" in given
        else given
    )
