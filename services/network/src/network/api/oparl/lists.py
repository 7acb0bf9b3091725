"""Pages of objects, with links and filters as the standard has them."""

from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Query, Request
from pydantic import BaseModel, ConfigDict
from pydantic_core import to_json
from starlette.responses import Response

from network.api.oparl.objects import Object
from network.queries.oparl import Window
from regio_chassis.web import Instant
from regio_chassis.web.etag import digest

MOST = 100
"""Objects on a page at most; who asks for more gets these, which the standard allows."""


class OparlObject(BaseModel):
    """Any object: its address, its type, when it was made and last changed; the rest as its type says."""

    model_config = ConfigDict(extra="allow")

    id: str
    type: str
    created: str | None = None
    modified: str | None = None
    deleted: bool | None = None


class OparlPages(BaseModel):
    """Where this page stands in the list."""

    totalElements: int  # noqa: N815 - the standard's name
    elementsPerPage: int  # noqa: N815 - the standard's name
    currentPage: int  # noqa: N815 - the standard's name
    totalPages: int  # noqa: N815 - the standard's name


class OparlLinks(BaseModel):
    """Addresses of other pages, filters included."""

    first: str
    prev: str | None = None
    self: str
    next: str | None = None
    last: str


class OparlList(BaseModel):
    """One page of a list."""

    data: list[OparlObject]
    pagination: OparlPages
    links: OparlLinks


class Asked:
    """What a caller asked of a list."""

    def __init__(self, window: Window, address: str, query: str) -> None:
        self.window = window
        self._address = address
        self._kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "page"]

    def link(self, page: int) -> str:
        """The address of another page of the same list."""
        pairs = [*self._kept, *([("page", str(page))] if page > 1 else [])]
        return f"{self._address}?{urlencode(pairs)}" if pairs else self._address


def _asked(
    request: Request,
    page: Annotated[int, Query(ge=1, le=1_000_000, description="From 1")] = 1,
    limit: Annotated[int, Query(ge=1, le=1_000_000, description=f"Objects per page; at most {MOST} are given")] = MOST,
    created_since: Instant | None = None,
    created_until: Instant | None = None,
    modified_since: Instant | None = None,
    modified_until: Instant | None = None,
) -> Asked:
    window = Window(page, min(limit, MOST), created_since, created_until, modified_since, modified_until)
    # Whole addresses, because the standard knows no others.
    address = str(request.base_url).rstrip("/") + request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return Asked(window, address, request.scope["query_string"].decode("ascii"))


AskedDep = Annotated[Asked, Depends(_asked)]
"""``page``, ``limit`` and the four filters of an external list."""


def listed(data: list[Object], total: int, asked: Asked) -> Response:
    """One page as an answer."""
    window = asked.window
    last = max(1, -(-total // window.limit))
    links: dict[str, Any] = {"first": asked.link(1), "self": asked.link(window.page), "last": asked.link(last)}
    if window.page > 1:
        links["prev"] = asked.link(min(window.page - 1, last))
    if window.page < last:
        links["next"] = asked.link(window.page + 1)
    pagination = {
        "totalElements": total,
        "elementsPerPage": window.limit,
        "currentPage": window.page,
        "totalPages": last,
    }
    return answer({"data": data, "pagination": pagination, "links": links})


def answer(value: Object) -> Response:
    """An object or list as an answer that pages of any origin may read."""
    body = to_json(value)
    headers = {"etag": f'"{digest(body)}"', "access-control-allow-origin": "*"}
    return Response(body, 200, headers, "application/json")
