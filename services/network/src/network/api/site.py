"""Where this service stands, for what has to name itself by a whole address."""

from typing import Annotated

from fastapi import Depends, Request


def _site(request: Request) -> str:
    return str(request.base_url).rstrip("/")


Site = Annotated[str, Depends(_site)]
"""Scheme, host and prefix of this service as the caller addressed it, without a slash at the end."""
