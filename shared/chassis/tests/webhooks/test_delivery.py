"""Each event reaches each webhook, in order, signed, and again until it is taken."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping

import pytest
from receiving import KEY, METADATA, Owner, Received, Receiver
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from regio_chassis.audit.tables import AUDIT
from regio_chassis.bus.log import EventLog
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database
from regio_chassis.webhooks import Sender
from regio_chassis.webhooks.signing import headers

OK = b"HTTP/1.1 204 No Content\r\n\r\n"
DOWN = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"


def sequences(receiver: Receiver) -> list[int]:
    return [int(json.loads(got.body)["sequence"]) for got in receiver.got]


async def test_events_arrive_in_order_and_the_standard_library_verifies_each(
    owner: Owner, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    await owner.state(2)
    hook = await owner.register(receiver.url)
    await owner.state(3)

    await owner.delivery.once()

    assert sequences(receiver) == [3, 4, 5]
    for got in receiver.got:
        document = verified(hook["secret"], got, monkeypatch, owner)
        assert got.headers["webhook-id"] == document["id"]
        assert got.headers["content-type"] == "application/cloudevents+json"
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "A" * 43 + "=").verify(receiver.got[0].body, receiver.got[0].headers)


def verified(secret: str, got: Received, monkeypatch: pytest.MonkeyPatch, owner: Owner) -> dict[str, str]:
    """What the library of the standard says, at the time of the owner's clock."""
    import standardwebhooks.webhooks as library

    class Then(library.datetime):  # type: ignore[name-defined,misc]  # the library's own clock
        @classmethod
        def now(cls, tz: object = None) -> object:
            return owner.clock[0]

    monkeypatch.setattr(library, "datetime", Then)
    found: dict[str, str] = Webhook(secret).verify(got.body, got.headers)
    return found


async def test_the_body_is_the_document_of_the_feed_byte_for_byte(owner: Owner, receiver: Receiver) -> None:
    await owner.register(receiver.url)
    await owner.state(1)

    await owner.delivery.once()

    _, entries = await owner.events.after("public", 0, limit=10)
    assert [got.body for got in receiver.got] == [entry.body for entry in entries]


async def test_a_secret_is_shown_once_and_no_database_has_it(owner: Owner, receiver: Receiver) -> None:
    hook = await owner.register(receiver.url)

    answers = [(await owner.client.get(path)).text for path in ("/webhooks", f"/webhooks/{hook['id']}")]

    assert hook["secret"].startswith("whsec_")
    assert all("secret" not in json.loads(text) and "whsec" not in text for text in answers)
    assert hook["secret"][6:] not in str(await owner.stored())


