"""
Text that would do something where it is not taken for text: planted in every text column, looked for in every answer.

Put into the tables past every rule of input, so that answers are tried on text that no rule has tamed. The walk is over
the routes: a page, an export or a feed that is added later is asked as the others are.
"""

import csv
import io
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import httpx
from icalendar import Calendar
from matrix import KINDS, NOBODYS, House, callers, verdict
from openpyxl import load_workbook
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Column, Connection, String, TypeDecorator

from regio_chassis.access import EVERY, Role
from regio_chassis.rows import EnumText, JsonOf

MARK = "PROBE"
PROBE = f"=1+1<img src=x onerror=x()>\"'></script><script>x()</script>]]>{{{{7*7}}}}\r\nX-{MARK}:1\r\n"
TEXTS = frozenset({"label", "title", "text", "note", "name", "description", "tasks"})
"""Names under which texts stand in columns of JSON."""
SHAPED = frozenset(
    {
        "opening_hours", "kldb", "postcode", "day", "starts", "ends", "opens", "closes", "colour", "traceparent",
        "mark", "uid", "url", "website", "zone", "school_year", "digest", "input", "seed", "secret", "hash",
        "prefix", "segment", "correlation_id", "type", "origin_type", "origin_subject", "source", "issuer",
        "subject", "actor", "action", "target", "reason_code",
    }
)  # fmt: skip
"""Columns that are no text of anybody's: their shape is ours, and what reads them counts on it."""
WAITING = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
NUMBER = re.compile(r"[+-]?[0-9.,]+")


def plant(connection: Connection, metadata: Any) -> int:
    """Put the probe into every text column; the number of columns."""
    planted = 0
    for table in metadata.tables.values():
        for column in table.columns:
            if table.name not in _OWN and _is_text(column):
                # Unique where it must be.
                connection.exec_driver_sql(
                    f'UPDATE {table.name} SET "{column.name}" = ? || rowid WHERE "{column.name}" IS NOT NULL',
                    (PROBE + MARK,),
                )
                planted += 1
            elif isinstance(column.type, JsonOf):
                _plant_within(connection, table.name, column.name, TypeAdapter(column.type.type_))
    return planted


_OWN = frozenset({"alembic_version", "api_key", "access_grant", "session", "audit_entry", "webhook"})
"""Tables of the edge itself; what stands in them nobody wrote."""


def _is_text(column: Column[Any]) -> bool:
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(column.type, EnumText | JsonOf) or not isinstance(kind, String):
        return False
    if column.primary_key or column.foreign_keys or column.name in SHAPED:
        return False
    return not re.search(r"(^|_)(key|id|code|hash|tag|token|secret)s?$", column.name)


def _plant_within(connection: Connection, table: str, column: str, reader: TypeAdapter[Any]) -> None:
    rows = connection.exec_driver_sql(f'SELECT rowid, "{column}" FROM {table} WHERE "{column}" IS NOT NULL').all()
    for rowid, stored in rows:
        changed = json.dumps(_planted(json.loads(stored)))
        try:
            reader.validate_json(changed)
        except ValidationError:
            # A name of something of ours, that our own type takes for nothing else.
            continue
        connection.exec_driver_sql(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (changed, rowid))


