"""
Every route with every role on own and foreign objects: what the policy says, asked of the running application.

Nothing that is asked changes anything: each transaction is rolled back when it is done.
"""

import dataclasses
import json
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from matrix_samples import BODIES, LACKING, MORE, SAMPLES
from pydantic import SecretStr, TypeAdapter
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Integer, LargeBinary, Numeric, Time, TypeDecorator, Uuid

from regio_chassis.access import EVERY, KEY_ISSUER, Policy, Reach, Role, add_grant, create_key
from regio_chassis.bus.log import EventLog
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database, Tx
from regio_chassis.migrations import migrate
from regio_chassis.rows import EnumText, JsonOf
from regio_chassis.service import Service, create_app
from regio_chassis.web.examples import example_of
from regio_chassis.web.openapi import openapi_document
from regio_chassis.web.routing import EdgeRoute

NOBODYS = "0197d0b4-0000-7000-8000-00000000dead"
"""A key that no object has; also a UUID, as some keys are."""
KINDS: Mapping[Role, frozenset[str]] = {
    Role.SHOPKEEPER: frozenset({"business"}),
    Role.TOWN_MANAGER: frozenset({"town"}),
    Role.MODERATOR: frozenset({"group"}),
    Role.SCHOOL: frozenset({"school"}),
    Role.COMPANY: frozenset({"company"}),
    Role.PUPIL: frozenset({"pupil"}),
    Role.GUARDIAN: frozenset({"pupil"}),
}
"""What the key of a grant names, by role; the others' grants name nothing."""


_PLAIN: list[tuple[type, Any]] = [
    (Uuid, lambda: uuid4().hex),
    (DateTime, "2026-01-01 00:00:00.000000"),
    (Date, "2026-01-01"),
    (Time, "13:00:00.000000"),
    (JSON, "[]"),
    (LargeBinary, b""),
    (Boolean, 1),
    (Integer, 1),
    (Numeric, 1),
]


class _Undone(Exception):
    """Ends every transaction of the matrix."""


class Forgetful(Database):
    """Answers as if it had written, and has not."""

    @asynccontextmanager
    async def begin(self, **options: Any) -> AsyncIterator[Tx]:
        with suppress(_Undone):
            async with super().begin(**options) as tx:
                yield tx
                raise _Undone


@dataclass(frozen=True)
class Sample:
    """One object: how a path names it, whose it is, and whether anybody may read it."""

    path: Mapping[str, str]
    keys: Mapping[str, frozenset[str]]
    published: bool

    def belongs_to(self, kinds: frozenset[str], key: str) -> bool:
        return any({key, EVERY} & self.keys.get(kind, frozenset()) for kind in kinds)


