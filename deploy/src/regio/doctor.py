"""`regio doctor`: the services whose settings are here, and the file of secrets."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from regio.certificates import RENEW, folder_of, valid_until
from regio.deployment import Secrets, users_file
from regio.programmes import SERVICES
from regio_chassis.doctor import Finding, examine
from regio_chassis.doctor.findings import judged, unknown
from regio_chassis.service import Service

Report = dict[str, list[dict[str, str]]]


def examine_all(environment: Mapping[str, str], file: Path, redis_operator: str | None) -> Report:
    """Findings by service, and those about the secrets under ``secrets``."""
    found = {service.name: _service(service, environment, redis_operator) for service in SERVICES}
    return {
        name: [asdict(each) for each in findings] for name, findings in (found | {"secrets": secrets(file)}).items()
    }


def _service(service: Service, environment: Mapping[str, str], redis_operator: str | None) -> list[Finding]:
    prefix = f"{service.name.upper()}_"
    if not any(name.startswith(prefix) and name.endswith("_URL") for name in environment):
        mend = f"im Container nachsehen: docker compose exec {service.name} {service.name} doctor"
        return [unknown("settings", "hier nicht eingestellt", mend)]
    try:
        settings = service.settings()  # type: ignore[call-arg]  # the environment fills them
    except ValidationError as error:
        # Only which, never what: a value may be a secret.
        names = ", ".join(sorted({prefix + str(each["loc"][0]).upper() for each in error.errors()}))
        return [judged("settings", False, well="", ill=f"fehlen oder gelten nicht: {names}", mend="siehe .env.example")]
    return asyncio.run(examine(service, settings, operator_url=redis_operator))


def secrets(file: Path) -> list[Finding]:
    """Whether docker-compose.yml has what it needs, and nobody else reads it."""
    if not file.exists():
        return [unknown("file", f"{file} gibt es nicht", "für docker-compose.yml: `regio init`")]
    lines = (line.partition("=") for line in file.read_text().splitlines() if line and not line.startswith("#"))
    values = {name.strip(): value.strip() for name, _, value in lines}
    weak = [name for name in map(str.upper, Secrets.model_fields) if len(values.get(name, "")) < 32]
    same = len({values.get(name.upper()) for name in Secrets.model_fields}) < len(Secrets.model_fields)
    users = users_file(file)
    return [
        judged(
            "file",
            file.stat().st_mode & 0o077 == 0,
            well="liest nur ihr Eigentümer",
            ill="dürfen andere lesen",
            mend=f"chmod 600 {file}",
        ),
        judged(
            "secrets",
            not weak and not same,
            well="sind lang und verschieden",
            ill=f"sind kurz oder fehlen: {', '.join(weak)}" if weak else "zwei sind gleich",
            mend="`regio init` in einem leeren Ordner zeigt, wie sie aussehen",
        ),
        judged(
            "redis-users",
            users.exists() and "user default reset off" in users.read_text(),
            well="stehen fest; der Benutzer default ist aus",
            ill="fehlen, oder der Benutzer default ist an",
            mend=f"{users} von `regio init` verwenden",
        ),
        *certificates(folder_of(file)),
    ]


def certificates(folder: Path) -> list[Finding]:
    """Whether TLS to Redis and PostgreSQL, where it is wanted, goes on working for a while."""
    if not folder.exists():
        return []
    mend = f"{folder} löschen, `regio init --tls`, dann docker compose up --force-recreate"
    try:
        end = valid_until(folder)
    except (OSError, ValueError) as error:
        return [judged("certificates", False, well="", ill=f"fehlen ({type(error).__name__})", mend=mend)]
    found = judged(
        "certificates",
        end > datetime.now(UTC) + RENEW,
        well=f"gelten bis {end:%d.%m.%Y}",
        ill=f"gelten nur bis {end:%d.%m.%Y}",
        mend=mend,
    )
    closed = judged(
        "keys",
        folder.stat().st_mode & 0o077 == 0,
        well="liest nur ihr Eigentümer",
        ill="dürfen andere lesen",
        mend=f"chmod 700 {folder}",
    )
    return [found, closed]
