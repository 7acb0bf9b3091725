"""Everything that differs between two deployments of this service; read once, from ``PLACEMENT_*``."""

from pydantic_settings import SettingsConfigDict

from regio_chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """The chassis' settings under this service's prefix."""

    model_config = SettingsConfigDict(env_prefix="PLACEMENT_")