def _planted(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _planted(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [_planted(part, name) for part in value]
    return PROBE + MARK if isinstance(value, str) and name in TEXTS else value


async def answers(house: House) -> list[tuple[str, bool, httpx.Response]]:
    """Every route that reads, as anybody and as the chamber or an owner: name, whether the caller had one, answer."""
    found: list[tuple[str, bool, httpx.Response]] = []
    for route in house.app.router.routes:
        name = getattr(route, "operation", None)
        if name is None:
            path = getattr(route, "path", "")
            if "GET" in (getattr(route, "methods", None) or ()) and "stream" not in path:
                async with house.client(Role.ANONYMOUS, "") as client:
                    address = path.replace("{name}", "page.css").replace("{code}", "not-found")
                    found.append((path, False, await client.get(address)))
        elif house.routes[name].reads and not name.endswith("stream"):
            for role, key, where in _ways(house, name):
                async with house.client(role, key) as client:
                    answer = await house.ask(client, name, where, role=role)
                found.append((name, role is not Role.ANONYMOUS, answer))
    return found


async def refusals(house: House) -> list[tuple[str, httpx.Response]]:
    """What somebody without a name is answered everywhere, about things that are not there, and by no route at all."""
    found: list[tuple[str, httpx.Response]] = []
    async with house.client(Role.ANONYMOUS, "") as client:
        for operation, route in house.routes.items():
            address = re.sub(r"\{\w+\}", NOBODYS, route.path_format)
            (method,) = route.methods
            if not operation.endswith("stream"):
                found.append((operation, await client.request(method, address)))
        for method, address in (("GET", "/nirgendwo"), ("PUT", "/healthz"), ("HEAD", "/docs")):
            found.append((f"{method} {address}", await client.request(method, address)))
    return found


def _ways(house: House, operation: str) -> Iterator[tuple[Role, str, dict[str, str]]]:
    """Two callers at most: somebody without a name, and the first role that is answered."""
    route = house.routes[operation]
    samples = house.samples(operation) if route.param_convertors else []
    for roles in ([Role.ANONYMOUS], [Role.CHAMBER, *KINDS]):
        for role in roles:
            way = _way(house, operation, role, samples)
            if way is not None:
                yield role, *way
                break


def _way(house: House, operation: str, role: Role, samples: list[Any]) -> tuple[str, dict[str, str]] | None:
    rights = house.policy[operation]
    tries = list(callers(samples, role)) if samples else [("", None, EVERY)]
    for _, sample, key in tries:
        if role in rights and verdict(rights, role, key, sample) == "allowed":
            path = {} if sample is None else {**{kind: min(keys) for kind, keys in sample.keys.items()}, **sample.path}
            return key, path
    return None


def faults(answer: httpx.Response) -> list[str]:
    """Where the probe is more than text in an answer, and what such an answer may not have anyway."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    look = LOOKS.get(kind)
    return [f"nobody knows how to look at {kind!r}"] if look is None else look(answer.content)


@dataclass
class _Page(HTMLParser):
    found: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [f"<{tag} {name}=…>" for name in given if name.startswith("on") or name in {"style", "srcdoc"}]
        if tag in {"iframe", "object", "embed", "base", "style"} or (tag == "script" and not given.get("src")):
            self.found.append(f"<{tag}>")
        if given.get("src") == "x":
            self.found.append(f"<{tag} src=x>")
        for name in ("src", "href", "action", "data", "poster"):
            address = (given.get(name) or "").strip().lower()
            loads = tag in {"script", "img", "link", "form", "source", "video", "audio", "input"}
            if address.startswith(("javascript:", "vbscript:")) or (
                loads and re.match(r"([a-z]+:)?//", address) and given.get("rel") not in {"canonical", "alternate"}
            ):
                self.found.append(f"<{tag} {name}={address}>")


def _page(body: bytes) -> list[str]:
    page = _Page()
    page.feed(body.decode())
    page.close()
    return page.found


def _cells(cells: Iterator[str]) -> list[str]:
    return [
        f"cell {cell[:40]!r}" for cell in cells if WAITING.match(cell.lstrip(" \u00a0")) and not NUMBER.fullmatch(cell)
    ]


def _csv(body: bytes) -> list[str]:
    rows = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";", strict=True)
    return _cells(cell for row in rows for cell in row)


def _xlsx(body: bytes) -> list[str]:
    cells = [cell for sheet in load_workbook(io.BytesIO(body)) for row in sheet for cell in row]
    # Here a cell says itself whether it is text.
    return [f"formula in {cell.coordinate}" for cell in cells if cell.data_type == "f"]


def _calendar(body: bytes) -> list[str]:
    lines = body.decode().replace("\r\n ", "").split("\r\n")
    found = [f"line {line[:40]!r}" for line in lines if line.startswith(f"X-{MARK}") or "\n" in line or "\r" in line]
    Calendar.from_ical(body)
    return found


def _xml(body: bytes) -> list[str]:
    names = [element.tag.rpartition("}")[2].lower() for element in ET.fromstring(body).iter()]
    return [f"<{name}>" for name in names if name in {"img", "script", "foreignobject", "iframe"}]


def _pdf(body: bytes) -> list[str]:
    parts = [body]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL):
        try:
            parts.append(zlib.decompress(packed))
        except zlib.error:
            parts.append(packed)
    whole = b"\n".join(parts)
    return [
        f"{word!r}" for word in (b"/JavaScript", b"/JS ", b"/OpenAction", b"/Launch", b"/EmbeddedFile") if word in whole
    ]


def _json(body: bytes) -> list[str]:
    json.loads(body)
    return []


def _nothing(_: bytes) -> list[str]:
    return []


LOOKS: Mapping[str, Callable[[bytes], list[str]]] = {
    "text/html": _page,
    "text/csv": _csv,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx,
    "text/calendar": _calendar,
    "application/atom+xml": _xml,
    "application/xml": _xml,
    "image/svg+xml": _xml,
    "application/pdf": _pdf,
    "application/json": _json,
    "application/cloudevents-batch+json": _json,
    "application/problem+json": _json,
    "application/geo+json": _json,
    "application/ld+json": _json,
    "text/css": _nothing,
    "text/plain": _nothing,
    "application/openmetrics-text": _nothing,
}
"""By media type; a route that answers anything else has to come with a look at it."""
