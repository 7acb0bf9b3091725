"""Events that continue a thread: stated over HTTP, yet caused by what was stated before."""

from uuid import UUID

from network import queries
from network.domain import Trace
from regio_chassis.database import Because, Tx
from regio_events import Envelope, Event


async def record(tx: Tx, event: Event, *, after: str | UUID | None = None) -> UUID:
    """
    State ``event`` as what follows the last one about its subject or, for a new thing, about ``after``.

    Returns the id of the thread.
    """
    traces = await queries.threads.traces(tx, [event.subject, *([] if after is None else [str(after)])])
    found = traces.get(event.subject) or traces.get(str(after))
    event_id = tx.record(event, because=None if found is None else Because(found.event_id, found.correlation_id))
    # An event that a sister's one set off carries that one's correlation; the thing stays in its own thread.
    thread = tx.recorded[-1].correlation if found is None else found.correlation_id
    await _keep(tx, event.subject, event_id, thread)
    return thread


async def note(tx: Tx, envelope: Envelope) -> None:
    """Keep what another programme stated, because something here is going to follow from it."""
    await _keep(tx, envelope.subject, envelope.id, envelope.correlationid)


async def _keep(tx: Tx, subject: str, event_id: UUID, correlation_id: UUID) -> None:
    row = {"subject": subject, "event_id": event_id, "correlation_id": correlation_id}
    await tx.upsert(Trace, [row], key=["subject"])
