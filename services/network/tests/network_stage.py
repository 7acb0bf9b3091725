"""Who calls, and when."""

from dataclasses import dataclass, field
from datetime import datetime

import httpx
from fastapi import FastAPI

from regio_chassis.access import EVERY, KEY_ISSUER, Role, add_grant, create_key
from regio_chassis.database import Database


@dataclass
class Clock:
    """The time that requests see."""

    now: datetime


@dataclass
class Callers:
    """Machine clients with real keys and grants, by role."""

    app: FastAPI
    database: Database
    clock: Clock
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    async def __call__(self, role: Role, key: str = EVERY) -> httpx.AsyncClient:
        async with self.database.begin() as tx:
            presented = await create_key(tx, f"{role} {key}", at=self.clock.now)
            await add_grant(tx, KEY_ISSUER, presented.partition(".")[0], role, key)
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url="http://network.test",
            headers={"Authorization": f"Bearer {presented}"},
        )
        self.clients.append(client)
        return client

    async def close(self) -> None:
        for client in self.clients:
            await client.aclose()
