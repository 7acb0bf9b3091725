"""Posts what the public channel has to each webhook: in order, each event until it is taken, one replica at a time."""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import RowMapping, or_, select, update

from regio_chassis.bus.log import EventLog, grew
from regio_chassis.database import Database
from regio_chassis.webhooks.sending import NotSent, Sender
from regio_chassis.webhooks.signing import headers, secret_of
from regio_chassis.webhooks.tables import WEBHOOK

log = logging.getLogger(__name__)

BATCH = 50
"""Events that one replica delivers before others may."""
LEASE = timedelta(minutes=2)
"""Longer than one request may take; it is renewed after each."""
DELAYS = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 7200, 14400))
"""After the first, second, ... failure; the last is repeated."""
PATIENCE = timedelta(days=5)
"""A webhook that has failed for so long is switched off, until staff switch it on again."""
GONE = 410
"""By which a receiver asks not to be called again. Source: Standard Webhooks 1.0.0"""
LOOK_SECONDS = 0.25
"""At least this long between two looks for what is due."""
PAUSE_SECONDS = 1.0


def _now() -> datetime:
    return datetime.now(UTC)


class Delivery:
    """The worker of one service; any number of replicas may run it."""

    def __init__(
        self,
        service: str,
        database: Database,
        events: EventLog,
        sender: Sender,
        key: bytes,
        *,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._service = service
        self._database = database
        self._events = events
        self._sender = sender
        self._key = key
        self._now = now
        self._under_way: dict[UUID, asyncio.Task[None]] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to deliver."""
        self._task = asyncio.create_task(self._run())

    @property
    def alive(self) -> bool:
        """Whether it runs; it ends only when stopped."""
        return self._task is not None and not self._task.done()

    async def stop(self) -> None:
        """End; what is being sent now comes again."""
        tasks = [*self._under_way.values(), *([self._task] if self._task else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._sender.close()

    async def _run(self) -> None:
        while not self._events.closing:
            growth = self._events.growth
            try:
                for id in await self._due():
                    if id not in self._under_way:
                        self._under_way[id] = asyncio.create_task(self._deliver(id))
            except Exception as error:  # noqa: BLE001 - whatever it was, the next look comes
                log.warning("webhooks of %s: %s", self._service, type(error).__name__)
            # A look asks the database: not after every single commit, when there are many.
            await asyncio.sleep(LOOK_SECONDS)
            await grew(growth, PAUSE_SECONDS)

    async def once(self) -> None:
        """Try every webhook that is due now, and return when all were."""
        await asyncio.gather(*(self._deliver(id) for id in await self._due()))

    async def _due(self) -> list[UUID]:
        at = self._now()
        async with self._database.reading() as reading:
            head = await self._events.head(reading)
            behind = or_(WEBHOOK.c.position < head.positions["public"], WEBHOOK.c.ping_id.is_not(None))
            free = or_(WEBHOOK.c.leased_until.is_(None), WEBHOOK.c.leased_until < at)
            active = WEBHOOK.c.status == "active"
            found = await reading.execute(select(WEBHOOK.c.id).where(active, free, behind, WEBHOOK.c.next_at <= at))
            return [row.id for row in found]

    async def _deliver(self, id: UUID) -> None:
        try:
            hook = await self._leased(id)
            if hook is None:
                return
            for message_id, position, body in await self._messages(hook):
                if not await self._send(hook, message_id, position, body):
                    return
            await self._store(hook, leased_until=None)
        except Exception as error:  # noqa: BLE001 - the lease ends, and another try begins
            log.warning("webhook %s: %s", id, type(error).__name__)
        finally:
            self._under_way.pop(id, None)

    async def _leased(self, id: UUID) -> RowMapping | None:
        """The webhook, if nobody else delivers to it now."""
        at = self._now()
        free = or_(WEBHOOK.c.leased_until.is_(None), WEBHOOK.c.leased_until < at)
        taking = update(WEBHOOK).where(WEBHOOK.c.id == id, free, WEBHOOK.c.status == "active", WEBHOOK.c.next_at <= at)
        async with self._database.begin(at=at) as tx:
            taken = await tx.execute(taking.values(lease=uuid4(), leased_until=at + LEASE).returning(WEBHOOK))
            return taken.mappings().one_or_none()

    async def _messages(self, hook: RowMapping) -> list[tuple[str, int | None, bytes]]:
        """What is to be posted: the ping somebody asked for, then events in their order."""
        _, entries = await self._events.after("public", hook["position"], limit=BATCH)
        ping: list[tuple[str, int | None, bytes]] = []
        if hook["ping_id"] is not None:
            ping = [(str(hook["ping_id"]), None, self._ping(hook))]
        return ping + [(json.loads(entry.body)["id"], entry.position, entry.body) for entry in entries]

    def _ping(self, hook: RowMapping) -> bytes:
        """A document that stands in no channel: it says that the address, the secret and the way are right."""
        document = {
            "specversion": "1.0",
            "id": str(hook["ping_id"]),
            "type": f"regio.{self._service}.webhook.ping",
            "source": f"/regio/{self._service}",
            "subject": str(hook["id"]),
            "time": self._now().isoformat().replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "data": {"webhook_id": str(hook["id"])},
        }
        return json.dumps(document, separators=(",", ":")).encode()

    async def _send(self, hook: RowMapping, message_id: str, position: int | None, body: bytes) -> bool:
        """Whether the receiver took it; what it said is stored either way."""
        at = self._now()
        generations = [hook["generation"]]
        if hook["previous_until"] is not None and hook["previous_until"] > at:
            generations.append(hook["generation"] - 1)
        secrets = [secret_of(self._key, hook["id"], generation) for generation in generations]
        sent = headers(secrets, message_id, at, body) | {
            "content-type": "application/cloudevents+json",
            "user-agent": "regio-webhooks/1",
        }
        try:
            status = await self._sender.post(hook["url"], sent, body)
            result = str(status)
        except NotSent as error:
            status, result = 0, str(error)
        at = self._now()
        if 200 <= status < 300:
            moved: dict[str, Any] = {"ping_id": None} if position is None else {"position": position}
            healthy = {"failures": 0, "failing_since": None, "last_at": at, "last_result": result}
            return await self._store(hook, leased_until=at + LEASE, **moved, **healthy)
        await self._failed(hook, status, result, at)
        return False

    async def _failed(self, hook: RowMapping, status: int, result: str, at: datetime) -> None:
        # Within one lease the first failure is the last, so that what was read with it still holds, unless an event
        # was taken before it.
        async with self._database.reading() as reading:
            now = (await reading.execute(select(WEBHOOK).where(WEBHOOK.c.id == hook["id"]))).mappings().one_or_none()
        if now is None:
            return
        since = now["failing_since"] or at
        reason = "gone" if status == GONE else "failing" if at - since >= PATIENCE else None
        await self._store(
            hook,
            status="active" if reason is None else "disabled",
            reason=reason,
            failures=now["failures"] + 1,
            failing_since=since,
            next_at=at + DELAYS[min(now["failures"], len(DELAYS) - 1)],
            last_at=at,
            last_result=result,
            leased_until=None,
        )

    async def _store(self, hook: RowMapping, **values: object) -> bool:
        """Write what became of it; False when the lease has gone to another, or the webhook away."""
        mine = WEBHOOK.c.id == hook["id"], WEBHOOK.c.lease == hook["lease"], WEBHOOK.c.status == "active"
        async with self._database.begin(at=self._now()) as tx:
            done = await tx.execute(update(WEBHOOK).where(*mine).values(**values))
        return done.rowcount == 1
