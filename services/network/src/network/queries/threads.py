"""Threads: which events belong together, across the programmes."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Row, Select, bindparam, select
from sqlmodel import col

from network import access
from network.domain import Trace
from network.projections import ThreadEvent, ThreadLink
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import table_of

MOST_SUBJECTS = 2000
"""Things that one thread follows; a longer one is cut and says so."""
MOST_STEPS = 1000
CHUNK = 400

_cause, _effect = table_of(ThreadEvent).alias("cause"), table_of(ThreadEvent).alias("effect")
_SUBJECTS: BindParameter[Sequence[str]] = bindparam("subjects", expanding=True)
_BEGIN = select(col(ThreadEvent.subject)).where(col(ThreadEvent.correlation_id) == bindparam("thread")).distinct()
_RELATED = select(col(ThreadLink.related)).where(col(ThreadLink.subject).in_(_SUBJECTS))
_CAUSED = (
    select(_effect.c.subject)
    .join_from(_cause, _effect, _effect.c.causation_id == _cause.c.event_id)
    .where(_cause.c.subject.in_(_SUBJECTS))
    .distinct()
)


async def traces(tx: Tx, subjects: Collection[str]) -> dict[str, Trace]:
    """The last events about these things, by subject."""
    found = select(Trace).where(col(Trace.subject).in_(subjects))
    return {trace.subject: trace for trace in await tx.entities(Trace, found)}


async def thread(reading: Reading, scope: Scope, id: UUID) -> tuple[Sequence[Row[Any]], bool]:
    """
    The steps of a thread that the caller may see, in order, and whether there are more.

    A thread is every event that carries its correlation, then all others about the same things, then what those set
    off in turn, and the meeting, measure or participation that any of them names.

    Raises:
        Missing: there is none, or nothing in it is the caller's to see.
    """
    subjects = await _subjects(reading, id)
    steps: list[Row[Any]] = []
    for chunk in _chunks(sorted(subjects)):
        steps += (await reading.execute(_steps(scope, chunk))).all()
    if not steps:
        raise Missing("there is no such thread")
    steps.sort(key=lambda step: (step.time, step.event_id))
    return steps[:MOST_STEPS], len(steps) > MOST_STEPS or len(subjects) >= MOST_SUBJECTS


async def _subjects(reading: Reading, id: UUID) -> set[str]:
    fresh = set((await reading.execute(_BEGIN.limit(MOST_SUBJECTS), {"thread": id})).scalars())
    found = set(fresh)
    while fresh and len(found) < MOST_SUBJECTS:
        related: set[str] = set()
        for chunk in _chunks(sorted(fresh)):
            for statement in (_RELATED, _CAUSED):
                related.update((await reading.execute(statement, {"subjects": chunk})).scalars())
        fresh = related - found
        found |= fresh
    return set(sorted(found)[:MOST_SUBJECTS])


def _steps(scope: Scope, subjects: Sequence[str]) -> Select[Any]:
    visible: ColumnElement[bool] = access.thread_events(scope)
    found = select(ThreadEvent).where(col(ThreadEvent.subject).in_(subjects), visible)
    return found.order_by(col(ThreadEvent.time), col(ThreadEvent.event_id)).limit(MOST_STEPS + 1)


def _chunks(subjects: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(subjects), CHUNK):
        yield subjects[start : start + CHUNK]
