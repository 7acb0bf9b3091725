"""What towns and the chamber do with special openings of shops."""

from uuid import UUID

from campaign.access import speaks_for_town
from campaign.commands.offers import follow_revoked_opening
from campaign.domain import Hours, OpeningExists, SpecialOpening
from campaign.domain.base import german_day
from campaign.queries.special_openings import openings_of_municipality, special_opening_for_update
from campaign.queries.towns import town, towns_of_municipality_for_update
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import expect


async def register(
    tx: Tx,
    scope: Scope,
    hours: Hours,
    *,
    town_key: str,
    whole_municipality: bool,
    occasion: str | None,
    permit: str | None,
) -> SpecialOpening:
    """
    The shops of a place, or of every place of its municipality, may open; returns the one of ``town_key``.

    Raises:
        Missing: there is no such town, or the caller does not speak for all the places named.
        OpeningNotAllowed: ThürLadÖffG does not know such an opening.
        OpeningExists: the place has one on that day.
    """
    named = await town(tx, Scope.PUBLIC, town_key)
    # Locked: of two that register at once, the second sees that the fourth day is used.
    places = await towns_of_municipality_for_update(tx, Scope.PUBLIC, named.municipality_key)
    affected = [place for place in places if whole_municipality or place.key == town_key]
    if not all(speaks_for_town(scope, place.key) for place in affected):
        raise Missing("there is no such town")
    known = await openings_of_municipality(
        tx, Scope.PUBLIC, municipality_key=named.municipality_key, year=hours.day.year
    )
    if any(opening.day == hours.day and opening.town_key in {p.key for p in affected} for opening in known):
        raise OpeningExists(f"there already is a special opening on {german_day(hours.day)}")
    used = {opening.day for opening in known if opening.allowance}
    made = [SpecialOpening.register(place, hours, occasion=occasion, permit=permit, used=used) for place in affected]
    await tx.add(*(opening for opening, _ in made))
    for _, stated in made:
        tx.record(stated)
    return next(opening for opening, _ in made if opening.town_key == town_key)


async def revoke(tx: Tx, scope: Scope, id: UUID, *, reason: str, expected: int | None) -> SpecialOpening:
    """
    The opening does not take place; published offers that need it follow.

    Raises:
        Missing: there is none, or the caller does not speak for its place.
    """
    opening = await special_opening_for_update(tx, Scope.PUBLIC, id)
    if not speaks_for_town(scope, opening.town_key):
        raise Missing("there is no such special opening")
    expect(opening, expected)
    tx.record(opening.revoke(reason=reason))
    await tx.save(opening)
    await follow_revoked_opening(tx, scope, opening, reason=reason)
    return opening