async def test_after_a_rotation_both_secrets_verify_for_a_day(
    owner: Owner, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await owner.register(receiver.url)
    new = (await owner.client.post(f"/webhooks/{old['id']}/rotate")).json()
    await owner.state(1)
    await owner.delivery.once()
    owner.later(hours=25)
    await owner.state(1)
    await owner.delivery.once()

    first, second = receiver.got
    assert old["secret"] != new["secret"]
    assert first.headers["webhook-signature"].count("v1,") == 2
    assert second.headers["webhook-signature"].count("v1,") == 1
    verified(new["secret"], second, monkeypatch, owner)
    with pytest.raises(WebhookVerificationError):
        verified(old["secret"], second, monkeypatch, owner)
    owner.later(hours=-25)
    for secret in (old["secret"], new["secret"]):
        verified(secret, first, monkeypatch, owner)


async def test_an_event_that_was_not_taken_comes_again_before_the_next(owner: Owner, receiver: Receiver) -> None:
    hook = await owner.register(receiver.url)
    await owner.state(2)
    receiver.answer = lambda _: DOWN
    await owner.delivery.once()
    failed = await owner.shown(hook["id"])
    await owner.delivery.once()
    early = len(receiver.got)
    receiver.answer = lambda _: OK
    owner.later(seconds=6)

    await owner.delivery.once()

    assert (failed["failures"], failed["last_result"], failed["position"]) == (1, "503", 0)
    assert early == 1
    assert sequences(receiver) == [1, 1, 2]
    healed = await owner.shown(hook["id"])
    assert (healed["failures"], healed["failing_since"], healed["position"]) == (0, None, 2)


@pytest.mark.parametrize("status", [300, 301, 304, 307, 399, 400])
async def test_only_a_status_from_200_to_299_means_that_an_event_was_taken(
    owner: Owner, receiver: Receiver, status: int
) -> None:
    hook = await owner.register(receiver.url)
    await owner.state(1)
    receiver.answer = lambda _: f"HTTP/1.1 {status} So\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n".encode()
    await owner.delivery.once()
    failed = await owner.shown(hook["id"])
    receiver.answer = lambda _: OK
    owner.later(seconds=6)

    await owner.delivery.once()

    assert (failed["failures"], failed["last_result"], failed["position"]) == (1, str(status), 0)
    assert [got.path for got in receiver.got] == ["/hook", "/hook"]
    assert (await owner.shown(hook["id"]))["position"] == 1


async def test_after_five_days_of_failures_it_is_disabled_until_staff_enable_it(
    owner: Owner, receiver: Receiver
) -> None:
    hook = await owner.register(receiver.url)
    await owner.state(1)
    receiver.answer = lambda _: DOWN
    while (await owner.shown(hook["id"]))["status"] == "active" and len(receiver.got) < 200:
        await owner.delivery.once()
        owner.later(hours=4)
    tries, disabled = len(receiver.got), await owner.shown(hook["id"])
    await owner.delivery.once()
    receiver.answer = lambda _: OK

    enabled = (await owner.client.post(f"/webhooks/{hook['id']}/enable")).json()
    await owner.delivery.once()

    assert (disabled["status"], disabled["reason"]) == ("disabled", "failing")
    assert 30 <= tries <= 32  # every four hours of five days
    assert len(receiver.got) == tries + 1
    assert (enabled["status"], enabled["failures"]) == ("active", 0)
    assert (await owner.shown(hook["id"]))["position"] == 1


async def test_a_receiver_that_says_it_is_gone_is_disabled_at_once(owner: Owner, receiver: Receiver) -> None:
    hook = await owner.register(receiver.url)
    await owner.state(1)
    receiver.answer = lambda _: b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"

    await owner.delivery.once()

    assert ((await owner.shown(hook["id"]))["status"], (await owner.shown(hook["id"]))["reason"]) == (
        "disabled",
        "gone",
    )


async def test_a_ping_goes_out_before_the_events(owner: Owner, receiver: Receiver) -> None:
    hook = await owner.register(receiver.url)
    await owner.state(1)
    asked = (await owner.client.post(f"/webhooks/{hook['id']}/ping")).json()

    await owner.delivery.once()

    assert asked["ping_pending"]
    assert [json.loads(got.body)["type"] for got in receiver.got] == [
        "regio.network.webhook.ping",
        "regio.network.analysis.presented.v1",
    ]
    assert not (await owner.shown(hook["id"]))["ping_pending"]


async def test_two_replicas_do_not_deliver_to_one_webhook_at_once(
    owner: Owner, receiver: Receiver, empty_database_url: str
) -> None:
    await owner.register(receiver.url)
    await owner.state(20)
    second = Database(empty_database_url)
    other = owner.worker(second, EventLog(second, bus_tables(METADATA)), owner.clock)

    await asyncio.gather(owner.delivery.once(), other.once())

    assert sequences(receiver) == list(range(1, 21))
    await other.stop()
    await second.close()


async def test_one_webhook_that_hangs_does_not_hold_the_others(owner: Owner, receiver: Receiver) -> None:
    slow = Receiver()
    await slow.start()
    slow.answer = lambda _: b""
    await owner.register(slow.url)
    await owner.register(receiver.url)
    await owner.state(1)

    await owner.delivery.once()

    assert sequences(receiver) == [1]
    await slow.stop()


async def test_the_worker_delivers_by_itself_when_something_is_stated(owner: Owner, receiver: Receiver) -> None:
    await owner.register(receiver.url)
    owner.delivery.start()

    await owner.state(1)
    async with asyncio.timeout(10):
        while not receiver.got:  # noqa: ASYNC110 - the receiver does not tell
            await asyncio.sleep(0.02)

    assert owner.delivery.alive


async def test_what_staff_do_stands_in_the_audit_log_and_a_removed_webhook_is_gone(
    owner: Owner, receiver: Receiver
) -> None:
    hook = await owner.register(receiver.url)
    for verb in ("rotate", "disable", "enable", "remove"):
        assert (await owner.client.post(f"/webhooks/{hook['id']}/{verb}")).status_code == 200

    async with owner.database.reading() as reading:
        acts = [row.action for row in await reading.execute(select(AUDIT).order_by(AUDIT.c.position))]

    assert acts == [f"webhook.{verb}" for verb in ("create", "rotate", "disable", "enable", "remove")]
    assert (await owner.client.get(f"/webhooks/{hook['id']}")).status_code == 404
    assert await owner.stored() == []


@pytest.mark.parametrize(
    "url", ["", "shop.example", "https://user@shop.example/", "https://shop.example/#x", "https://a b/"]
)
async def test_a_url_that_is_none_is_refused_without_being_quoted(owner: Owner, url: str) -> None:
    answer = await owner.client.post("/webhooks", json={"url": url, "label": "x"})

    assert answer.status_code == 422
    assert not url or url not in answer.text


def test_the_signature_is_the_one_of_the_standard() -> None:
    """Test vector of the specification's own libraries."""
    from base64 import b64decode
    from datetime import UTC, datetime

    secret = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)

    found = headers([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')

    assert found["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert KEY not in found["webhook-signature"].encode()


class Slow(Sender):
    """A way to the receiver on which ``meanwhile`` happens before the answer is back."""

    def __init__(self, meanwhile: Callable[[], Awaitable[None]]) -> None:
        super().__init__(insecure=True)
        self._meanwhile = meanwhile

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        status = await super().post(url, headers, body)
        await self._meanwhile()
        return status


async def test_what_a_crashed_replica_had_taken_is_taken_over_when_its_lease_is_over(
    owner: Owner, receiver: Receiver
) -> None:
    async def die() -> None:
        raise asyncio.CancelledError

    await owner.register(receiver.url)
    await owner.state(3)
    crashing = owner.worker(owner.database, owner.events, owner.clock, Slow(die))
    with pytest.raises(asyncio.CancelledError):
        await crashing.once()
    after_the_crash = sequences(receiver)

    owner.later(seconds=119)
    await owner.delivery.once()
    before_the_end = sequences(receiver)
    owner.later(seconds=2)
    await owner.delivery.once()

    assert after_the_crash == before_the_end == [1]
    assert sequences(receiver) == [1, 1, 2, 3]  # nobody knows whether the first was taken: its id is the same
    assert receiver.got[0].headers["webhook-id"] == receiver.got[1].headers["webhook-id"]
    await crashing.stop()


async def test_a_replica_that_comes_back_late_neither_goes_on_nor_sets_the_position_back(
    owner: Owner, receiver: Receiver
) -> None:
    hook = await owner.register(receiver.url)
    await owner.state(3)

    async def the_other_takes_over() -> None:
        owner.later(minutes=3)
        await owner.delivery.once()

    late = owner.worker(owner.database, owner.events, owner.clock, Slow(the_other_takes_over))
    await late.once()

    assert sequences(receiver) == [1, 1, 2, 3]
    assert (await owner.shown(hook["id"]))["position"] == 3
    await late.stop()


async def test_a_lease_is_renewed_with_each_event_however_long_they_take_together(
    owner: Owner, receiver: Receiver
) -> None:
    await owner.register(receiver.url)
    await owner.state(4)

    async def a_minute_and_a_half_and_the_other_looks() -> None:
        owner.later(seconds=90)
        await owner.delivery.once()

    busy = owner.worker(owner.database, owner.events, owner.clock, Slow(a_minute_and_a_half_and_the_other_looks))
    await busy.once()

    assert sequences(receiver) == [1, 2, 3, 4]
    await busy.stop()
