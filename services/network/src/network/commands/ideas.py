"""Ideas come in, are shown or not, supported, dealt with and answered."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from network import queries
from network.commands import agenda, threads
from network.commands.measures import propose
from network.commands.towns import insist_on_known
from network.domain import UNANSWERED, DailySalt, Idea, IdeaContact, IdeaSupport, IdeaTerm
from network.domain.errors import NotSupportable, Unknown
from network.domain.likeness import keys
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import expect, new_id, table_of
from regio_chassis.search import searchable
from regio_events.network import IdeaAnswer, IdeaOpened

_SUPPORT = {
    dialect: module.insert(table_of(IdeaSupport)).on_conflict_do_nothing()
    for dialect, module in (("sqlite", sqlite), ("postgresql", postgresql))
}
_SALT = {
    dialect: module.insert(table_of(DailySalt)).on_conflict_do_nothing()
    for dialect, module in (("sqlite", sqlite), ("postgresql", postgresql))
}
WITHDRAWN = "Bürgeridee (zurückgezogen)"
"""What a meeting reads instead of the words that an author took back."""
_COUNT = update(Idea).values(supports=col(Idea.supports) + 1)


async def submit(
    tx: Tx,
    *,
    title: str,
    text: str,
    field_key: str,
    secret_hash: str,
    at: datetime,
    town_key: str | None = None,
    place: str | None = None,
    contact: str | None = None,
    source: str | None = None,
) -> Idea:
    """
    Somebody brings an idea; ``contact`` is kept apart from it.

    Raises:
        Unknown: there is no such town or field of action.
    """
    if town_key is not None:
        await insist_on_known(tx, towns=[town_key], pointer="/town_key")
    await _insist_on_field(tx, field_key)
    idea, event = Idea.submit(
        title=title,
        text=text,
        searchable=searchable(title, text),
        field_key=field_key,
        town_key=town_key,
        place=place,
        secret_hash=secret_hash,
        thread_id=tx.correlation,
        source=source,
        at=at,
    )
    await tx.add(idea, *([] if contact is None else [IdeaContact(idea_id=idea.id, contact=contact)]), *_terms(idea))
    await threads.record(tx, event)
    return idea


async def change(tx: Tx, scope: Scope, id: UUID, changes: Mapping[str, Any], *, version: int | None) -> Idea:
    """Put it to another town or field, or take out what is nobody's business."""
    idea = await queries.ideas.idea_for_update(tx, scope, id)
    expect(idea, version)
    if changes.get("town_key") is not None:
        await insist_on_known(tx, towns=[changes["town_key"]], pointer="/town_key")
    if "field_key" in changes:
        await _insist_on_field(tx, changes["field_key"])
    for name, value in changes.items():
        setattr(idea, name, value)
    idea.searchable = searchable(idea.title, idea.text)
    await tx.save(idea)
    await _forget_terms(tx, idea)
    await tx.add(*_terms(idea))
    return idea


async def screen(tx: Tx, scope: Scope, id: UUID, *, version: int | None = None) -> Idea:
    idea = await queries.ideas.idea_for_update(tx, scope, id)
    expect(idea, version)
    event = idea.screen()
    await tx.save(idea)
    await threads.record(tx, event)
    return idea


async def hide(tx: Tx, scope: Scope, id: UUID, *, reason: str, version: int | None = None) -> Idea:
    idea = await queries.ideas.idea_for_update(tx, scope, id)
    expect(idea, version)
    idea.hide(reason=reason)
    await tx.save(idea)
    await _forget_contact(tx, idea)
    await _forget_terms(tx, idea)
    return idea


async def review(tx: Tx, scope: Scope, id: UUID, *, meeting_id: UUID, at: datetime, version: int | None = None) -> Idea:
    """
    The idea goes to a meeting the caller takes part in, as a proposal for its agenda that shows where it is from.

    Raises:
        Unknown: there is no such meeting, or the caller does not take part.
    """
    idea = await queries.ideas.idea_for_update(tx, scope, id)
    expect(idea, version)
    idea.review(meeting_id)
    trace = (await queries.threads.traces(tx, [str(idea.id)]))[str(idea.id)]
    try:
        await agenda.propose(
            tx,
            scope,
            title=f"Bürgeridee: {idea.title}",
            meeting_id=meeting_id,
            town_key=idea.town_key,
            origin_event_id=trace.event_id,
            origin_type=IdeaOpened.type,
            origin_subject=str(idea.id),
            source=idea.source,
            at=at,
        )
    except Missing:
        raise Unknown("there is no such meeting among yours", pointer="/meeting_id") from None
    await tx.save(idea)
    return idea


