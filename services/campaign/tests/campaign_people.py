"""The people of the tests: each with a token of their own and the grants that this service gave them."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx
from campaign_examples import NOW
from fastapi import FastAPI

from regio_chassis.access import KEY_ISSUER, Role, add_grant, create_key
from regio_chassis.service import Running

API = "/api/v1"


@dataclass
class People:
    """Sends requests to the application as whoever is named."""

    app: FastAPI
    tokens: dict[tuple[Role, str], str] = field(default_factory=dict)
    granting: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def send(
        self, method: str, path: str, role: Role = Role.ANONYMOUS, key: str = "*", *, json: Any = None, **headers: str
    ) -> httpx.Response:
        """One request; ``headers`` with underscores for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if role is not Role.ANONYMOUS:
            named["Authorization"] = f"Bearer {await self._token(role, key)}"
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://campaign") as client:
            return await client.request(method, API + path, json=json, headers=named)

    async def get(self, path: str, role: Role = Role.ANONYMOUS, key: str = "*", **headers: str) -> httpx.Response:
        return await self.send("GET", path, role, key, **headers)

    async def post(
        self, path: str, role: Role = Role.ANONYMOUS, key: str = "*", *, json: Any = None, **headers: str
    ) -> httpx.Response:
        return await self.send("POST", path, role, key, json=json, **headers)

    async def done(
        self, path: str, role: Role = Role.ANONYMOUS, key: str = "*", *, json: Any = None, **headers: str
    ) -> Any:
        """A POST that succeeds; its answer."""
        answer = await self.post(path, role, key, json=json, **headers)
        assert answer.is_success, answer.text
        return answer.json()

    async def listed(self, path: str, role: Role = Role.ANONYMOUS, key: str = "*") -> list[Any]:
        """The items of a list."""
        answer = await self.get(path, role, key)
        assert answer.status_code == 200, answer.text
        items: list[Any] = answer.json()["items"]
        return items

    async def _token(self, role: Role, key: str) -> str:
        running: Running = self.app.state.running
        async with self.granting:
            if (role, key) not in self.tokens:
                async with running.database.begin(at=NOW) as tx:
                    token = await create_key(tx, f"{role} {key}", at=NOW)
                    await add_grant(tx, KEY_ISSUER, token.partition(".")[0], role, key)
                self.tokens[role, key] = token
        return self.tokens[role, key]
