"""``regio events``: the bus of one service or of all of them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from regio.access import Where, named
from regio.saying import Json, refuse, say

if TYPE_CHECKING:
    from regio_chassis.service import Service

events = typer.Typer(no_args_is_help=True)

Subscriber = Annotated[str, typer.Argument(help="The service that listens: campaign, network or placement.")]
Channel = Annotated[str, typer.Argument(help="A channel of a sister service, e.g. network.events.")]


@events.command()
def status(service: Where = None, as_json: Json = False) -> None:
    """Where channels and subscriptions stand: position of last, behind by, seconds, parked; - is not known."""
    from regio_chassis.cli_events import state_of_bus

    found = {each.name: state_of_bus(each) for each in named(service)}
    say(found, _states(found), as_json)


def _states(found: Mapping[str, Mapping[str, list[Mapping[str, Any]]]]) -> Iterable[str]:
    for name, state in found.items():
        for row in state["channels"]:
            yield "\t".join([name, "→", row["channel"], *_shown(row["head"], row["lag"], row["lag_seconds"])])
        for row in state["subscriptions"]:
            figures = _shown(row["position"], row["lag"], row["lag_seconds"])
            yield "\t".join([name, "←", row["channel"], *figures, f"{row['parked']} zurückgelegt"])


def _shown(*figures: float | None) -> list[str]:
    return ["-" if each is None else f"{each:.0f}" for each in figures]


@events.command()
def tail(
    service: Where = None,
    number: Annotated[int, typer.Option(min=1, max=500, help="How many of each service.")] = 10,
    public: Annotated[bool, typer.Option("--public", help="Of the public channels.")] = False,
    as_json: Json = False,
) -> None:
    """The newest events of a service, oldest first."""
    from regio_chassis.cli_events import newest_events

    found = {each.name: newest_events(each, "public" if public else "events", number) for each in named(service)}
    lines = (
        f"{name}\t{int(each['sequence'])}\t{each['time']}\t{each['type']}\t{each['id']}"
        for name, documents in found.items()
        for each in documents
    )
    say(found, lines, as_json)


@events.command()
def show(id: Annotated[UUID, typer.Argument(help="As causationid names it.")], as_json: Json = False) -> None:
    """One event, whichever service stated it; exit code 1 if none did."""
    from regio_chassis.cli_events import event_with_id

    for service in named(None):
        if document := event_with_id(service, id):
            say(document, [json.dumps(document, indent=2, ensure_ascii=False)], as_json)
            return
    refuse(f"kein Dienst hat {id} gemeldet", as_json)


@events.command()
def parked(service: Where = None, as_json: Json = False) -> None:
    """Events that could not be applied, and those of the same subject that wait behind them."""
    from regio_chassis.cli_events import parked_events

    found = {each.name: [asdict(one) for one in parked_events(each)] for each in named(service)}
    lines = (
        f"{name}\t{one['channel']}\t{one['position']}\t{one['type']}\t{one['subject']}\t{one['error'] or 'wartet'}"
        for name, of_service in found.items()
        for one in of_service
    )
    say(found, lines, as_json)


@events.command()
def retry(
    subscriber: Subscriber,
    channel: Channel,
    subject: Annotated[str | None, typer.Option(help="Only events of this subject.")] = None,
    as_json: Json = False,
) -> None:
    """Deliver parked events again, oldest first; exit code 1 if some stay."""
    from regio_chassis.cli_events import retry_parked

    done = retry_parked(_listening(subscriber, channel), channel, subject)
    say(done, [f"{done['delivered']} zugestellt, {done['parked']} bleiben zurückgelegt"], as_json)
    raise typer.Exit(int(done["parked"] > 0))


@events.command()
def discard(
    subscriber: Subscriber,
    channel: Channel,
    position: Annotated[int, typer.Argument(help="Its position in the channel.")],
    as_json: Json = False,
) -> None:
    """Give one parked event up; those behind it stay until `retry`. Exit code 1 if nothing is parked there."""
    from regio_chassis.cli_events import discard_parked
    from regio_chassis.errors import Missing

    try:
        discard_parked(_listening(subscriber, channel), channel, position)
    except Missing:
        refuse(f"unter {position} von {channel} ist nichts zurückgelegt", as_json)
    say({"discarded": position}, [f"{channel} {position} ist aufgegeben"], as_json)


@events.command()
def replay(subscriber: Subscriber, channel: Channel, as_json: Json = False) -> None:
    """Have SUBSCRIBER read CHANNEL again from its start; what is parked of it comes again, too."""
    from regio_chassis.cli_events import replay_channel

    replay_channel(_listening(subscriber, channel), channel)
    say({"replayed": channel}, [f"{subscriber} liest {channel} von vorn"], as_json)


def _listening(subscriber: str, channel: str) -> "Service":
    (service,) = named(subscriber)
    known = sorted({f"{event.owner}.events" for event in service.handlers})
    if channel not in known:
        raise typer.BadParameter(f"{subscriber} hört auf {', '.join(known)}", param_hint="CHANNEL")
    return service
