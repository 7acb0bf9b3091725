"""Everything that differs between two deployments of a service; read once, from the environment."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url


class ServiceSettings(BaseSettings):
    """A service derives its own with its prefix, e.g. ``CAMPAIGN_``."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    database_url: str = Field(description="SQLAlchemy URL: sqlite:///file.db or postgresql://user:password@host/name")
    redis_url: str = Field(
        description="The shared event bus, e.g. redis://campaign:password@redis:6379; with TLS"
        " rediss://campaign:password@redis:6379?ssl_ca_certs=/run/secrets/ca.crt"
    )
    feeds: dict[str, str] = Field(
        default_factory=dict,
        description='Base URLs of the sister services, for events that Redis no longer has: {"network": "http://…"}',
    )
    service_token: SecretStr = Field(description="Shared secret by which sister services read each other's feed")
    oidc_issuer: str | None = Field(
        default=None,
        description="Issuer of access tokens (its URL, as in the claim iss); without one only API keys open",
    )
    oidc_audience: str = Field(default="regio", description="Audience that access tokens must name")
    oidc_algorithms: tuple[str, ...] = Field(
        default=("EdDSA", "Ed25519", "ES256", "RS256"), description="Signature algorithms that are accepted"
    )
    stream_length: int = Field(
        default=100_000, ge=1000, description="Entries a Redis stream keeps at least; older ones come from the feed"
    )
    relay_pause: float = Field(default=1.0, gt=0, le=60, description="Seconds between two looks at an idle log")
    root_path: str = Field(default="", pattern=r"^(/[a-z0-9-]+)*$", description="Prefix under which a proxy serves us")
    log_level: str = Field(
        default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level that is logged"
    )
    evidence_folder: Path | None = Field(
        default=None,
        description="Folder outside database and backups for heads of the audit log and the ledger of erasures; "
        "without one beside the SQLite file",
    )

    @property
    def evidence(self) -> Path | None:
        """The folder of evidence; None where PostgreSQL is used and none was named."""
        url = make_url(self.database_url)
        if self.evidence_folder is None and url.get_backend_name() == "sqlite" and url.database:
            return Path(url.database + ".evidence")
        return self.evidence_folder
