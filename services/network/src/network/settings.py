"""What differs between two deployments of this service."""

from pydantic_settings import SettingsConfigDict

from regio_chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read once, from ``NETWORK_*``."""

    model_config = SettingsConfigDict(env_prefix="NETWORK_")