@dataclass
class House:
    """One service with its demo facts, and a key for each role and scope."""

    service: Service
    app: FastAPI
    database: Database
    file: Path
    policy: Policy

    @cached_property
    def routes(self) -> dict[str, EdgeRoute]:
        return {route.operation: route for route in self.app.router.routes if isinstance(route, EdgeRoute)}

    @cached_property
    def document(self) -> dict[str, Any]:
        found = openapi_document(self.app, self.app.state.edge, "")
        return {
            operation["operationId"]: operation
            for path in found["paths"].values()
            for operation in path.values()
            if isinstance(operation, dict) and "operationId" in operation
        }

    def samples(self, operation: str) -> list[Sample]:
        """
        Objects to try ``operation`` on.

        Raises:
            LookupError: matrix_samples has none.
        """
        resource = operation.partition(".")[0]
        lines = SAMPLES[self.service.name]
        names = (operation, resource) if self.routes[operation].reads else (operation, f"{resource}+", resource)
        name = next((name for name in names if name in lines), None)
        if name is None:
            raise LookupError(
                f"{self.service.name}: route {operation!r} has no sample; add a line to matrix_samples.py"
            )
        found = [_sample(row) for row in self._select(lines[name])]
        wanted = set(self.routes[operation].param_convertors)
        if not found or not wanted <= found[0].path.keys() | found[0].keys.keys():
            raise LookupError(
                f"{self.service.name}: route {operation!r} wants {wanted}, the sample {name!r} gives none"
            )
        return found

    def hidden(self) -> list[tuple[str, Sample]]:
        """Everything there is that not everybody may read, with its resource."""
        return [(name, sample) for name, sample in self.owned() if not sample.published]

    def owned(self) -> list[tuple[str, Sample]]:
        """Every object of the samples, with its resource."""
        lines = {name: line for name, line in SAMPLES[self.service.name].items() if re.fullmatch(r"\w+", name)}
        return [(name, _sample(row)) for name, line in lines.items() for row in self._select(line)]

    def untried(self) -> list[str]:
        """What is missing in matrix_samples."""
        found: list[str] = []
        for operation, route in self.routes.items():
            try:
                if route.param_convertors:
                    self.samples(operation)
            except LookupError as missing:
                found.append(str(missing))
        return found

    def _select(self, statement: str) -> list[dict[str, Any]]:
        connection = sqlite3.connect(self.file)
        try:
            cursor = connection.execute(statement)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]
        finally:
            connection.close()

    async def bearer(self, role: Role, key: str) -> str:
        at = datetime.now(UTC)
        async with self.database.begin(at=at) as tx:
            made = await create_key(tx, "matrix", at=at)
            await add_grant(tx, KEY_ISSUER, made.partition(".")[0], role, key)
        return made

    @asynccontextmanager
    async def client(self, role: Role, key: str) -> AsyncIterator[httpx.AsyncClient]:
        headers = {} if role is Role.ANONYMOUS else {"Authorization": f"Bearer {await self.bearer(role, key)}"}
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
            yield client

    async def ask(
        self, client: httpx.AsyncClient, operation: str, path: Mapping[str, str], owner: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """
        One request as the OpenAPI document has it as an example, about the object that ``path`` names.

        ``owner`` goes into the body, by kind: ``town`` into ``town_key``, ``town_id`` or ``town_keys``.
        """
        route = self.routes[operation]
        (method,) = route.methods
        headers = {} if route.reads else {"If-Match": '"1.000000000000"'} if method != "POST" else {}
        address = re.sub(r"\{(\w+)\}", lambda found: path[found[1]], route.path_format)
        body = self._body(operation)
        if "json" in body and owner:
            body["json"] = _owned(body["json"], owner)
        options = {"params": self._query(operation), "headers": headers | body.pop("headers", {})}
        answer = await client.request(method, address, **options, **body)
        # An example has every field at once; those that contradict each other are left out.
        while answer.status_code == 422 and "json" in body and answer.json()["code"] == "invalid-input":
            faulty = {fault["pointer"].split("/")[1] for fault in answer.json().get("errors", []) if fault["pointer"]}
            if not faulty & body["json"].keys():
                break
            body["json"] = {name: value for name, value in body["json"].items() if name not in faulty}
            answer = await client.request(method, address, **options, **body)
        return answer

    def names(self, operation: str, owner: Mapping[str, str]) -> bool:
        """Whether the body of ``operation`` says for whom it is, by one of these kinds."""
        body = self._body(operation).get("json", {})
        return bool(_owned(body, owner) != body)

    def _query(self, operation: str) -> dict[str, str]:
        declared = self.document[operation].get("parameters", [])
        return {
            each["name"]: str(each.get("example", each["schema"].get("example", "1")))
            for each in declared
            if each["in"] == "query" and each.get("required")
        }

    def _body(self, operation: str) -> dict[str, Any]:
        content = self.document[operation].get("requestBody", {}).get("content", {})
        if not content:
            return {}
        if "application/json" not in content:
            return {"content": b"", "headers": {"Content-Type": next(iter(content))}}
        return {"json": BODIES.get(operation, content["application/json"].get("example", {}))}


def _owned(body: Mapping[str, Any], owner: Mapping[str, str]) -> dict[str, Any]:
    found = dict(body)
    for name in body:
        kind, _, part = name.rpartition("_")
        if kind in owner and part in {"key", "id", "keys", "ids"}:
            found[name] = [owner[kind]] if part.endswith("s") else owner[kind]
    return found


def _add(service: Service, file: Path) -> None:
    """Put the rows of ``MORE`` into the file, past everything."""
    connection = sqlite3.connect(file)
    with connection:
        for table, given in MORE[service.name]:
            columns = service.metadata.tables[table].columns
            row = {column.name: _plain(column) for column in columns if not column.nullable}
            row |= {name: value for name, value in given.items() if name in columns}
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join(value[1:] if _is_sql(value) else "?" for value in row.values())
            values = [value for value in row.values() if not _is_sql(value)]
            connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
    connection.close()


def _is_sql(value: object) -> bool:
    return isinstance(value, str) and value.startswith("=")


def _plain(column: Column[Any]) -> object:
    if isinstance(column.type, EnumText):
        return next(iter(column.type.enum)).value
    if isinstance(column.type, JsonOf):
        schema = TypeAdapter(column.type.type_).json_schema()
        return json.dumps(example_of(schema, schema.get("$defs", {})))
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    for type, value in _PLAIN:
        if isinstance(kind, type):
            return value() if callable(value) else value
    return "x"


def _sample(row: Mapping[str, Any]) -> Sample:
    texts = {name: _text(value) for name, value in row.items() if name != "published"}
    kinds = frozenset().union(*KINDS.values())
    keys = {name: frozenset(map(_text, text.split(","))) for name, text in texts.items() if name in kinds and text}
    path = {name: text for name, text in texts.items() if name not in kinds}
    return Sample(path, keys, bool(row.get("published")))


def _text(value: Any) -> str:
    text = "" if value is None else str(value)
    return str(UUID(text)) if re.fullmatch("[0-9a-f]{32}", text) else text


def verdict(rights: Mapping[Role, Reach], role: Role, key: str, sample: Sample | None) -> str:
    """What a policy row says of somebody and an object: ``refused``, ``missing`` or ``allowed``."""
    reaches = [(held, rights[held]) for held in (role, Role.ANONYMOUS) if held in rights]
    if not reaches:
        return "refused"
    if sample is None:
        return "allowed"
    for held, reach in reaches:
        if reach.everything or (reach.published and sample.published):
            return "allowed"
        if held is role and (sample.belongs_to(reach.kinds, key) or (key == EVERY and reach.kinds)):
            return "allowed"
    return "missing"


def seen(answer: httpx.Response) -> str:
    """The verdict that an answer amounts to; what passed the gate may still be no valid step."""
    if answer.status_code in {401, 403}:
        return "refused"
    return "missing" if answer.status_code == 404 else "allowed"


def callers(samples: list[Sample], role: Role) -> Iterator[tuple[str, Sample, str]]:
    """Own and foreign objects for a role: why, the object, and the key of the grant."""
    kinds = KINDS.get(role, frozenset())
    known = sorted({key for each in samples for kind in kinds for key in each.keys.get(kind, ())} - {EVERY})
    for published in (True, False):
        sample = next((each for each in samples if each.published is published), None)
        if sample is None:
            continue
        foreign = next((key for key in known if not sample.belongs_to(kinds, key)), NOBODYS)
        yield f"foreign, published={published}", sample, foreign if kinds else EVERY
        owned = next((each for each in samples if each.published is published and each.keys.keys() & kinds), None)
        if owned is not None:
            own = min(frozenset().union(*(owned.keys.get(kind, frozenset()) for kind in kinds)))
            yield f"own, published={published}", owned, NOBODYS if own == EVERY else own


def _fits(wanted: str, answer: httpx.Response, *, precise: bool) -> bool:
    """
    Whether an answer is what was ``wanted``; ``refused`` where ``missing`` was is a refusal that tells even less.

    What has no object yet may be refused for many reasons, so there only the gate counts (not ``precise``).
    """
    found = seen(answer)
    if wanted == "missing":
        return found in {"missing", "refused"} if precise else answer.status_code >= 400
    return found == wanted if precise or wanted == "refused" else answer.status_code != 401


async def differences(house: House, role: Role) -> list[str]:
    """What the running service does otherwise than its policy says, for every route with an object and without."""
    wrong: list[str] = []
    for operation, route in house.routes.items():
        rights = house.policy[operation]
        tries: list[tuple[str, Sample | None, str]] = [("", None, EVERY)]
        if route.param_convertors:
            # A test of its own says which have none.
            with suppress(LookupError):
                tries = []
                tries = list(callers(house.samples(operation), role))
        for why, sample, key in tries:
            wanted = verdict(rights, role, key, sample)
            path = {} if sample is None else {**{kind: min(keys) for kind, keys in sample.keys.items()}, **sample.path}
            async with house.client(role, key) as client:
                answer = await house.ask(client, operation, path)
            right = _fits(wanted, answer, precise=sample is not None and operation not in LACKING)
            if wanted == "refused" and role is Role.ANONYMOUS:
                right = answer.status_code == 401
            if not right or answer.status_code >= 500:
                wrong.append(f"{operation} {why} ({key}): {wanted} expected, {answer.status_code} {answer.text[:300]}")
    return wrong


async def furnish(service: Service, folder: Path) -> House:
    """A service with its demo facts in an SQLite file."""
    file = folder / f"{service.name}.db"
    database = Database(f"sqlite:///{file}")
    await migrate(database, service.migrations)
    database.log = EventLog(database, bus_tables(service.metadata))
    at = datetime.now(UTC)
    async with database.begin(at=at) as tx:
        await service.demo(tx, at)
    _add(service, file)
    settings = service.settings(
        database_url=f"sqlite:///{file}", redis_url="redis://127.0.0.1:1", secret=SecretStr("t" * 32)
    )
    app = create_app(service, settings)
    app.state.edge = dataclasses.replace(app.state.edge, database=Forgetful(settings.database_url))
    return House(service, app, database, file, app.state.edge.policy)
