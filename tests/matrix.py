"""
Every route with every role on own and foreign objects: what the policy says, asked of the running application.

Nothing that is asked changes anything: each transaction is rolled back when it is done.
"""

import dataclasses
import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from matrix_samples import BODIES, MORE, SAMPLES
from pydantic import SecretStr, TypeAdapter
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Numeric,
    Time,
    TypeDecorator,
    Uuid,
)

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
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NO_KEYS = frozenset({"segment", "name"})
"""Parts of a path that say what kind of thing is meant, not which."""

_PLAIN: list[tuple[type, str]] = [
    (DateTime, "2026-01-01 00:00:00.000000"),
    (Date, "2026-01-01"),
    (Time, "13:00:00.000000"),
    (JSON, "[]"),
    (LargeBinary, ""),
    (Boolean, "1"),
    (Integer, "1"),
    (Numeric, "1"),
]
# SQLite has it, and the samples use it.
_GROUP_CONCAT = (
    "CREATE FUNCTION comma(a text, b text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT concat_ws(',', a, b) $$",
    "CREATE AGGREGATE group_concat(text) (sfunc = comma, stype = text)",
)


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
    rows: Mapping[str, list[dict[str, Any]]]
    policy: Policy
    _bearers: dict[tuple[Role, str], str] = field(default_factory=dict)

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
        found = [_sample(row) for row in self.rows[name]]
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
        return [(name, _sample(row)) for name, rows in self.rows.items() if re.fullmatch(r"\w+", name) for row in rows]

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

    async def close(self) -> None:
        """Give all connections back."""
        for database in (self.app.state.edge.database, self.app.state.running.database, self.database):
            await database.close()

    async def bearer(self, role: Role, key: str) -> str:
        """An API key whose one grant is ``role`` for ``key``."""
        if (role, key) not in self._bearers:
            self._bearers[role, key] = await self._bearer(role, key)
        return self._bearers[role, key]

    async def _bearer(self, role: Role, key: str) -> str:
        at = datetime.now(UTC)
        async with self.database.begin(at=at) as tx:
            made = await create_key(tx, "matrix", at=at)
            await add_grant(tx, KEY_ISSUER, made.partition(".")[0], role, key)
        return made

    @asynccontextmanager
    async def client(self, role: Role, key: str) -> AsyncIterator[httpx.AsyncClient]:
        headers = {} if role is Role.ANONYMOUS else {"Authorization": f"Bearer {await self.bearer(role, key)}"}
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="https://test", headers=headers) as client:
            yield client

    async def ask(
        self,
        client: httpx.AsyncClient,
        operation: str,
        path: Mapping[str, str],
        owner: Mapping[str, str] | None = None,
        role: Role | None = None,
    ) -> httpx.Response:
        """
        One request as the OpenAPI document has it as an example, about the object that ``path`` names.

        ``owner`` goes into the body, by kind: ``town`` into ``town_key``, ``town_id`` or ``town_keys``. What ``role``
        sends may be a body of its own.
        """
        route = self.routes[operation]
        (method,) = route.methods
        headers = {} if route.reads else {"If-Match": '"1.000000000000"'} if method != "POST" else {}
        address = re.sub(r"\{(\w+)\}", lambda found: path[found[1]], route.path_format)
        body = self._body(operation, role)
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
            each["name"]: str(each["schema"]["examples"][0])
            for each in declared
            if each["in"] == "query" and each.get("required")
        }

    def _body(self, operation: str, role: Role | None = None) -> dict[str, Any]:
        content = self.document[operation].get("requestBody", {}).get("content", {})
        if not content:
            return {}
        if "application/json" not in content:
            return {"content": b"", "headers": {"Content-Type": next(iter(content))}}
        example = BODIES.get(operation, content["application/json"]["example"])
        return {"json": BODIES.get(f"{operation} {role}", example)}


def _owned(body: Mapping[str, Any], owner: Mapping[str, str]) -> dict[str, Any]:
    found = dict(body)
    for name in body:
        kind, _, part = name.rpartition("_")
        if kind in owner and part in {"key", "id", "keys", "ids"}:
            found[name] = [owner[kind]] if part.endswith("s") else owner[kind]
    return found


def _fill(connection: Connection, service: Service) -> Mapping[str, list[dict[str, Any]]]:
    """Put the rows of ``MORE`` into the database, past everything, and read the samples."""
    if connection.dialect.name == "postgresql":
        for statement in _GROUP_CONCAT:
            connection.exec_driver_sql(statement)
    for table, given in MORE[service.name]:
        columns = service.metadata.tables[table].columns
        row = {column.name: _plain(column) for column in columns if not column.nullable}
        row |= {name: value for name, value in given.items() if name in columns}
        names = ", ".join(f'"{name}"' for name in row)
        values = ", ".join(map(_literal, row.values()))
        connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({values})")
    return {
        name: [dict(row) for row in connection.exec_driver_sql(line).mappings()]
        for name, line in SAMPLES[service.name].items()
    }


def _literal(value: str | int) -> str:
    # In quotes, because either engine reads what stands in them as the type of the column.
    text = str(value)
    return text[1:] if text.startswith("=") else f"'{text}'"


def _plain(column: Column[Any]) -> str:
    if isinstance(column.type, EnumText):
        return str(next(iter(column.type.enum)).value)
    if isinstance(column.type, JsonOf):
        schema = TypeAdapter(column.type.type_).json_schema()
        return json.dumps(example_of(schema, schema.get("$defs", {})))
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, Uuid):
        return uuid4().hex
    return next((value for type, value in _PLAIN if isinstance(kind, type)), "x")


