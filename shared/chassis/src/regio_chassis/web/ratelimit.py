"""How often somebody without a name may write; counted in the database, so it holds across replicas."""

from datetime import timedelta
from hashlib import blake2b
from math import ceil
from typing import Any

from fastapi import Depends, Request
from sqlalchemy import BindParameter, Executable, bindparam, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from regio_chassis.access import ANONYMOUS
from regio_chassis.database import Database
from regio_chassis.web.claims import claim_of
from regio_chassis.web.exchange import Edge, caller_name, edge_of
from regio_chassis.web.refusals import RateLimited
from regio_chassis.web.tables import RATE_LIMIT

_DUE = select(RATE_LIMIT.c.due).where(RATE_LIMIT.c.bucket == bindparam("name"))
_EMPTY = delete(RATE_LIMIT).where(RATE_LIMIT.c.due < bindparam("now"))
_GIVING = update(RATE_LIMIT).where(RATE_LIMIT.c.bucket == bindparam("name"))
_GIVING = _GIVING.values(due=RATE_LIMIT.c.due - bindparam("interval"))


def _taking(dialect: str) -> Executable:
    statement = (sqlite if dialect == "sqlite" else postgresql).insert(RATE_LIMIT)
    statement = statement.values(bucket=bindparam("name"), due=bindparam("first"))
    now: BindParameter[float] = bindparam("now")
    due = RATE_LIMIT.c.due
    taking: Executable = statement.on_conflict_do_update(
        index_elements=["bucket"],
        set_={"due": case((due < now, now), else_=due) + bindparam("interval")},
        where=due <= bindparam("latest"),
    ).returning(RATE_LIMIT.c.due)
    return taking


_TAKING = {dialect: _taking(dialect) for dialect in ("sqlite", "postgresql")}


async def take(database: Database, name: str, *, burst: int, interval: float, now: float) -> None:
    """
    Take one token from the bucket ``name``, which holds ``burst`` and gets one back every ``interval`` seconds.

    The bucket is one number, the time at which it will be full again (GCRA); the transaction is its own, so that a
    refused command costs a token too.

    Raises:
        RateLimited: it is empty; says when it will not be.
    """
    latest = now + (burst - 1) * interval
    values = {"name": name, "now": now, "first": now + interval, "interval": interval, "latest": latest}
    async with database.begin() as tx:
        taken = (await tx.execute(_TAKING[tx.dialect], values)).one_or_none()
        if taken is not None:
            # The first token of a full bucket pays for the cleaning.
            if taken.due == values["first"]:
                await tx.execute(_EMPTY, {"now": now})
            return
        due = (await tx.execute(_DUE, {"name": name})).scalar_one()
    raise RateLimited(max(1, ceil(due - latest)))


async def give_back(database: Database, name: str, *, interval: float) -> None:
    """Put a token back, because what it was taken for is not what the limit is about."""
    async with database.begin() as tx:
        await tx.execute(_GIVING, {"name": name, "interval": interval})


def bucket_of(edge: Edge, request: Request, name: str) -> str:
    """The name of the bucket that the request's address has for ``name``."""
    who = blake2b(caller_name(edge, request, ANONYMOUS).encode(), digest_size=16).hexdigest()
    return f"{name} {who}"


async def take_from(edge: Edge, request: Request, name: str, *, burst: int, interval: float) -> None:
    """
    Take one token from the bucket ``name`` of the request's address.

    Raises:
        RateLimited: it is empty.
    """
    bucket = bucket_of(edge, request, name)
    await take(edge.database, bucket, burst=burst, interval=interval, now=edge.now().timestamp())


def limited(name: str, *, burst: int, per: timedelta) -> Any:
    """``dependencies=[limited("idea", burst=5, per=timedelta(hours=1))]``: by address, for callers without a token."""
    interval = per.total_seconds() / burst

    async def gate(request: Request) -> None:
        edge = edge_of(request)
        claim = await claim_of(request)
        if claim == ANONYMOUS:
            await take_from(edge, request, name, burst=burst, interval=interval)

    return Depends(gate)
