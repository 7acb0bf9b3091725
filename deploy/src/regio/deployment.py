"""What ``.env`` holds for docker-compose.yml: generated secrets, and what one may want to set differently."""

import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel, Field, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import to_json

from regio import redis_users
from regio_chassis.settings import ServiceSettings


class Secrets(BaseModel):
    """Made by ``regio init``, read by docker-compose.yml only; every service is handed what is its own."""

    redis_password: SecretStr = Field(description="Password of the Redis user operator, who may do everything")
    campaign_redis_password: SecretStr = Field(description="Password of the Redis user campaign")
    network_redis_password: SecretStr = Field(description="Password of the Redis user network")
    placement_redis_password: SecretStr = Field(description="Password of the Redis user placement")
    postgres_password: SecretStr = Field(
        description="Password of PostgreSQL's superuser, used once, to make the databases"
    )
    campaign_database_password: SecretStr = Field(
        description="Password of the role campaign, which sees its database only"
    )
    network_database_password: SecretStr = Field(
        description="Password of the role network, which sees its database only"
    )
    placement_database_password: SecretStr = Field(
        description="Password of the role placement, which sees its database only"
    )
    campaign_secret: SecretStr = Field(description="Secret of the service campaign alone")
    network_secret: SecretStr = Field(description="Secret of the service network alone")
    placement_secret: SecretStr = Field(description="Secret of the service placement alone")
    campaign_token_for_network: SecretStr = Field(
        description="What campaign shows network to read its feed; only these two know it"
    )
    campaign_token_for_placement: SecretStr = Field(
        description="What campaign shows placement to read its feed; only these two know it"
    )
    network_token_for_campaign: SecretStr = Field(
        description="What network shows campaign to read its feed; only these two know it"
    )
    network_token_for_placement: SecretStr = Field(
        description="What network shows placement to read its feed; only these two know it"
    )
    placement_token_for_campaign: SecretStr = Field(
        description="What placement shows campaign to read its feed; only these two know it"
    )
    placement_token_for_network: SecretStr = Field(
        description="What placement shows network to read its feed; only these two know it"
    )


class OldTokens(BaseModel):
    """
    Tokens that still hold while they are being replaced, on no more than one way at a time.

    Put the token that is in use here and a new one in its old place, `docker compose up --detach`, and when all are up
    empty this again and repeat it.
    """

    old_campaign_token_for_network: str = Field(default="", description="What campaign showed network so far")
    old_campaign_token_for_placement: str = Field(default="", description="What campaign showed placement so far")
    old_network_token_for_campaign: str = Field(default="", description="What network showed campaign so far")
    old_network_token_for_placement: str = Field(default="", description="What network showed placement so far")
    old_placement_token_for_campaign: str = Field(default="", description="What placement showed campaign so far")
    old_placement_token_for_network: str = Field(default="", description="What placement showed network so far")


class Ports(BaseModel):
    """Where docker-compose.yml publishes the services, on 127.0.0.1 only."""

    campaign_port: int = Field(default=8001, description="Heimat shoppen")
    network_port: int = Field(default=8002, description="Innenstadtinitiative")
    placement_port: int = Field(default=8003, description="Praxistage")


SET_BY_COMPOSE = frozenset(
    {"database_url", "redis_url", "feeds", "feed_tokens", "callers", "secret", "evidence_folder"}
)
"""Settings of a service that docker-compose.yml puts together from the secrets above."""


def write_secrets(file: Path) -> list[str]:
    """
    Write fresh secrets, readable by the owner alone, and beside them ``redis/users.acl``; returns the secrets' names.

    Raises:
        FileExistsError: one of the two is there; databases were made with its passwords.
    """
    # Hexadecimal: the passwords stand inside URLs, and `$` means something to Compose.
    made = {name: secrets.token_hex(24) for name in Secrets.model_fields}
    users = users_file(file)
    if users.exists():
        raise FileExistsError(users)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.writelines(f"{name.upper()}={secret}\n" for name, secret in made.items())
    users.parent.mkdir(exist_ok=True)
    passwords = {name: made[f"{name}_redis_password"] for name in redis_users.SERVICES}
    users.write_text(redis_users.services_and_operator({**passwords, redis_users.OPERATOR: made["redis_password"]}))
    # Redis reads it under a user of its own; what stands in it are hashes of long random passwords.
    users.chmod(0o644)
    return [name.upper() for name in made]


def users_file(file: Path) -> Path:
    """Where the ACL file stands that belongs to the secrets in ``file``."""
    return file.parent / "redis" / "users.acl"


def example(services: Mapping[str, type[ServiceSettings]]) -> str:
    """The text of ``.env.example``: every variable with its meaning, as the settings classes have it."""
    return "\n".join(_lines(services)) + "\n"


def _lines(services: Mapping[str, type[ServiceSettings]]) -> Iterator[str]:
    yield "# Made by `regio env-example`. `regio init` writes fresh secrets; what is commented out has a default."
    yield from _section("Secrets of docker-compose.yml", "", Secrets.model_fields)
    title = (
        "Tokens being replaced: the old one here, a new one above, `docker compose up --detach`, then empty and again"
    )
    yield from _section(title, "", OldTokens.model_fields)
    yield from _section("Ports of docker-compose.yml on 127.0.0.1", "", Ports.model_fields)
    for name, settings in services.items():
        prefix = str(settings.model_config.get("env_prefix", ""))
        own = {field: info for field, info in settings.model_fields.items() if field not in SET_BY_COMPOSE}
        built = {field: info for field, info in settings.model_fields.items() if field in SET_BY_COMPOSE}
        yield from _section(f"Service {name}", prefix, own)
        yield from _section(
            f"Service {name}: set by docker-compose.yml, to be given where it runs without", prefix, built, off=True
        )


def _section(title: str, prefix: str, fields: Mapping[str, FieldInfo], *, off: bool = False) -> Iterator[str]:
    yield ""
    yield f"# --- {title}"
    for name, info in fields.items():
        default = "" if info.is_required() else _written(info.get_default(call_default_factory=True))
        yield f"# {info.description}"
        yield f"{'' if info.is_required() and not off else '# '}{prefix.upper()}{name.upper()}={default}"


def _written(value: object) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return to_json(value).decode()
