"""
The build that the documentation of FastAPI, SQLModel and FastStream suggests: an ORM session a request, an outbox that
is polled every second and published one by one, an ORM session an event. It has no access control.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException
from faststream import AckPolicy, FastStream
from faststream.redis import RedisBroker, StreamSub
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel import JSON, Column, DateTime, Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from tests.benchmarks.facts import offer_id
from tests.benchmarks.workers import Places, places

STREAM = "idiomatic.businesses"
POLL_SECONDS = 1.0


def _now() -> datetime:
    return datetime.now(UTC)


class BusinessBase(SQLModel):
    public_name: str
    kind: str
    branch: str
    town_key: str = Field(index=True)
    street: str
    postcode: str
    wid_nr: str | None = None
    consent_placement_contact: bool = False
    status: str = Field(default="registered", index=True)
    version: int = 1


class Business(BusinessBase, table=True):
    id: UUID = Field(primary_key=True)
    registered_at: datetime = Field(default_factory=_now, sa_type=DateTime(timezone=True))


class BusinessPublic(BusinessBase):
    id: UUID


class Outbox(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    payload: dict[str, Any] = Field(sa_column=Column(JSON))
    published: bool = Field(default=False, index=True)


class Invitation(SQLModel, table=True):
    business_id: UUID = Field(primary_key=True)
    public_name: str
    kind: str
    branch: str
    town_key: str = Field(index=True)
    wid_nr: str | None = None
    consent: bool
    invited_at: datetime = Field(sa_type=DateTime(timezone=True))


class BusinessApproved(SQLModel):
    business_id: UUID
    public_name: str
    kind: str
    branch: str
    town_key: str
    wid_nr: str | None
    consent: bool
    approved_at: datetime


def engine_of(url: str) -> AsyncEngine:
    """With the durability that ours has."""
    if not url.startswith("sqlite"):
        return create_async_engine(url.replace("postgresql:", "postgresql+asyncpg:"), pool_size=10, max_overflow=20)
    engine = create_async_engine(url.replace("sqlite:", "sqlite+aiosqlite:"), connect_args={"timeout": 30})

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def application(at: Places) -> FastAPI:
    """The service that owns businesses."""
    sessions = async_sessionmaker(engine_of(at.source), class_=AsyncSession, expire_on_commit=False)
    broker = RedisBroker(at.redis)

    async def session() -> AsyncIterator[AsyncSession]:
        async with sessions() as opened:
            yield opened

    async def publish() -> None:
        while True:
            async with sessions() as opened:
                waiting = select(Outbox).where(col(Outbox.published).is_(False)).order_by(col(Outbox.id)).limit(100)
                rows = (await opened.exec(waiting)).all()
                for row in rows:
                    await broker.publish(row.payload, stream=STREAM)
                    row.published = True
                await opened.commit()
            if not rows:
                await asyncio.sleep(POLL_SECONDS)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await broker.start()
        publishing = asyncio.create_task(publish())
        yield
        publishing.cancel()
        await broker.stop()

    app = FastAPI(lifespan=lifespan)

    @app.post("/api/v1/businesses/{id}/approve", response_model=BusinessPublic)
    async def approve(id: UUID, session: Annotated[AsyncSession, Depends(session)]) -> Business:
        business = await session.get(Business, id, with_for_update=True)
        if business is None:
            raise HTTPException(404)
        if business.status != "registered":
            raise HTTPException(409)
        business.status = "approved"
        business.version += 1
        fact = BusinessApproved(
            **business.model_dump(), business_id=id, consent=business.consent_placement_contact, approved_at=_now()
        )
        session.add(business)
        session.add(Outbox(payload=fact.model_dump(mode="json")))
        await session.commit()
        return business

    return app


def subscriber(at: Places) -> FastStream:
    """The service that invites them."""
    sessions = async_sessionmaker(engine_of(at.target), class_=AsyncSession, expire_on_commit=False)
    broker = RedisBroker(at.redis)
    stream = StreamSub(STREAM, group="placement", consumer="one", last_id="$", max_records=100)

    @broker.subscriber(stream=stream, ack_policy=AckPolicy.ACK)
    async def on_approved(fact: BusinessApproved) -> None:
        async with sessions() as session:
            values = fact.model_dump(exclude={"approved_at"}) | {"invited_at": fact.approved_at}
            known = await session.get(Invitation, fact.business_id)
            if known is None:
                session.add(Invitation(**values))
            else:
                known.sqlmodel_update(values)
            await session.commit()

    return FastStream(broker)


async def prepare(at: Places, count: int) -> None:
    """Make both databases; ``count`` businesses wait for approval."""
    for url in (at.source, at.target):
        engine = engine_of(url)
        async with engine.begin() as connection:
            await connection.run_sync(SQLModel.metadata.create_all)
            if url == at.source:
                facts = BusinessBase(
                    public_name="Leseecke",
                    kind="retail",
                    branch="Buchhandlung",
                    town_key="heiligenstadt",
                    street="Wilhelmstraße 1",
                    postcode="37308",
                    consent_placement_contact=True,
                ).model_dump()
                rows = [{**facts, "id": offer_id(number), "registered_at": _now()} for number in range(1, count + 1)]
                await connection.execute(SQLModel.metadata.tables["business"].insert(), rows)
        await engine.dispose()


def main() -> None:
    """``prepare COUNT``, ``serve PORT`` or ``subscribe``."""
    import uvicorn
    import uvloop

    at, what = places(), sys.argv[1]
    if what == "prepare":
        asyncio.run(prepare(at, int(sys.argv[2])))
    elif what == "serve":
        uvicorn.run(application(at), port=int(sys.argv[2]), loop="uvloop", http="httptools", log_level="critical")
    else:
        uvloop.run(subscriber(at).run(log_level=50))


if __name__ == "__main__":
    main()
