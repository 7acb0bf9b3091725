"""What a town does in an edition of the campaign is a measure of the field "Aktionen und Events"."""

from datetime import date

from network import queries
from network.commands import measures
from network.domain import EVENTS_FIELD, Measure
from regio_chassis.database import Tx
from regio_events import Envelope
from regio_events.campaign import TownConfirmed, TownWithdrew
from regio_events.network import MeasureStatus

WITHDREW = "town-withdrew"
_AHEAD = (MeasureStatus.IDEA, MeasureStatus.DECIDED, MeasureStatus.PLANNED)


async def follow(tx: Tx, event: TownConfirmed | TownWithdrew, envelope: Envelope) -> None:
    """
    Plan the measure when the first place of the town is confirmed, drop it when the last one withdrew.

    What was known when the measure last moved is not done again, so that the channel may be read from its start.
    """
    town = (await queries.towns.towns_of_places(tx, [event.town_key])).get(event.town_key)
    if town is None or not await queries.ideas.known_field(tx, EVENTS_FIELD):
        return
    found = await queries.measures.of_edition_for_update(tx, event.edition_id, town)
    if any(one.told_at is not None and one.told_at >= envelope.time for one in found):
        return
    current = next((one for one in found if one.status is not MeasureStatus.DROPPED), None)
    days = await queries.picture.action_days(tx, event.edition_id, town)
    if days is None:
        if current is not None and current.status in _AHEAD:
            current.told_at = envelope.time
            await measures.moved(tx, current, current.drop(reason=WITHDREW))
        return
    if current is None:
        current = await _begin(tx, event, town)
    current.told_at = envelope.time
    await _plan(tx, current, days)


async def _begin(tx: Tx, event: TownConfirmed | TownWithdrew, town: str) -> Measure:
    year = await queries.picture.year_of(tx, event.edition_id)
    return await measures.propose(
        tx,
        title="Heimat shoppen" if year is None else f"Heimat shoppen {year}",
        field_key=EVENTS_FIELD,
        town_keys=[town],
        edition_id=event.edition_id,
        decided=True,
        after=event.decision_id,
        at=tx.at,
    )


async def _plan(tx: Tx, measure: Measure, days: tuple[date, date] | tuple[()]) -> None:
    """``days`` are the first and the last action day, or nothing where none is fixed yet."""
    if not days:
        await tx.save(measure)
    elif measure.status is MeasureStatus.DECIDED:
        event = measure.plan(starts_on=days[0], ends_on=days[1], affects_access=measure.affects_access)
        await measures.moved(tx, measure, event)
    else:
        await measures.moved(tx, measure, measure.rewrite({"starts_on": days[0], "ends_on": days[1]}))
