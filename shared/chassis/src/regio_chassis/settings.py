"""Everything that differs between two deployments of a service; read once, from the environment."""

from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url


def _safe_address(url: str) -> str:
    """Sessions travel over https; over http only to the machine itself, for the demo and for tests."""
    address = urlsplit(url)
    if address.scheme != "https" and not (address.scheme == "http" and _is_loopback(address.hostname or "")):
        raise ValueError("people log in over https only (http is for loopback)")
    if not address.hostname or address.query or address.fragment or url.endswith("/"):
        raise ValueError("an address without query and without a slash at its end is needed")
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _one_network(network: IPv4Network | IPv6Network) -> IPv4Network | IPv6Network:
    """Whoever may be the proxy may say who asks: everybody must not."""
    if network.prefixlen == 0:
        raise ValueError("a network of proxies is needed, not every address there is")
    return network


Proxies = Annotated[IPv4Network | IPv6Network, AfterValidator(_one_network)]


class ServiceSettings(BaseSettings):
    """A service derives its own with its prefix, e.g. ``CAMPAIGN_``."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    database_url: str = Field(description="SQLAlchemy URL: sqlite:///file.db or postgresql://user:password@host/name")
    redis_url: str = Field(
        description="The shared event bus, e.g. redis://campaign:password@redis:6379; with TLS"
        " rediss://campaign:password@redis:6379?ssl_ca_certs=/run/secrets/ca.crt"
    )
    feeds: dict[str, str] = Field(
        default_factory=dict,
        description='Base URLs of the sister services, for events that Redis no longer has: {"network": "http://…"}',
    )
    feed_tokens: dict[str, SecretStr] = Field(
        default_factory=dict,
        description='What we show each sister service when we read its feed, another one to each: {"network": "…"}',
    )
    callers: dict[str, tuple[SecretStr, ...]] = Field(
        default_factory=dict,
        description="What each sister service shows us, by its name; two hold while one is being replaced, and what is"
        ' empty holds for nothing: {"network": ["…", ""]}',
    )
    secret: SecretStr = Field(
        description="Secret of this service alone, the same for all its replicas: hashes of codes, signatures of"
        " webhooks and seals of stored answers are made with it"
    )
    oidc_issuer: str | None = Field(
        default=None,
        description="Issuer of access tokens (its URL, as in the claim iss); without one only API keys open",
    )
    oidc_audience: str = Field(default="regio", description="Audience that access tokens must name")
    oidc_algorithms: tuple[str, ...] = Field(
        default=("EdDSA", "Ed25519", "ES256", "RS256"), description="Signature algorithms that are accepted"
    )
    oidc_client_id: str = Field(default="regio", description="Our name at the issuer, for people who log in to pages")
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="Our secret there; without one we are a public client, by PKCE alone"
    )
    public_url: Annotated[str, AfterValidator(_safe_address)] | None = Field(
        default=None,
        description="Address under which people reach the service, e.g. https://…/praxistage; "
        "with it they can log in, and …/anmelden/zurueck has to be registered at the issuer",
    )
    stream_length: int = Field(
        default=100_000, ge=1000, description="Entries a Redis stream keeps at least; older ones come from the feed"
    )
    relay_pause: float = Field(default=1.0, gt=0, le=60, description="Seconds between two looks at an idle log")
    webhooks_insecure: bool = Field(
        default=False, description="Webhooks also over http and to private addresses; for tests, never in production"
    )
    otlp_endpoint: str | None = Field(
        default=None,
        pattern="^https?://",
        description="Where spans go by OTLP over HTTP, e.g. http://collector:4318/v1/traces; without it none are made",
    )
    root_path: str = Field(default="", pattern=r"^(/[a-z0-9-]+)*$", description="Prefix under which a proxy serves us")
    trusted_proxies: tuple[Proxies, ...] = Field(
        default=(),
        description="Addresses or networks whose X-Forwarded-For and X-Forwarded-Proto are believed, e.g."
        ' ["172.18.0.1"]; without one nobody\'s are, and everybody behind a proxy shares one rate limit',
    )
    log_level: str = Field(
        default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level that is logged"
    )
    evidence_folder: Path | None = Field(
        default=None,
        description="Folder outside database and backups for heads of the audit log and the ledger of erasures; "
        "without one beside the SQLite file",
    )

    @model_validator(mode="after")
    def _every_feed_has_its_token(self) -> Self:
        if missing := self.feeds.keys() - self.feed_tokens.keys():
            raise ValueError(f"feed_tokens lacks {', '.join(sorted(missing))}")
        return self

    @property
    def evidence(self) -> Path | None:
        """The folder of evidence; None where PostgreSQL is used and none was named."""
        url = make_url(self.database_url)
        if self.evidence_folder is None and url.get_backend_name() == "sqlite" and url.database:
            return Path(url.database + ".evidence")
        return self.evidence_folder
