"""What towns and the chamber do with reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from campaign.domain import Edition, EditionNotOpen, EditionStatus, TownParticipation, TownReport
from campaign.queries.editions import edition, editions
from campaign.queries.reports import counted, towns_to_report_for_update
from campaign.queries.towns import SeenTownParticipation, town_participation_for_update
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import expect


@dataclass(frozen=True, slots=True)
class Told:
    """What a town reports; None: count it from what is known here."""

    businesses: int | None
    offers: int | None
    cards_returned: int | None
    ratings: Sequence[int]
    text: str | None


async def report(tx: Tx, scope: Scope, id: UUID, told: Told, *, expected: int | None) -> SeenTownParticipation:
    """The town's participation, reported on."""
    seen = await town_participation_for_update(tx, scope, id)
    participation = seen.participation
    expect(participation, expected)
    businesses, offers = await counted(tx, edition_id=participation.edition_id, town_key=participation.town_key)
    made, stated = TownReport.submit(
        participation,
        year=seen.edition_year,
        businesses=businesses if told.businesses is None else told.businesses,
        offers=offers if told.offers is None else told.offers,
        cards_returned=told.cards_returned,
        ratings=told.ratings,
        text=told.text,
        at=tx.at,
    )
    await tx.save(participation)
    await tx.add(made)
    tx.record(stated)
    return seen


async def remind(tx: Tx, scope: Scope, edition_id: UUID) -> list[TownParticipation]:
    """
    Remind every town that has not reported, once a week; returns all that have not.

    Raises:
        EditionNotOpen: the edition is not over yet, or evaluated.
    """
    ended = await edition(tx, scope, edition_id)
    if ended.status is not EditionStatus.ENDED:
        raise EditionNotOpen(f"edition {ended.year} is {ended.status}, reports are not due")
    return await _remind(tx, scope, edition_id, tx.at)


async def remind_all(tx: Tx, at: datetime) -> None:
    """The same for every edition whose reports are due, without anybody asking for it."""
    for ended in await tx.entities(Edition, editions(Scope.ALL, status=EditionStatus.ENDED)):
        await _remind(tx, Scope.ALL, ended.id, at)


async def _remind(tx: Tx, scope: Scope, edition_id: UUID, at: datetime) -> list[TownParticipation]:
    waiting = await towns_to_report_for_update(tx, scope, edition_id)
    for participation in waiting:
        if participation.remind(at=at):
            await tx.save(participation)
    return waiting
