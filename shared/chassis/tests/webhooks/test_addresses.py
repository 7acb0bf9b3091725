"""No webhook goes anywhere but to the public internet, whatever its URL looks like."""

import ssl
from collections.abc import Sequence
from ipaddress import ip_address

import pytest
import trustme
from receiving import Receiver

from regio_chassis.webhooks import Sender
from regio_chassis.webhooks.addresses import Refused, checked, insist_on_public_https, is_public, resolve
from regio_chassis.webhooks.sending import NotSent

NOT_PUBLIC = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.1.1",
    "169.254.169.254",
    "168.63.129.16",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.8",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
IN_DISGUISE = [
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0x7f.1",
    "017700000001",
    "localhost",
    "\uff11\uff12\uff17.0.0.1",
    "0",
    "[::1]",
]
BAD_URLS = [
    "http://shop.example/hook",
    "ftp://shop.example/hook",
    "file:///etc/passwd",
    "gopher://shop.example/",
    "unix:///run/docker.sock",
    "//shop.example/hook",
    "shop.example/hook",
    "https:///hook",
    "https://",
    "https://user@shop.example/hook",
    "https://user:secret@shop.example/hook",
    "https://shop.example\\@127.0.0.1/",
    "https://127.0.0.1#@shop.example/",
    "https://shop.example/a b",
    "https://shop.example/\r\nX-Injected: 1",
    "https://shop.example:0/hook",
    "https://shop.example:22/hook",
    "https://shop.example:99999/hook",
    "https://shop.example:abc/hook",
    "https://\u24d4xample.com/",
    "https://[::1/hook",
    *[f"https://{address}/" for address in NOT_PUBLIC if ":" not in address],
    *[f"https://[{address}]/" for address in NOT_PUBLIC if ":" in address and "%" not in address],
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_of_the_internet_is_refused(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "2a00::1"])
def test_an_address_of_the_internet_is_not(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("host", IN_DISGUISE)
async def test_what_a_resolver_takes_for_this_machine_is_refused(host: str) -> None:
    with pytest.raises(Refused):
        await checked(host.strip("[]"), 443, resolve=resolve)


async def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    async def two(host: str, port: int) -> Sequence[str]:
        return ["93.184.215.14", "10.0.0.1"]

    with pytest.raises(Refused):
        await checked("two.example", 443, resolve=two)


@pytest.mark.parametrize("url", BAD_URLS)
def test_a_url_that_cannot_be_right_is_refused_when_it_is_registered(url: str) -> None:
    with pytest.raises(Refused):
        insist_on_public_https(url)


@pytest.mark.parametrize("url", ["https://shop.example/hook", "https://shop.example:8443/a?b=c", "https://1.1.1.1/"])
def test_a_plain_https_url_is_accepted(url: str) -> None:
    insist_on_public_https(url)


@pytest.mark.parametrize("url", sorted({*BAD_URLS, *(f"https://{host}/" for host in IN_DISGUISE)}))
async def test_nothing_is_sent_to_any_of_them(url: str) -> None:
    sender = Sender()

    with pytest.raises(NotSent, match=r"address-refused|no-connection"):
        await sender.post(url, {}, b"{}")
    await sender.close()


class Rebinding:
    """A resolver that tells the truth once and then something else, as an attacker's would."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return [self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]]


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture
async def secure(authority: trustme.CA) -> Receiver:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("hooks.example").configure_cert(context)
    receiver = Receiver(context=context)
    context.sni_callback = lambda _, name, __: receiver.names.append(name)
    await receiver.start()
    return receiver


async def test_the_second_answer_of_a_resolver_is_never_asked_for(
    secure: Receiver, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address that was checked is the one that is connected to; this machine plays the public one."""
    monkeypatch.setattr("regio_chassis.webhooks.addresses.is_public", lambda address: str(address) == "127.0.0.1")
    resolver = Rebinding("127.0.0.1", "10.0.0.1")
    sender = Sender(resolve=resolver, context=trusting(authority))

    assert await sender.post(f"https://hooks.example:{secure.port}/hook", {}, b"{}") == 204

    assert resolver.asked == 1
    assert secure.names == ["hooks.example"]
    assert secure.got[0].headers["host"] == f"hooks.example:{secure.port}"
    await sender.close()
    await secure.stop()


async def test_a_name_that_leads_home_the_second_time_is_refused_the_second_time(
    secure: Receiver, authority: trustme.CA
) -> None:
    sender = Sender(resolve=Rebinding("127.0.0.1"), context=trusting(authority))

    with pytest.raises(NotSent, match="address-refused"):
        await sender.post(f"https://hooks.example:{secure.port}/hook", {}, b"{}")
    assert secure.got == []
    await sender.close()
    await secure.stop()


async def test_a_certificate_of_another_name_ends_it(
    secure: Receiver, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regio_chassis.webhooks.addresses.is_public", lambda address: True)
    sender = Sender(resolve=Rebinding("127.0.0.1"), context=trusting(authority))

    with pytest.raises(NotSent, match="no-connection"):
        await sender.post(f"https://other.example:{secure.port}/hook", {}, b"{}")
    assert secure.got == []
    await sender.close()
    await secure.stop()


async def test_no_redirect_is_followed(receiver: Receiver) -> None:
    receiver.answer = lambda got: (
        b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
        if got.path == "/hook"
        else b"HTTP/1.1 204 No Content\r\n\r\n"
    )
    sender = Sender(insecure=True)

    assert await sender.post(receiver.url, {}, b"{}") == 307
    assert [got.path for got in receiver.got] == ["/hook"]
    await sender.close()


async def test_an_answer_without_end_is_not_read_to_its_end(receiver: Receiver) -> None:
    receiver.answer = lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n" + b"x" * 300_000
    sender = Sender(insecure=True)

    assert await sender.post(receiver.url, {}, b"{}") == 200
    await sender.close()


async def test_a_receiver_that_does_not_answer_is_left(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regio_chassis.webhooks.sending.SECONDS", 0.3)
    receiver.answer = lambda _: b""  # closed without a word; below, one that keeps silent
    sender = Sender(insecure=True)

    with pytest.raises(NotSent, match="connection-lost"):
        await sender.post(receiver.url, {}, b"{}")
    receiver.answer = lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
    with pytest.raises(NotSent, match=r"timeout|connection-lost"):
        await sender.post(receiver.url, {}, b"{}")
    await sender.close()
