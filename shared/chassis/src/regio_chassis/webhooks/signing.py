"""Signatures as https://www.standardwebhooks.com (specification 1.0.0) wants them, symmetric (v1)."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from hmac import digest
from uuid import UUID


def secret_of(key: bytes, webhook: UUID, generation: int) -> bytes:
    """
    The secret of a webhook: made of ours, so that no database has it, and another after each rotation.

    Who changes the service's secret changes all of them.
    """
    return digest(key, b"webhook:%s:%d" % (str(webhook).encode(), generation), sha256)


def shown(secret: bytes) -> str:
    """As the receiver is told."""
    return "whsec_" + b64encode(secret).decode()


def headers(secrets: Sequence[bytes], id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers; while a secret is being replaced, a signature with each."""
    timestamp = str(int(at.timestamp()))
    signed = f"{id}.{timestamp}.".encode() + body
    signatures = " ".join("v1," + b64encode(digest(secret, signed, sha256)).decode() for secret in secrets)
    return {"webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures}
