"""Asks a running demo for an access token."""

import httpx

from regio.demo.issuer import PATH


class NoToken(Exception):
    """There is no token to be had; the message says why."""


def fetch(role: str, key: str, *, port: int) -> str:
    """
    A bearer token for the demo person of ``role``, whom the demo grants ``key`` in every service.

    Raises:
        NoToken: no demo answers there, or it refuses role or key.
    """
    form = {"grant_type": "client_credentials", "client_id": role.replace("-", "_"), "scope": key}
    try:
        answer = httpx.post(f"http://127.0.0.1:{port}{PATH}/token", data=form, timeout=10, trust_env=False)
        document = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise NoToken(f"auf Port {port} antwortet keine Vorführung; `regio demo --port {port}` startet eine") from error
    if "access_token" not in document:
        raise NoToken(str(document.get("error_description", f"Antwort {answer.status_code}")))
    return str(document["access_token"])
