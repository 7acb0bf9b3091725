"""The service as a whole."""

from datetime import timedelta

from fastapi import FastAPI

from placement import demo, pages
from placement.access import POLICY
from placement.api import ROUTERS
from placement.api.watching import watch
from placement.commands.applications import end_what_is_due
from placement.commands.erasure import erase_again
from placement.commands.retention import RULES
from placement.commands.time import complete_phases, resume_paused_offers
from placement.domain.base import Row
from placement.handlers import HANDLERS
from placement.queries import counts
from placement.settings import Settings
from regio_chassis import service as chassis
from regio_chassis.chores import Chore
from regio_chassis.migrations import define_chassis_tables
from regio_chassis.service import Service

define_chassis_tables(Row.metadata)

SERVICE = Service(
    name="placement",
    title="Praxistage",
    summary="Schulen, Phasen, Praxistage, Betriebe und Plätze des Programms Tag in der Praxis",
    prefix="/praxistage",
    settings=Settings,
    metadata=Row.metadata,
    handlers=HANDLERS,
    routers=[*ROUTERS, pages.router],
    policy=POLICY,
    migrations="placement.migrations",
    demo=demo.load,
    counts=counts,
    rules=RULES,
    erase=erase_again,
    watch=watch,
    chores=[
        Chore("answers", end_what_is_due, timedelta(minutes=1)),
        Chore("pauses", resume_paused_offers, timedelta(minutes=10)),
        Chore("phases", complete_phases, timedelta(hours=1)),
    ],
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The web application; without ``settings`` from the environment."""
    return chassis.create_app(SERVICE, settings or Settings())  # type: ignore[call-arg]  # the environment fills them
