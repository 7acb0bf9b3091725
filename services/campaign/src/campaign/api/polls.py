"""Polls on action windows over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from campaign.api.parts import CREATE, LIST, READ, STEP, EditionQuery, WindowBody, listed, plain, shown
from campaign.commands import polls as commands
from campaign.domain import DatePoll, PollStatus, Proposal
from campaign.queries import polls as queries
from regio_chassis.rows import table_of
from regio_chassis.web import (
    Body,
    Day,
    IfMatch,
    Line,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Slug,
    Transaction,
    Verbs,
    View,
    created,
    item,
    page,
    problems,
)

router = Router(prefix="/date-polls", tags=["Date polls"])

_c = table_of(DatePoll).c
ORDERINGS = {"town": [_c.town_key], "status": [_c.status]}


class ProposalBody(Body):
    """Windows to vote for."""

    label: Annotated[str, Line(120)] = Field(examples=["Samstag statt Sonntag"])
    windows: Annotated[tuple[WindowBody, ...], Field(min_length=1, max_length=60)]


class DatePollBody(Body):
    """A question to the businesses of a town that take part."""

    edition_id: UUID = Field(strict=False)
    town_key: Slug
    proposals: Annotated[tuple[ProposalBody, ...], Field(min_length=2, max_length=20)]
    closes_on: Day | None = Field(default=None, description="Last day to vote")


class VoteBody(Body):
    """The vote of a business; a later one replaces it."""

    business_id: UUID = Field(strict=False)
    proposal: Annotated[int, Field(strict=True, ge=0, le=19, description="Counted from 0")] = Field(examples=[0])


class DatePollView(View):
    """A poll; votes are told when it is closed."""

    id: UUID
    version: int
    edition_id: UUID
    town_key: str
    status: PollStatus
    proposals: tuple[Proposal, ...]
    closes_on: date | None
    votes: tuple[int, ...] | None = Field(description="By proposal; null until it is closed")
    chosen: int | None = Field(description="The proposal with most votes, counted from 0; null in a tie")
    source: str | None


def _item(poll: DatePoll) -> Response:
    return item(shown(DatePollView, poll), poll.version)


@router.get("", operation_id="date_poll.list", response_model=Page[DatePollView], responses=LIST | problems(401, 403))
async def list_polls(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    edition: EditionQuery = None,
    town: Slug | None = None,
    status: PollStatus | None = None,
) -> Response:
    """Polls; drafts are for the town and the chamber."""
    statement = queries.date_polls(scope, edition=edition, town=town, status=status)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=listed(DatePollView))


@router.get("/{id}", operation_id="date_poll.get", response_model=DatePollView, responses=READ | problems(401, 403))
async def get_poll(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One poll."""
    return _item(await queries.date_poll(reading, scope, id))


@router.post("", operation_id="date_poll.create", status_code=201, response_model=DatePollView, responses=CREATE)
async def create_poll(tx: Transaction, scope: ScopeDep, body: DatePollBody) -> Response:
    """A new draft."""
    proposals = tuple(Proposal(label=one.label, windows=plain(one.windows)) for one in body.proposals)
    facts = {**body.model_dump(exclude={"proposals"}), "proposals": proposals}
    poll = await commands.create(tx, scope, facts)
    return created(shown(DatePollView, poll), poll.version, f"/api/v1/date-polls/{poll.id}")


verb = Verbs(router, "date_poll", DatePollView)


@verb("open")
async def open_poll(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """From now on the businesses vote."""
    return _item(await commands.open_poll(tx, scope, id, expected=version))


@verb("close")
async def close_poll(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Count the votes and record the result."""
    return _item(await commands.close_poll(tx, scope, id, expected=version))


@router.post("/{id}/vote", operation_id="date_poll.vote", response_model=DatePollView, responses=STEP)
async def vote(tx: Transaction, scope: ScopeDep, id: UUID, body: VoteBody) -> Response:
    """A business that takes part votes, or changes its vote."""
    return _item(await commands.vote(tx, scope, id, business_id=body.business_id, proposal=body.proposal))
