"""The audit logs of all services at once."""

import asyncio
from collections.abc import Mapping

from regio.programmes import SERVICES
from regio_chassis.audit import Verdict
from regio_chassis.audit.files import verify_audit


def verdicts() -> Mapping[str, Verdict]:
    """What verification found, by service; databases and folders as the environment names them."""
    return {service.name: asyncio.run(verify_audit(service.settings())) for service in SERVICES}  # type: ignore[call-arg]