def _sample(row: Mapping[str, Any]) -> Sample:
    texts = {name: _text(value) for name, value in row.items() if name != "published"}
    kinds = frozenset().union(*KINDS.values())
    keys = {name: frozenset(map(_text, text.split(","))) for name, text in texts.items() if name in kinds and text}
    path = {name: text for name, text in texts.items() if name not in kinds}
    return Sample(path, keys, bool(row.get("published")))


def _text(value: Any) -> str:
    return re.sub("[0-9a-f]{32}", lambda hexadecimal: str(UUID(hexadecimal[0])), "" if value is None else str(value))


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


def _fits(wanted: str, answer: httpx.Response, *, reads: bool, precise: bool) -> bool:
    """
    Whether an answer is what was ``wanted``; ``refused`` where ``missing`` was is a refusal that tells even less.

    What has no object yet may be refused for many reasons, so there only the gate counts (not ``precise``).
    """
    found = seen(answer)
    if reads and precise and wanted == "allowed":
        # 409: a look through the glass is for whoever opened it.
        return answer.status_code in {200, 409}
    if wanted == "missing":
        return found in {"missing", "refused"} if precise else answer.status_code >= 400
    return found == wanted if precise or wanted == "refused" else answer.status_code != 401


async def differences(house: House, role: Role, *, bounded: bool = False) -> list[str]:
    """
    What the running service does otherwise than its policy says, for every route with an object and without.

    ``bounded``: only where the role reaches some objects and not others.
    """
    wrong: list[str] = []
    for operation, route in house.routes.items():
        rights = house.policy[operation]
        if bounded and not (role in rights and rights[role].kinds and route.param_convertors):
            continue
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
                answer = await house.ask(client, operation, path, role=role)
                if wanted == "missing" and sample is not None:
                    nothing = await house.ask(client, operation, _nowhere(path), role=role)
                    if (nothing.status_code, nothing.content) != (answer.status_code, answer.content):
                        wrong.append(
                            f"{operation} {why} ({key}): what is not theirs answers {answer.status_code} "
                            f"{answer.text[:300]}, what is not there {nothing.status_code} {nothing.text[:300]}"
                        )
            right = _fits(wanted, answer, reads=route.reads, precise=sample is not None)
            if wanted == "refused" and role is Role.ANONYMOUS:
                right = answer.status_code == 401
            if not right or answer.status_code >= 500:
                wrong.append(f"{operation} {why} ({key}): {wanted} expected, {answer.status_code} {answer.text[:300]}")
    return wrong


def _nowhere(path: Mapping[str, str]) -> dict[str, str]:
    """The same path with keys that no object has."""
    return {
        name: text if name in _NO_KEYS else re.sub(f"{_UUID}|^[a-z0-9-]+$", _unknown, text)
        for name, text in path.items()
    }


def _unknown(key: re.Match[str]) -> str:
    return NOBODYS if re.fullmatch(_UUID, key[0]) else "nirgendwo"


async def leaks(house: House, role: Role) -> list[str]:
    """Hidden objects that a list, a count, a search or an export shows to a role that owns none of them."""
    wrong: list[str] = []
    key = NOBODYS if role in KINDS else EVERY
    for operation, route in house.routes.items():
        rights = house.policy[operation]
        if not route.reads or route.param_convertors or verdict(rights, role, NOBODYS, None) == "refused":
            continue
        async with house.client(role, key) as client:
            shown = (await house.ask(client, operation, {})).text
        for name, sample in house.hidden():
            if name == operation.partition(".")[0] and verdict(rights, role, key, sample) == "missing":
                wrong += [
                    f"{operation} shows {name} {id}" for id in sample.path.values() if len(id) == 36 and id in shown
                ]
    return wrong


async def surplus(house: House, role: Role) -> list[str]:
    """Where somebody who owns nothing sees other than what anybody sees; counts, totals and page links count."""
    wrong: list[str] = []
    for operation, route in house.routes.items():
        rights = house.policy[operation]
        mine = rights.get(role)
        if not route.reads or route.param_convertors or Role.ANONYMOUS not in rights or (mine and mine.everything):
            continue
        async with house.client(Role.ANONYMOUS, "") as anybody, house.client(role, NOBODYS) as somebody:
            public, own = [await house.ask(client, operation, {}) for client in (anybody, somebody)]
        if (public.status_code, public.content) != (own.status_code, own.content):
            wrong.append(f"{operation}: {own.text[:300]} instead of {public.text[:300]}")
    return wrong


async def furnish(service: Service, url: str, evidence: Path) -> House:
    """A service with its demo facts in the empty database at ``url``; ``evidence`` is its folder of evidence."""
    database = Database(url)
    await migrate(database, service.migrations)
    database.log = EventLog(database, bus_tables(service.metadata))
    at = datetime.now(UTC)
    async with database.begin(at=at) as tx:
        await service.demo(tx, at)
    rows = await database.define(lambda connection: _fill(connection, service))
    settings = service.settings(
        database_url=url,
        redis_url="redis://127.0.0.1:1",
        secret=SecretStr("t" * 32),
        evidence_folder=evidence,
    )
    app = create_app(service, settings)
    app.state.edge = dataclasses.replace(app.state.edge, database=Forgetful(settings.database_url))
    return House(service, app, database, rows, app.state.edge.policy)
