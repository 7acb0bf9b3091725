"""
Which addresses a webhook may reach: those of the public internet.

What counts is the address that a name resolves to, never its text: 127.1, 2130706433, 0x7f000001, 0177.0.0.1 and
full-width digits are all 127.0.0.1 to a resolver.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_REFUSED = tuple(
    ip_network(each)
    for each in (
        # Global to Python's ipaddress (3.11), but not the internet. Source: IANA special-purpose address registries
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "168.63.129.16/32",  # the host of an Azure machine
        "64:ff9b::/96",  # NAT64 of any IPv4 address
        "64:ff9b:1::/48",
        "2001::/23",  # Teredo, ORCHID, benchmarking
        "2002::/16",  # 6to4 of any IPv4 address
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fec0::/10",  # site-local, as it once was
        "::/96",  # IPv4-compatible, as it once was
        "::ffff:0:0:0/96",  # IPv4-translated
    )
)


class Refused(Exception):
    """The address is not one that webhooks go to; the message says why, without quoting it."""


def is_public(address: Address) -> bool:
    """Whether anybody on the internet could have this address."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    inside = any(address in network for network in _REFUSED if network.version == address.version)
    return address.is_global and not address.is_multicast and not address.is_reserved and not inside


async def resolve(host: str, port: int) -> list[str]:
    """What the machine's resolver says."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


async def checked(host: str, port: int, *, resolve: Resolve = resolve) -> list[str]:
    """
    The addresses of ``host``, if every one of them is public: one that is not may be the one that was meant.

    Raises:
        Refused: it has none, or one that is not public.
    """
    try:
        found = await resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise Refused("the name does not resolve") from error
    if not found:
        raise Refused("the name does not resolve")
    if not all(is_public(ip_address(each)) for each in found):
        raise Refused("the name leads into a network that is not public")
    return list(found)


def insist_on_public_https(url: str, *, insecure: bool = False) -> None:
    """
    What can be said of a URL before anybody resolves it.

    Raises:
        Refused: it is not https to a plain host name, on the usual port or one that needs no privileges.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Refused("this is not a URL") from error
    plain = url.isascii() and url.isprintable() and not set(url) & set(" \\<>\"'{}|^`")
    if not plain or parts.username is not None or parts.password is not None or parts.fragment or not host:
        raise Refused("only a host, a port and a path are accepted")
    if parts.scheme not in ({"http", "https"} if insecure else {"https"}):
        raise Refused("only https is accepted")
    if insecure:
        return
    if port is not None and port != 443 and port < 1024:
        raise Refused("this port is not for webhooks")
    try:
        literal = ip_address(host)
    except ValueError:
        return
    if not is_public(literal):
        raise Refused("the address is in a network that is not public")
