"""Ideas: lists, single ones, and those that are alike."""

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, case, func, literal, select, true, union_all
from sqlmodel import col

from network import access
from network.domain import UNANSWERED, DailySalt, FieldOfAction, Idea, IdeaContact, IdeaStatus, IdeaTerm
from network.domain.likeness import ALIKE, likeness, terms
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import table_of
from regio_chassis.trigrams import indexed_matches

COMMON = 1000
"""A term that more ideas have does not tell which of them are alike."""
LOOKED_AT = 4000
"""Rows of the index of terms that one search reads at most, those of the rarest terms first."""
CANDIDATES = 50
TERMS_ASKED = 32
# Written out in the statement: only then does a database see that the partial index has them all.
_UNANSWERED = col(Idea.status).in_(bindparam("unanswered", UNANSWERED, expanding=True, literal_execute=True))


def ideas(
    scope: Scope,
    *,
    town: str | None = None,
    field: str | None = None,
    status: IdeaStatus | None = None,
    meeting: UUID | None = None,
    measure: UUID | None = None,
    overdue_on: date | None = None,
    said: ColumnElement[bool] | None = None,
) -> Select[Any]:
    """Ideas; with ``overdue_on`` those that should have been answered by then, with ``said`` those in ``saying``."""
    found: Select[Any] = select(Idea).where(access.ideas(scope))
    for column, value in (
        (col(Idea.town_key), town),
        (col(Idea.field_key), field),
        (col(Idea.status), status),
        (col(Idea.meeting_id), meeting),
        (col(Idea.measure_id), measure),
    ):
        if value is not None:
            found = found.where(column == value)
    if overdue_on is not None:
        found = found.where(_UNANSWERED, col(Idea.answer_due) < overdue_on)
    if said is not None:
        found = found.where(said)
    return found


async def saying(reading: Reading, q: str) -> ColumnElement[bool]:
    """Which ideas have every word of ``q``."""
    return await indexed_matches(reading, table_of(Idea).c.searchable, q)


async def idea(reading: Reading, scope: Scope, id: UUID) -> Idea:
    """
    One idea.

    Raises:
        Missing: there is none, or it is not the caller's to see.
    """
    found = await reading.entity(Idea, ideas(scope).where(col(Idea.id) == id))
    if found is None:
        raise Missing("there is no such idea")
    return found


async def idea_for_update(tx: Tx, scope: Scope, id: UUID) -> Idea:
    """
    Load an idea and lock its row until the transaction ends.

    Raises:
        Missing: there is none, or it is not the caller's to change.
    """
    wanted = select(Idea).where(col(Idea.id) == id, access.managed_ideas(scope))
    found = await tx.entity(Idea, wanted.with_for_update(of=Idea))
    if found is None:
        raise Missing("there is no such idea")
    return found


async def authors_idea_for_update(tx: Tx, id: UUID, secret_hash: str) -> Idea:
    """
    Load the idea of somebody who has its secret, and lock its row until the transaction ends.

    Raises:
        Missing: there is none, or the secret is another one.
    """
    wanted = select(Idea).where(col(Idea.id) == id, col(Idea.secret_hash) == secret_hash)
    found = await tx.entity(Idea, wanted.with_for_update())
    if found is None:
        raise Missing("there is no such idea")
    return found


async def contact(reading: Reading, scope: Scope, id: UUID) -> str:
    """
    How the author wants to be answered.

    Raises:
        Missing: the author did not say, was answered already, or the idea is not the caller's to change.
    """
    mine = select(col(Idea.id)).where(col(Idea.id) == id, access.managed_ideas(scope))
    found = await reading.scalar(select(col(IdeaContact.contact)).where(col(IdeaContact.idea_id).in_(mine)))
    if found is None:
        raise Missing("there is no contact")
    return str(found)


def brought_before(moment: datetime) -> Select[UUID]:
    """The ids of ideas that were brought before ``moment``, whatever became of them."""
    return select(col(Idea.id)).where(col(Idea.created_at) < moment)


async def of_source(reading: Reading, source: str, title: str) -> bool:
    """Whether an idea of this title was loaded from ``source``."""
    found = select(col(Idea.id)).where(col(Idea.source) == source, col(Idea.title) == title)
    return await reading.scalar(found.limit(1)) is not None


async def known_field(reading: Reading, key: str) -> bool:
    """Whether there is such a field of action."""
    return await reading.scalar(select(col(FieldOfAction.key)).where(col(FieldOfAction.key) == key)) is not None


async def alike(reading: Reading, scope: Scope, *, title: str, text: str, most: int) -> list[tuple[float, Idea]]:
    """Ideas that the caller may see and that are probably the same, the likest first."""
    wanted = terms(title, text)
    weights = await _telling(reading, wanted)
    if not weights:
        return []
    candidates = await reading.entities(Idea, _candidates(scope, weights))
    found = [(likeness(wanted, terms(idea.title, idea.text)), idea) for idea in candidates]
    return sorted((one for one in found if one[0] >= ALIKE), key=lambda one: (-one[0], one[1].id))[:most]


async def salt(reading: Reading, day: date) -> str | None:
    """The salt of that day, or None on its first request."""
    return cast("str | None", await reading.scalar(select(col(DailySalt.salt)).where(col(DailySalt.day) == day)))


async def _telling(reading: Reading, wanted: dict[str, float]) -> dict[str, float]:
    """Of the terms those that only some ideas have, weighted by how few; one look into the index each."""
    counts = [
        select(literal(term).label("term"), func.count().label("number")).select_from(
            select(literal(1)).where(col(IdeaTerm.term) == term).limit(COMMON + 1).subquery()
        )
        for term in list(wanted)[:TERMS_ASKED]
    ]
    if not counts:
        return {}
    rows = (await reading.execute(union_all(*counts))).all()
    found: dict[str, float] = {}
    left = LOOKED_AT
    for row in sorted((row for row in rows if 0 < row.number <= COMMON), key=lambda row: (row.number, row.term)):
        if row.number <= left:
            left -= row.number
            found[row.term] = wanted[row.term] / row.number**0.5
    return found


def _candidates(scope: Scope, weights: dict[str, float]) -> Select[Any]:
    worth = func.sum(case(weights, value=col(IdeaTerm.term), else_=0.0)).label("worth")
    found = (
        select(col(IdeaTerm.idea_id), worth)
        .where(col(IdeaTerm.term).in_(weights))
        .group_by(col(IdeaTerm.idea_id))
        .subquery()
    )
    # A value for each, not a join: a database that joins may read every idea that is public instead of these few.
    seen = select(true()).where(col(Idea.id) == found.c.idea_id, access.ideas(scope)).correlate(found).scalar_subquery()
    best = (
        select(found.c.idea_id).where(seen).order_by(found.c.worth.desc(), found.c.idea_id).limit(CANDIDATES).subquery()
    )
    return select(Idea).join(best, best.c.idea_id == col(Idea.id))
