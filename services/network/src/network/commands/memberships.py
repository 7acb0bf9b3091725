"""Towns come into groups and leave them."""

from datetime import date, datetime
from uuid import UUID

from network import queries
from network.commands.saving import save
from network.commands.towns import insist_on_known
from network.domain import Membership
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import expect


async def propose_member(
    tx: Tx,
    *,
    town_key: str,
    group_key: str,
    at: datetime,
    role: str | None = None,
    source: str | None = None,
) -> Membership:
    await insist_on_known(tx, towns=[town_key], pointer="/town_key")
    await insist_on_known(tx, groups=[group_key], pointer="/group_key")
    # Locked, so that two proposals of one town do not pass the rule at once.
    await queries.towns.town_for_update(tx, Scope.ALL, town_key)
    earlier = await queries.memberships.of_town_in_group(tx, town_key, group_key)
    membership, event = Membership.propose(
        town_key=town_key, group_key=group_key, earlier=earlier, at=at, role=role, source=source
    )
    await tx.add(membership)
    tx.record(event)
    return membership


async def sign(tx: Tx, scope: Scope, id: UUID, *, on: date, version: int | None = None) -> Membership:
    membership = await queries.memberships.membership_for_update(tx, scope, id)
    expect(membership, version)
    earlier = await queries.memberships.of_town_in_group(tx, membership.town_key, membership.group_key)
    event = membership.sign(on=on, earlier=earlier)
    await save(tx, membership)
    tx.record(event)
    return membership


async def leave(tx: Tx, scope: Scope, id: UUID, *, on: date, version: int | None = None) -> Membership:
    membership = await queries.memberships.membership_for_update(tx, scope, id)
    expect(membership, version)
    event = membership.leave(on=on)
    await save(tx, membership)
    tx.record(event)
    return membership
