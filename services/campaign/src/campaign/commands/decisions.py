"""What follows here from decisions of the network."""

from collections.abc import Sequence

from campaign.domain import TAKES_TOWNS, Attention, Edition, Town, TownParticipation, TownStatus
from campaign.projections import KnownDecision
from campaign.queries.decisions import decisions_on_windows, decisions_to_join
from campaign.queries.editions import edition_of_year_for_update
from campaign.queries.published_offers import published_dates
from campaign.queries.towns import (
    participations_decided_by,
    participations_of_towns_for_update,
    participations_windowed_by,
    towns_named,
)
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_events.network import DecisionKind

ALL = Scope.ALL


async def follow(tx: Tx, decision: KnownDecision) -> None:
    """
    Make the participations what ``decision`` now says; doing it again changes nothing.

    What people have confirmed or published is not undone, but flagged for the chamber.
    """
    edition = await _edition(tx, decision)
    joining = edition is not None and decision.holds and decision.kind is DecisionKind.JOIN_CAMPAIGN
    towns = await towns_named(tx, ALL, decision.town_keys) if joining else []
    if edition is not None and joining:
        await _join(tx, decision, edition, towns)
    await _release(tx, decision, edition, towns)
    if edition is not None and decision.kind is DecisionKind.SET_ACTION_WINDOW:
        await _set_windows(tx, decision, edition)


async def follow_those_to_join(tx: Tx, edition: Edition) -> None:
    """Declare the towns that decided to take part before the edition was announced."""
    for decision in await decisions_to_join(tx, edition.year):
        await _join(tx, decision, edition, await towns_named(tx, ALL, decision.town_keys))


async def _edition(tx: Tx, decision: KnownDecision) -> Edition | None:
    if decision.edition_year is None:
        return None
    # Locked: an announcement at the same time either finds this decision, or is seen here.
    return await edition_of_year_for_update(tx, ALL, decision.edition_year)


async def _join(tx: Tx, decision: KnownDecision, edition: Edition, towns: Sequence[Town]) -> None:
    made = {p.town_key: p for p in await participations_decided_by(tx, ALL, decision.decision_id)}
    keys = [town.key for town in towns]
    current = {
        p.town_key: p for p in await participations_of_towns_for_update(tx, ALL, edition_id=edition.id, towns=keys)
    }
    windowed = await decisions_on_windows(tx, edition.year, towns)
    for town in towns:
        mine = made.get(town.key)
        if mine is not None and mine.edition_id == edition.id:
            if mine.status is not TownStatus.WITHDRAWN and await _take_windows(tx, mine, town, decision, windowed):
                await tx.save(mine)
        elif edition.status in TAKES_TOWNS:
            await _declare(tx, decision, edition, town, current.get(town.key), windowed)


async def _declare(
    tx: Tx,
    decision: KnownDecision,
    edition: Edition,
    town: Town,
    invited: TownParticipation | None,
    windowed: Sequence[KnownDecision],
) -> None:
    if invited is not None and invited.status is not TownStatus.INVITED:
        return
    participation = invited or TownParticipation(
        edition_id=edition.id, town_key=town.key, municipality_key=town.municipality_key
    )
    participation.decision_id = decision.decision_id
    await _take_windows(tx, participation, town, decision, windowed)
    tx.record(participation.declare())
    await (tx.add(participation) if invited is None else tx.save(participation))


async def _take_windows(
    tx: Tx, participation: TownParticipation, town: Town, decision: KnownDecision, windowed: Sequence[KnownDecision]
) -> bool:
    """The windows of the latest decision that sets some for the town, else those decided with the joining."""
    own = [later for later in windowed if town.answers_to(later.town_keys)]
    source = own[-1] if own else decision
    if not source.windows:
        return False
    return await _follow_windows(tx, participation, source)


async def _follow_windows(tx: Tx, participation: TownParticipation, decision: KnownDecision) -> bool:
    held = await published_dates(tx, ALL, edition_id=participation.edition_id, town_key=participation.town_key)
    return participation.follow_windows(
        decision.windows, decision_id=decision.decision_id, version=decision.revision, held=held
    )


async def _release(tx: Tx, decision: KnownDecision, edition: Edition | None, towns: Sequence[Town]) -> None:
    kept = {town.key for town in towns}
    for participation in await participations_decided_by(tx, ALL, decision.decision_id):
        still = edition is not None and participation.edition_id == edition.id and participation.town_key in kept
        if still or participation.status is TownStatus.WITHDRAWN:
            continue
        before = participation.attention
        withdrew = participation.lose_decision()
        if withdrew is not None:
            tx.record(withdrew)
        if withdrew is not None or participation.attention is not before:
            await tx.save(participation)


async def _set_windows(tx: Tx, decision: KnownDecision, edition: Edition) -> None:
    if not decision.holds or not decision.windows:
        for participation in await participations_windowed_by(tx, ALL, decision.decision_id):
            if participation.attention is not Attention.DECISION_REVOKED:
                participation.attention = Attention.DECISION_REVOKED
                await tx.save(participation)
        return
    keys = [town.key for town in await towns_named(tx, ALL, decision.town_keys)]
    for participation in await participations_of_towns_for_update(tx, ALL, edition_id=edition.id, towns=keys):
        if await _follow_windows(tx, participation, decision):
            await tx.save(participation)
