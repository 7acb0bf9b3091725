"""Many of one kind decided on in one transaction, with a result for each."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from regio_chassis.database import Tx
from regio_chassis.errors import DomainError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one: done, or refused and unchanged."""

    id: UUID
    refusal: DomainError | None


async def each_of(tx: Tx, ids: Sequence[UUID], step: Callable[[UUID], Awaitable[object]]) -> list[Outcome]:
    """
    Take ``step`` with every one of ``ids``; what is refused is undone by itself, the others stand.

    One after the other by id, so that two such requests never wait for each other in a circle.
    """
    outcomes = {}
    for id in sorted(set(ids)):
        try:
            async with tx.savepoint():
                await step(id)
        except DomainError as refusal:
            outcomes[id] = Outcome(id, refusal)
        else:
            outcomes[id] = Outcome(id, None)
    return [outcomes[id] for id in dict.fromkeys(ids)]
