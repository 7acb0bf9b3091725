"""Polls on action windows."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from campaign.access import date_polls_in
from campaign.domain import DatePoll, DateVote, PollStatus
from campaign.queries.base import EditionRef, of_edition
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import table_of

_polls = table_of(DatePoll)
_votes = table_of(DateVote)


def date_polls(
    scope: Scope,
    *,
    edition: EditionRef | None = None,
    town: str | None = None,
    status: PollStatus | None = None,
) -> Select[Any]:
    """The list, to be paged."""
    statement = select(_polls).where(date_polls_in(scope))
    if edition is not None:
        statement = statement.where(of_edition(_polls.c.edition_id, edition))
    if town is not None:
        statement = statement.where(_polls.c.town_key == town)
    return statement if status is None else statement.where(_polls.c.status == status)


async def date_poll(reading: Reading, scope: Scope, id: UUID) -> DatePoll:
    """
    One poll.

    Raises:
        Missing: there is none in this scope.
    """
    return _found(await reading.entity(DatePoll, date_polls(scope).where(_polls.c.id == id)))


async def date_poll_for_update(tx: Tx, scope: Scope, id: UUID) -> DatePoll:
    """The same, locked until the transaction ends: nobody votes meanwhile."""
    return _found(await tx.entity(DatePoll, date_polls(scope).where(_polls.c.id == id).with_for_update()))


async def date_poll_held(tx: Tx, id: UUID) -> DatePoll:
    """The same for a business that votes; it does not change until the transaction ends."""
    statement = date_polls(Scope.PUBLIC).where(_polls.c.id == id)
    return _found(await tx.entity(DatePoll, statement.with_for_update(read=True)))


async def votes_by_proposal(reading: Reading, poll_id: UUID) -> dict[int, int]:
    """How many businesses voted for each proposal."""
    found = await reading.execute(
        select(_votes.c.proposal, func.count().label("votes"))
        .where(_votes.c.poll_id == poll_id)
        .group_by(_votes.c.proposal)
    )
    return {row.proposal: row.votes for row in found}


def _found(poll: DatePoll | None) -> DatePoll:
    if poll is None:
        raise Missing("there is no such poll")
    return poll
