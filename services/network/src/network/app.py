"""The service as a whole."""

from datetime import timedelta

from fastapi import FastAPI

from network import commands, demo
from network.access import POLICY
from network.api import ROUTERS
from network.commands import retention
from network.domain import Row
from network.handlers import HANDLERS
from network.queries.counts import counts
from network.settings import Settings
from regio_chassis import service as chassis
from regio_chassis.chores import Chore
from regio_chassis.data_classes import describe
from regio_chassis.migrations import define_chassis_tables
from regio_chassis.service import Service

define_chassis_tables(Row.metadata)
describe(Row.metadata, retention.COLUMNS, rest=retention.REST)

SERVICE = Service(
    name="network",
    title="Innenstadtinitiative",
    summary="Städte, Arbeitsgruppen, Sitzungen, Protokolle und Beschlüsse von „Innenstädte erfolgreich machen“",
    prefix="/innenstadt",
    settings=Settings,
    metadata=Row.metadata,
    handlers=HANDLERS,
    routers=ROUTERS,
    policy=POLICY,
    migrations="network.migrations",
    demo=demo.load,
    counts=counts,
    rules=retention.RULES,
    chores=(Chore("reminders", commands.reminders.remind, timedelta(hours=1)),),
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The web application; without ``settings`` from the environment."""
    return chassis.create_app(SERVICE, settings or Settings())  # type: ignore[call-arg]  # the environment fills them
