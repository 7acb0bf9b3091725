"""What answers: the database, the Redis server, the issuer."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
from prometheus_client.parser import text_string_to_metric_families
from redis.asyncio import Redis
from redis.exceptions import AuthenticationError, NoPermissionError, RedisError, ResponseError
from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError

from regio_chassis.database import Database
from regio_chassis.doctor.findings import Finding, judged, unknown
from regio_chassis.doctor.settings import TRUST_THE_PROXY, is_inside, is_loopback
from regio_chassis.migrations import is_current
from regio_chassis.service import Service
from regio_chassis.settings import ServiceSettings

OLDEST_POSTGRES = 140000
OLDEST_REDIS = (8, 6, 3)
"""Before it, a client that blocks could crash the server as it is thrown out (CVE-2026-23479); Valkey was not hit."""
CLOCK_SECONDS = 2.0
_CHECKED = ("verify-ca", "verify-full")


def _clock(of: str, theirs: datetime) -> Finding:
    apart = abs((datetime.now(UTC) - theirs).total_seconds())
    return judged(
        f"clock-{of}",
        apart <= CLOCK_SECONDS,
        well=f"weicht {apart:.1f} s ab",
        ill=f"weicht {apart:.1f} s von der Uhr dieses Rechners ab",
        mend="beide Uhren nach derselben Zeit stellen (NTP)",
    )


async def database_findings(service: Service, settings: ServiceSettings) -> list[Finding]:
    """Whether it answers, is new enough, and has the newest tables."""
    found: list[Finding] = []
    database = Database(settings.database_url)
    try:
        async with database.reading() as reading:
            await reading.scalar(text("SELECT 1"))
            if database.dialect == "postgresql":
                number = int(await reading.scalar(text("SHOW server_version_num")))
                found.append(_clock("database", await reading.scalar(text("SELECT clock_timestamp()"))))
                encrypted = await reading.scalar(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                found.append(database_tls(settings.database_url, encrypted=bool(encrypted)))
                found.append(
                    judged(
                        "postgresql",
                        number >= OLDEST_POSTGRES,
                        well=f"PostgreSQL {number // 10000}",
                        ill=f"PostgreSQL {number // 10000} ist zu alt",
                        mend="PostgreSQL 14 oder neuer einsetzen",
                    )
                )
        found.append(judged("database", True, well="antwortet", ill="", mend=""))
        current = await is_current(database, service.migrations)
    except (SQLAlchemyError, OSError) as error:
        mend = "DATABASE_URL prüfen; läuft der Server?"
        said = f"antwortet nicht ({type(error).__name__})"
        return [judged("database", False, well="", ill=said, mend=mend)]
    finally:
        await database.close()
    migrations = judged(
        "migrations",
        current,
        well="auf dem neuesten Stand",
        ill="nicht auf dem neuesten Stand",
        mend=f"`{service.name} migrate` oder `regio migrate`",
    )
    return [*found, migrations]


def database_tls(url: str, *, encrypted: bool) -> Finding:
    """Whether what goes to the database can be read on the way, or by somebody who passes for it."""
    address = make_url(url)
    # What asyncpg goes by; left to itself it encrypts for whoever answers, and does without for who cannot.
    mode = address.query.get("ssl") or os.environ.get("PGSSLMODE")
    checked = encrypted and mode in _CHECKED
    return judged(
        "database-tls",
        checked or is_inside(address.host or "localhost"),
        well="verschlüsselt" if checked else "bleibt auf dem Rechner oder im Netz der Container",
        ill="verschlüsselt, aber für jeden, der antwortet" if encrypted else "geht unverschlüsselt durchs Netz",
        mend="PGSSLMODE=verify-full und PGSSLROOTCERT setzen (deploy/compose.tls.yml)",
    )


async def redis_findings(settings: ServiceSettings, operator_url: str | None) -> list[Finding]:
    """Whether it answers, to whom, over what, and how it keeps what it has."""
    address = urlsplit(settings.redis_url)
    host = address.hostname or "localhost"
    found = [
        judged(
            "redis-tls",
            address.scheme == "rediss" or is_inside(host),
            well="verschlüsselt" if address.scheme == "rediss" else "bleibt auf dem Rechner oder im Netz der Container",
            ill="geht unverschlüsselt durchs Netz",
            mend="REDIS_URL mit rediss:// angeben (deploy/compose.tls.yml)",
        )
    ]
    try:
        async with _client(settings.redis_url) as redis:
            await redis.ping()
            found.append(judged("redis", True, well="antwortet", ill="", mend=""))
            # On this machine alone, for a demo, there may be no users.
            found += [] if is_loopback(host) and not address.password else await _users(redis, settings.redis_url)
    except (RedisError, OSError) as error:
        said = f"antwortet nicht ({type(error).__name__})"
        return [*found, judged("redis", False, well="", ill=said, mend="REDIS_URL prüfen; läuft der Server?")]
    return found + await _setup(operator_url or settings.redis_url)


async def _users(redis: "Redis", url: str) -> list[Finding]:
    """Whether strangers are kept out, and our own login does no more than it must."""
    parts = urlsplit(url)
    nameless = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    try:
        async with _client(nameless) as stranger:
            await stranger.ping()
        closed = False
    except (AuthenticationError, NoPermissionError, ResponseError):
        closed = True
    try:
        await redis.execute_command("CONFIG", "GET", "maxmemory")  # type: ignore[no-untyped-call]  # redis-py left it so
        least = False
    except NoPermissionError:
        least = True
    mend = "redis/users.acl von `regio init` laden (--aclfile)"
    return [
        judged("redis-default-user", closed, well="ist aus", ill="lässt jeden herein", mend=mend),
        judged("redis-acl", least, well="darf nur, was der Dienst braucht", ill="der Dienst darf alles", mend=mend),
    ]


async def _setup(url: str) -> list[Finding]:
    try:
        async with _client(url) as redis:
            server = await redis.info("server")
            memory = await redis.config_get("maxmemory-policy", "appendonly", "maxmemory")
            clock = await redis.time()
    except NoPermissionError:
        mend = "mit --redis-operator die Adresse mit dem Benutzer operator angeben"
        return [unknown(check, "der Benutzer des Dienstes darf es nicht sehen", mend) for check in _SETUP]
    except (RedisError, OSError) as error:
        said = f"antwortet dem Betreiber nicht ({type(error).__name__})"
        return [unknown(check, said, "die Adresse des Betreibers prüfen") for check in _SETUP]
    return [
        judged(
            "redis-aof",
            memory["appendonly"] == "yes",
            well="schreibt mit",
            ill="vergisst alles bei einem Neustart",
            mend="--appendonly yes --appendfsync everysec",
        ),
        judged(
            "redis-eviction",
            memory["maxmemory-policy"] == "noeviction",
            well="wirft nichts weg",
            ill="wirft Ereignisse weg, wenn der Speicher voll ist",
            mend="--maxmemory-policy noeviction",
        ),
        _redis_version(server),
        _clock("redis", datetime.fromtimestamp(clock[0] + clock[1] / 1e6, UTC)),
    ]


_SETUP = ("redis-aof", "redis-eviction", "redis-version", "clock-redis")


def _redis_version(server: Mapping[str, Any]) -> Finding:
    valkey = server.get("server_name") == "valkey"
    number = str(server["valkey_version" if valkey else "redis_version"])
    name = "Valkey" if valkey else "Redis"
    new = valkey or tuple(int(part) for part in number.split(".")[:3]) >= OLDEST_REDIS
    return judged(
        "redis-version",
        new,
        well=f"{name} {number}",
        ill=f"{name} {number} hat eine bekannte Lücke (CVE-2026-23479)",
        mend="Redis 8.6.3 oder neuer, oder Valkey, einsetzen",
    )


def _client(url: str) -> "Redis":
    return Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3, decode_responses=True)


async def issuer_findings(settings: ServiceSettings) -> list[Finding]:
    """Whether the issuer answers and is who it says."""
    if settings.oidc_issuer is None:
        return []
    address = settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration"
    mend = "OIDC_ISSUER muss zeichengleich der Aussteller sein, den das Discovery-Dokument nennt"
    try:
        async with httpx.AsyncClient(timeout=5, trust_env=False) as http:
            answer = await http.get(address)
            answer.raise_for_status()
            named = answer.json().get("issuer")
    except (httpx.HTTPError, ValueError, AttributeError) as error:
        said = f"antwortet nicht ({type(error).__name__})"
        return [judged("issuer", False, well="", ill=said, mend=mend)]
    right = named == settings.oidc_issuer
    return [judged("issuer", right, well="antwortet", ill="nennt sich anders, als er hier heißt", mend=mend)]


async def proxy_findings(address: str) -> list[Finding]:
    """Whether the running service is asked by a proxy whose word it does not take."""
    try:
        async with httpx.AsyncClient(timeout=5, trust_env=False) as http:
            answer = await http.get(address.rstrip("/") + "/metrics")
            answer.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        mend = "mit --address die Adresse angeben, unter der er antwortet"
        return [unknown("forwarded", f"der Dienst antwortet nicht ({type(error).__name__})", mend)]
    number = _sample(answer.text, "regio_http_forwarded_unbelieved_total")
    if number is None:
        return [unknown("forwarded", "dort antwortet etwas anderes", "mit --address die Adresse des Dienstes angeben")]
    return [
        judged(
            "forwarded",
            number == 0,
            well="keine Anfrage kam über einen Proxy, dem nicht geglaubt wird",
            ill=f"{number:.0f} Anfragen kamen über einen Proxy, dem nicht geglaubt wird: sie teilen sich eine Grenze",
            mend=f"{TRUST_THE_PROXY}; kommt jemand an ihm vorbei, den Port schließen",
        )
    ]


def _sample(figures: str, name: str) -> float | None:
    """One figure of those that Prometheus reads; None where it is not among them, or they are none."""
    samples = (sample for family in text_string_to_metric_families(figures) for sample in family.samples)
    try:
        return next((sample.value for sample in samples if sample.name == name), None)
    except ValueError:
        return None
