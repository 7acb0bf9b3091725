"""
Once a device, without accounts and without following anybody.

A device token is 128 random bits and a signature, so that the service need not remember which it gave out. Support is
stored as a hash of token and idea: two ideas supported by one device cannot be told to be so. Tokens are cheap, so
what counts is where a request comes from: how many supports one household and one network may give an idea a day.
Their buckets are named by a hash with a salt that is thrown away with the day.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, timedelta
from hashlib import blake2b, sha256
from hmac import compare_digest
from secrets import token_bytes, token_hex
from typing import Any
from uuid import UUID

from fastapi import Depends, Request

from network import commands, queries
from network.domain import local_day
from network.domain.errors import DeviceUnknown
from regio_chassis.database import Database
from regio_chassis.web import Edge
from regio_chassis.web.exchange import edge_of, network_of
from regio_chassis.web.ratelimit import take

HOUSEHOLD = 5
"""Supports for one idea a day from one IPv4 address or one /64 network of IPv6."""
NEIGHBOURHOOD = 40
"""The same from one /24 network of IPv4 or one /48 of IPv6, which is what a cheap tunnel or server comes with."""
DAY = timedelta(days=1).total_seconds()


def issue(edge: Edge) -> str:
    """A new token for a device."""
    random = token_bytes(16)
    return urlsafe_b64encode(random + _signature(edge, random)).rstrip(b"=").decode()


def device_hash(edge: Edge, token: str, idea_id: UUID) -> str:
    """
    What an idea remembers of a device.

    Raises:
        DeviceUnknown: the token was not issued here.
    """
    raw = urlsafe_b64decode(token + "=")
    if not compare_digest(raw[16:], _signature(edge, raw[:16])):
        raise DeviceUnknown("this token was not issued here", pointer="/device_token")
    return blake2b(raw[:16] + idea_id.bytes, key=edge.secret, digest_size=16).hexdigest()


def new_secret() -> str:
    """A secret of 256 bits, by which an author is known again."""
    return urlsafe_b64encode(token_bytes(32)).rstrip(b"=").decode()


def secret_hash(secret: str) -> str:
    """What is stored of it; it is random enough to need no salt."""
    return sha256(secret.encode()).hexdigest()


def supporting() -> Any:
    """``dependencies=[supporting()]``: how often an idea is supported from one place; raises RateLimited."""

    async def gate(request: Request) -> None:
        edge = edge_of(request)
        now = edge.now()
        try:
            idea = UUID(request.path_params["id"])
        except ValueError:
            # Refused as soon as the path is read.
            return
        salt = await _salt(edge.database, local_day(now))
        for bytes_of, most in (({}, HOUSEHOLD), ({"v4": 3, "v6": 6}, NEIGHBOURHOOD)):
            network = network_of(request, **bytes_of) + idea.bytes
            name = blake2b(network, key=salt.encode(), digest_size=16).hexdigest()
            await take(edge.database, f"support {name}", burst=most, interval=DAY / most, now=now.timestamp())

    return Depends(gate)


async def _salt(database: Database, day: date) -> str:
    async with database.reading() as reading:
        found = await queries.ideas.salt(reading, day)
    if found is not None:
        return found
    async with database.begin() as tx:
        return await commands.ideas.begin_day(tx, day, token_hex(16))


def _signature(edge: Edge, random: bytes) -> bytes:
    return blake2b(random, key=edge.secret, person=b"device", digest_size=16).digest()