async def answer(
    tx: Tx,
    scope: Scope,
    id: UUID,
    *,
    answer: IdeaAnswer,
    reason: str,
    at: datetime,
    measure_id: UUID | None = None,
    version: int | None = None,
) -> Idea:
    """
    Answer in public, and forget how the author could be reached.

    An accepted idea joins the measure ``measure_id``, or becomes a new one of its town.

    Raises:
        Unknown: there is no such measure, or no town that a new one could be of.
    """
    idea = await queries.ideas.idea_for_update(tx, scope, id)
    expect(idea, version)
    becomes = answer is IdeaAnswer.ACCEPTED and measure_id is None
    event = idea.give(answer=answer, reason=reason, measure_id=new_id() if becomes else measure_id, at=at)
    await threads.record(tx, event)
    if becomes:
        if idea.town_key is None:
            raise Unknown("an idea for all towns joins a measure", pointer="/measure_id")
        await propose(
            tx,
            id=event.measure_id,
            title=idea.title,
            text=idea.text,
            field_key=idea.field_key,
            town_keys=[idea.town_key],
            source=idea.source,
            after=idea.id,
            at=at,
        )
    elif measure_id is not None and not await queries.measures.known(tx, measure_id):
        raise Unknown("there is no such measure", pointer="/measure_id")
    await tx.save(idea)
    await _forget_contact(tx, idea)
    return idea


async def withdraw(tx: Tx, id: UUID, *, secret_hash: str) -> Idea:
    """The author takes the idea back; what was written and who wrote it is gone."""
    idea = await queries.ideas.authors_idea_for_update(tx, id, secret_hash)
    words = idea.title
    idea.withdraw()
    await tx.save(idea)
    await _forget_contact(tx, idea)
    await _forget_terms(tx, idea)
    await agenda.take_words_back(tx, str(idea.id), words, title=WITHDRAWN)
    return idea


async def support(tx: Tx, scope: Scope, id: UUID, *, hashed: Callable[[UUID], str]) -> Idea:
    """
    Count a device that supports the idea, once however often it says so; ``hashed`` is what an idea remembers of it.

    Raises:
        NotSupportable: the idea was answered.
    """
    idea = await queries.ideas.idea(tx, scope, id)
    if idea.status not in UNANSWERED:
        raise NotSupportable("only ideas that wait for an answer are supported")
    counted = await tx.execute(_SUPPORT[tx.dialect], {"idea_id": id, "device_hash": hashed(id)})
    if counted.rowcount == 1:
        await tx.execute(_COUNT.where(col(Idea.id) == id))
    return await queries.ideas.idea(tx, scope, id)


async def begin_day(tx: Tx, day: date, salt: str) -> str:
    """The salt of a new day: the first one that a replica proposes. Those of other days are gone from now on."""
    await tx.execute(delete(DailySalt).where(col(DailySalt.day) != day))
    await tx.execute(_SALT[tx.dialect], {"day": day, "salt": salt})
    found = await queries.ideas.salt(tx, day)
    assert found is not None
    return found


def _terms(idea: Idea) -> list[IdeaTerm]:
    return [IdeaTerm(term=term, idea_id=idea.id) for term in keys(idea.title, idea.text)]


async def _forget_contact(tx: Tx, idea: Idea) -> None:
    await tx.execute(delete(IdeaContact).where(col(IdeaContact.idea_id) == idea.id))


async def _forget_terms(tx: Tx, idea: Idea) -> None:
    await tx.execute(delete(IdeaTerm).where(col(IdeaTerm.idea_id) == idea.id))


async def _insist_on_field(tx: Tx, key: str) -> None:
    if not await queries.ideas.known_field(tx, key):
        raise Unknown("there is no such field of action", pointer="/field_key")
