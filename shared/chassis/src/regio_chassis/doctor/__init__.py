"""Looks a service over before it meets the world: what is missing, what is unsafe, and how to mend it."""

from regio_chassis.doctor.findings import Finding, State
from regio_chassis.doctor.network import database_findings, issuer_findings, proxy_findings, redis_findings
from regio_chassis.doctor.settings import settings_findings
from regio_chassis.doctor.versions import version_findings
from regio_chassis.service import Service
from regio_chassis.settings import ServiceSettings

__all__ = ["Finding", "State", "examine"]


async def examine(
    service: Service, settings: ServiceSettings, *, operator_url: str | None = None, address: str | None = None
) -> list[Finding]:
    """
    Everything there is to say about one service with these settings; nothing is changed.

    ``operator_url`` is the Redis server with the login of the operator: the service's own may not ask how it is set up.
    At ``address``, if there is one, the running service is asked what it has met.
    """
    return [
        *version_findings(service),
        *settings_findings(settings),
        *await database_findings(service, settings),
        *await redis_findings(settings, operator_url),
        *await issuer_findings(settings),
        *(await proxy_findings(address) if address is not None else ()),
    ]
