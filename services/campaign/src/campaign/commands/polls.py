"""What towns and businesses do with polls on action windows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from campaign.access import speaks_for_town
from campaign.domain import DatePoll, DateVote
from campaign.domain.windows import in_order
from campaign.queries.businesses import business
from campaign.queries.editions import edition
from campaign.queries.participations import part_in_town
from campaign.queries.polls import date_poll_for_update, date_poll_held, votes_by_proposal
from campaign.queries.towns import town
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import expect


async def create(tx: Tx, scope: Scope, facts: Mapping[str, Any]) -> DatePoll:
    """
    A new draft.

    Raises:
        Missing: there is no such edition or town, or the caller does not speak for it.
        Invalid: a window does not lie in the edition's year, or two of a proposal overlap.
    """
    poll = DatePoll(**facts)
    if not speaks_for_town(scope, poll.town_key):
        raise Missing("there is no such town")
    await town(tx, Scope.PUBLIC, poll.town_key)
    asked_for = await edition(tx, Scope.PUBLIC, poll.edition_id)
    poll.proposals = tuple(
        proposal.model_copy(update={"windows": in_order(proposal.windows, year=asked_for.year)})
        for proposal in poll.proposals
    )
    await tx.add(poll)
    return poll


async def open_poll(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> DatePoll:
    poll = await _load(tx, scope, id, expected)
    poll.open()
    await tx.save(poll)
    return poll


async def close_poll(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> DatePoll:
    """Count and record the result."""
    poll = await _load(tx, scope, id, expected)
    poll.close(await votes_by_proposal(tx, id))
    await tx.save(poll)
    return poll


async def vote(tx: Tx, scope: Scope, id: UUID, *, business_id: UUID, proposal: int) -> DatePoll:
    """
    A business votes, or changes its vote.

    Raises:
        Missing: there is no such poll or business, or the caller does not speak for it.
        PollNotOpen, NotTakingPart, Invalid: the vote does not count.
    """
    await business(tx, scope, business_id)
    poll = await date_poll_held(tx, id)
    part = await part_in_town(tx, edition_id=poll.edition_id, town_key=poll.town_key, business_id=business_id)
    cast = poll.vote(business_id, proposal, participation=part, at=tx.at)
    row = {"poll_id": cast.poll_id, "business_id": cast.business_id, "proposal": cast.proposal}
    await tx.upsert(DateVote, [row], key=["poll_id", "business_id"])
    return poll


async def _load(tx: Tx, scope: Scope, id: UUID, expected: int | None) -> DatePoll:
    poll = await date_poll_for_update(tx, scope, id)
    expect(poll, expected)
    return poll
