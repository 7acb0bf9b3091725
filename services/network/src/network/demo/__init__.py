"""Facts to load: the real network, and one invented meeting whose decision can be followed through the programmes."""

from datetime import datetime

from network import commands, queries
from network.demo import facts
from network.demo.ideas import load_ideas
from network.demo.meeting import load_meeting
from network.demo.organisation import load_analysis, load_bodies
from network.domain import FieldOfAction
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import new_id


async def load(tx: Tx, at: datetime) -> None:
    """Load what is not there yet; ``at`` is the day around which the invented meeting lies."""
    await _towns_and_groups(tx, at)
    for stay in facts.STAYS:
        await _stay(tx, stay, at)
    await load_bodies(tx, at)
    await load_analysis(tx, at)
    # What is loaded next shares no thread with all of this.
    tx.correlation = new_id()
    await load_meeting(tx, at)
    await load_ideas(tx, at)


async def _towns_and_groups(tx: Tx, at: datetime) -> None:
    towns = [*((town, facts.AGS) for town in facts.TOWNS), (facts.LATER, facts.TEN_2024)]
    known = await queries.towns.known_towns(tx, [town.key for town, _ in towns])
    for town, source in towns:
        if town.key not in known:
            await commands.towns.add_town(
                tx,
                key=town.key,
                name=town.name,
                municipality_key=town.municipality_key,
                county=town.county,
                region=town.region,
                place_keys=town.places,
                source=source if town.region is None else f"{source}; Region Nord: {facts.PAGE}",
                at=at,
            )
    existing = await queries.towns.known_groups(tx, [key for key, *_ in facts.GROUPS])
    for key, name, purpose, source in facts.GROUPS:
        if key not in existing:
            await commands.towns.add_group(tx, key=key, name=name, purpose=purpose, source=source, at=at)
    fields = [
        {"key": key, "number": number, "name": name, "source": facts.FIELDS_OF_ACTION}
        for number, (key, name) in enumerate(facts.FIELDS, start=1)
    ]
    await tx.upsert(FieldOfAction, fields, key=["key"])


async def _stay(tx: Tx, stay: facts.Stay, at: datetime) -> None:
    for town_key in stay.town_keys:
        if await queries.memberships.of_town_in_group(tx, town_key, stay.group_key):
            continue
        membership = await commands.memberships.propose_member(
            tx, town_key=town_key, group_key=stay.group_key, source=stay.source, at=at
        )
        await commands.memberships.sign(tx, Scope.ALL, membership.id, on=stay.since)
        if stay.until is not None:
            await commands.memberships.leave(tx, Scope.ALL, membership.id, on=stay.until)
