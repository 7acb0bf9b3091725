"""How a service says what it does about others' events: a table of event classes and functions."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar, cast

from regio_events import Envelope, Event

if TYPE_CHECKING:
    from regio_chassis.database import Tx

E = TypeVar("E", bound=Event)
E_co = TypeVar("E_co", bound=Event, covariant=True)


class Handled(Protocol[E_co]):
    """An event and the envelope it came in, which is read only when it is asked for."""

    @property
    def event(self) -> E_co: ...

    @property
    def envelope(self) -> Envelope: ...


class Single(NamedTuple, Generic[E]):
    """One that is handled alone, for a function that takes many."""

    event: E
    envelope: Envelope


@dataclass(frozen=True, slots=True)
class Each:
    """Handled one by one, each in its own savepoint: for handlers that run a command."""

    call: Callable[["Tx", Event, Envelope], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Together:
    """Consecutive events of one type are handled as a list: for projections, which write it with one statement."""

    call: Callable[["Tx", Sequence[Handled[Event]]], Awaitable[None]]


Handling = Each | Together
Handlers = Mapping[type[Event], Handling]


def each(call: Callable[["Tx", E, Envelope], Awaitable[None]]) -> Each:
    """Handle events of this type one by one."""
    return Each(cast("Callable[[Tx, Event, Envelope], Awaitable[None]]", call))


def together(call: Callable[["Tx", Sequence[Handled[E]]], Awaitable[None]]) -> Together:
    """Handle consecutive events of this type as one list; when the list fails it is redone one by one."""
    return Together(cast("Callable[[Tx, Sequence[Handled[Event]]], Awaitable[None]]", call))
