"""The programme of a town with 300 offers, and offers entered, beside the limit and what else one would take."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
from tests.benchmarks import directus, pocketbase
from tests.benchmarks.facts import offer_id
from tests.benchmarks.report import Goal, Table
from tests.benchmarks.rig import Rig, Worker, installed, listening, resident_megabytes
from tests.benchmarks.size import Size

from campaign.app import SERVICE
from campaign.commands.offers import days_of
from campaign.demo import towns
from campaign.domain import Business, BusinessStatus, Edition, EditionStatus, Offer, OfferStatus, Participation
from campaign.domain import ParticipationStatus as Part
from regio_chassis.access import EVERY, KEY_ISSUER, Role, add_grant, create_key
from regio_chassis.bus.log import EventLog
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database
from regio_chassis.testing.servers import free_port
from regio_events import OfferDate
from regio_events.campaign import BusinessKind, OfferKind

OURS = "ours: campaign serve"
RELAXED = "ours with synchronous=NORMAL"
REGISTER = "ours: register a draft (rules, event)"
STARLETTE = "plain Starlette bytes"
INSERTED = "plain Starlette: JSON read, one sqlite3 insert and commit"
POCKETBASE = "PocketBase (SQLite, no event)"
DIRECTUS = "Directus (no event)"
DJANGO = "Django REST framework"
NEEDS = {"rest_framework": DJANGO, "gunicorn": DJANGO, "bin:pocketbase": POCKETBASE, "npm:directus": DIRECTUS}

TOWN = "heiligenstadt"
OFFERS = 300
CONNECTIONS = 16
_DRAFTS = 1000
_PER_SECOND = 4_000
_WARM_SECONDS = 0.3
"""Nobody is measured cold: we compile statements when they are first asked for, PocketBase and Django load code."""
_HOURS = [{"starts": f"{hour:02}:00", "ends": f"{hour + 2}:00"} for hour in range(9, 19)]
_DAY = {"day": "2030-09-13", "starts": "15:00", "ends": "17:00"}


@dataclass
class Case:
    """Where one contender answers, and what it is asked."""

    port: int
    reads: str = ""
    writes: str = ""
    headers: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    tag: str = ""


async def measure(rig: Rig, size: Size, memory: dict[str, float]) -> list[Table]:
    """Reads: what is kept, what somebody has, what is made anew; writes: one offer more."""
    name, peers = rig.engine, [Goal(POCKETBASE, 1), Goal(DIRECTUS, 1), Goal(DJANGO, 1)]
    unit = "requests/s"
    tables = {
        "kept": Table(f"Programme of a town with {OFFERS} offers, cached GET, {name}", unit, OURS, peers),
        "had": Table(f"The same as conditional GET, {name}", unit, OURS, peers),
        "made": Table(f"The same, made anew for every GET, {name}", unit, OURS, peers),
        "written": Table(f"An offer entered, POST, {name}", unit, OURS, peers),
    }
    if name == "sqlite":
        tables["relaxed"] = Table("An offer entered without waiting for the disk", unit, RELAXED, peers[:1])
        limit = "the plain one is the limit of a single Python process: no caller, no rule, no scope, no version"
        tables["relaxed"].notes.append(limit)
        tables["written"].notes.append("PocketBase does not wait for the disk: the next table compares with that")
    tables["had"].notes.append("PocketBase has no ETag for lists: it sends the whole list")
    cases, fresh, process = await _contenders(rig, size)
    client = await rig.worker("load")
    seconds, drafts = size.load_seconds / 2, 0
    for case in (*cases.values(), fresh):
        if case.reads:
            await _rate(client, "GET", case, case.reads, "", _WARM_SECONDS)
        if case.writes:
            await _rate(client, "POST", case, case.writes, case.headers, _WARM_SECONDS)
    for _ in range(size.rounds):
        for title, case in cases.items():
            anew = {OURS: fresh, INSERTED: replace(case, writes="/offers/relaxed")}.get(title, case)
            await _round(client, tables, title, case, anew, seconds)
        ours = cases[OURS]
        asked = {"port": ours.port, "path": "/api/v1/offers/{id}/register", "headers": ours.headers}
        told = await client.ask("post", **asked, first=drafts, seconds=seconds, connections=CONNECTIONS)
        done = int(told["statuses"]["200"])
        assert set(told["statuses"]) == {"200"}, told["statuses"]
        drafts += done
        tables["written"].add(REGISTER, done / (told["ended"] - told["began"]))
    memory[f"campaign serve with the programme, {name}"] = resident_megabytes(process)
    return list(tables.values())


async def _round(
    client: Worker, tables: Mapping[str, Table], title: str, case: Case, anew: Case, seconds: float
) -> None:
    """One round of one contender; ``anew`` is the same one without kept answers and without waiting for the disk."""
    if case.reads:
        tables["kept"].add(title, await _rate(client, "GET", case, case.reads, "", seconds))
        conditional = f"If-None-Match: {case.tag}\r\n" if case.tag else ""
        tables["had"].add(title, await _rate(client, "GET", case, case.reads, conditional, seconds))
    if case.reads and case.writes:
        tables["made"].add(title, await _rate(client, "GET", anew, anew.reads, "", seconds))
    if case.writes:
        tables["written"].add(title, await _rate(client, "POST", case, case.writes, case.headers, seconds))
    if "relaxed" in tables and title in (OURS, POCKETBASE, INSERTED):
        found = await _rate(client, "POST", anew, anew.writes, anew.headers, seconds)
        tables["relaxed"].add(RELAXED if title == OURS else title, found)


async def _rate(client: Worker, method: str, case: Case, path: str, headers: str, seconds: float) -> float:
    body = json.dumps(case.body) if method == "POST" else ""
    if body:
        headers += "Content-Type: application/json\r\n"
    found = await client.ask(
        "send",
        method=method,
        port=case.port,
        path=path,
        headers=headers,
        body=body,
        seconds=seconds,
        connections=CONNECTIONS,
    )
    wanted = {"GET": {"200"} if "If-None-Match" not in headers else {"304"}, "POST": {"201", "200"}}[method]
    assert set(found["statuses"]) <= wanted, f"{path}: {found['statuses']}"
    return float(sum(found["statuses"].values()) / (found["ended"] - found["began"]))


async def _contenders(rig: Rig, size: Size) -> tuple[dict[str, Case], Case, Any]:
    facts, (url, key, business, edition) = _facts(), await _ours(rig, size)
    process, port = await rig.serve("campaign", url)
    anew = free_port()
    environment = {"CAMPAIGN_DATABASE_URL": url, "CAMPAIGN_REDIS_URL": rig.redis.url, "CAMPAIGN_SECRET": "b"}
    await rig.start(sys.executable, "-m", "tests.benchmarks.workers.ours_otherwise", str(anew), **environment)
    await listening(anew)
    reads = f"/api/v1/programme/{TOWN}"
    answer = await _get(port, reads)
    assert len(answer.json()["entries"]) == OFFERS
    offer = {**facts["offers"][0], "dates": [_DAY]}
    cases = {
        OURS: Case(
            port,
            reads,
            "/api/v1/offers",
            f"Authorization: Bearer {key}\r\n",
            {**offer, "business_id": str(business), "edition_id": str(edition)},
            answer.headers["etag"],
        )
    }
    missing = installed(NEEDS).values()
    if POCKETBASE not in missing:
        pb = await pocketbase.start(rig, facts, TOWN)
        query = quote(f"town_key='{TOWN}' && status='published'")
        listed = f"/api/collections/offers/records?perPage=500&expand=host&sort=id&skipTotal=1&filter={query}"
        body = {**offer, "town_key": TOWN, "status": "draft", "host": pb.host}
        headers = f"Authorization: {pb.token}\r\n"
        cases[POCKETBASE] = Case(pb.port, listed, "/api/collections/offers/records", headers, body)
    if DIRECTUS not in missing:
        di = await directus.start(rig, facts, TOWN)
        query = f"filter[town_key][_eq]={TOWN}&filter[status][_eq]=published&limit=500&sort=id&fields=*,host.*"
        headers, body = f"Authorization: Bearer {directus.TOKEN}\r\n", {**offer, "town_key": TOWN, "status": "draft"}
        found = (await _get(di.port, f"/items/offers?{query}")).json()["data"]
        assert (len(found), found[0]["host"]["kind"]) == (OFFERS, "retail")
        cases[DIRECTUS] = Case(di.port, f"/items/offers?{query}", "/items/offers", headers, {**body, "host": di.host})
    if DJANGO not in missing:
        cases[DJANGO] = await _django(rig, facts, offer)
    body_file = rig.directory / "programme.json"
    body_file.write_bytes(answer.content)
    plain = free_port()
    await rig.start(sys.executable, "-m", "tests.benchmarks.workers.plain", str(plain), str(body_file))
    await listening(plain)
    cases[STARLETTE] = Case(plain, "/programme", tag='"plain"')
    cases[INSERTED] = Case(plain, writes="/offers", body=cases[OURS].body)
    return cases, replace(cases[OURS], port=anew), process


async def _django(rig: Rig, facts: Mapping[str, Any], offer: Mapping[str, Any]) -> Case:
    environment = {"REGIO_BENCH_DATABASE": await rig.database()}
    prepared = await rig.start(sys.executable, "-m", "tests.benchmarks.workers.django_rest", **environment)
    told, _ = await prepared.communicate(json.dumps(facts).encode())
    found = json.loads(told)
    port = free_port()
    served = ("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--workers", "1", "--threads", "4")
    alive = ("--keep-alive", "60", "tests.benchmarks.workers.django_rest:application")
    await rig.start(sys.executable, "-m", "gunicorn", *served, *alive, **environment)
    await listening(port)
    reads = f"/programme/{TOWN}"
    tag = (await _get(port, reads)).headers["etag"]
    body = {**offer, "town_key": TOWN, "host": found["host"]}
    return Case(port, reads, "/offers", f"Authorization: Token {found['token']}\r\n", body, tag)


async def _get(port: int, path: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        return await client.get(f"http://127.0.0.1:{port}{path}")


def _facts() -> dict[str, list[dict[str, Any]]]:
    """Businesses, and one offer of each."""
    hosts = [
        {
            "public_name": f"Buchhandlung Leseecke {number}",
            "kind": "retail",
            "branch": "Buchhandlung",
            "street": f"Wilhelmstraße {number}",
            "postcode": "37308",
            "opening_hours": "Mo-Fr 09:00-18:00; Sa 09:00-13:00; PH off",
        }
        for number in range(OFFERS)
    ]
    offers = [
        {
            "kind": "show",
            "title": f"Krimiabend bei Kerzenschein, Folge {number}",
            "description": "Wir lesen aus neuen Kriminalromanen und schenken Tee aus.",
            "price_note": "Eintritt frei",
            "accessible": True,
            "for_children": False,
            "dates": [{"day": day, **_HOURS[number % len(_HOURS)]} for day in ("2030-09-13", "2030-09-14")],
        }
        for number in range(OFFERS)
    ]
    return {"hosts": hosts, "offers": offers}


async def _ours(rig: Rig, size: Size) -> tuple[str, str, UUID, UUID]:
    url = await rig.database("campaign.migrations")
    database = Database(url)
    database.log = EventLog(database, bus_tables(SERVICE.metadata))
    at, facts = datetime.now(UTC), _facts()
    edition = Edition(
        year=2030,
        motto="Heimat shoppen",
        kickoff_days=(),
        status=EditionStatus.REGISTRATION_OPEN,
    )
    businesses = [
        Business(
            **{**host, "kind": BusinessKind(host["kind"])},
            town_key=TOWN,
            status=BusinessStatus.APPROVED,
            registered_at=at,
        )
        for host in facts["hosts"]
    ]
    part = Participation(
        edition_id=edition.id,
        business_id=businesses[0].id,
        town_key=TOWN,
        applied_at=at,
        status=Part.ACCEPTED,
    )
    published = [
        _offer(one, id=offer_id(-number - 1), business=shop, edition=edition, status=OfferStatus.PUBLISHED)
        for number, (one, shop) in enumerate(zip(facts["offers"], businesses, strict=True))
    ]
    async with database.begin(at=at) as tx:
        place = towns.towns()[TOWN]
        await tx.add(place, edition, *businesses, part, *published)
        await tx.add(*(day for offer in published for day in days_of(offer)))
        key = await create_key(tx, "benchmarks", at=at, expires_at=at + timedelta(days=1))
        await add_grant(tx, KEY_ISSUER, key.partition(".")[0], Role.CHAMBER, EVERY)
    drafts = int(size.rounds * size.load_seconds / 2 * _PER_SECOND)
    for start in range(0, drafts, _DRAFTS):
        some = [
            _offer(facts["offers"][0], id=offer_id(n), business=businesses[0], edition=edition)
            for n in range(start, start + _DRAFTS)
        ]
        async with database.begin(at=at) as tx:
            await tx.add(*some)
    await database.close()
    return url, key, businesses[0].id, edition.id


def _offer(facts: Mapping[str, Any], *, business: Business, edition: Edition, **more: Any) -> Offer:
    given = {**facts, "kind": OfferKind(facts["kind"]), "dates": [OfferDate.model_validate(d) for d in facts["dates"]]}
    return Offer.draft(**given, business_id=business.id, edition_id=edition.id, town_key=TOWN, **more)
