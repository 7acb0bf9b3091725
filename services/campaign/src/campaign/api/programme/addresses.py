"""Absolute addresses, for what leaves the web: posters, feeds."""

from typing import cast

from fastapi import Request

from regio_chassis.service import Running


def public_address(request: Request, path: str) -> str:
    """Where people find ``path`` of this service: below its public address, or as this request came in."""
    running = cast("Running", request.app.state.running)
    base = running.settings.public_url or str(request.base_url).rstrip("/")
    return base + path


def page_of_town(request: Request, key: str) -> str:
    """The town's page."""
    return public_address(request, f"/staedte/{key}")


def page_of_business(request: Request, id: object) -> str:
    """The business's page."""
    return public_address(request, f"/betriebe/{id}")
