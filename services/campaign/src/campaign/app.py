"""The service as a whole."""

from datetime import timedelta

from fastapi import FastAPI

from campaign import demo
from campaign.access import POLICY
from campaign.api import ROUTERS
from campaign.commands import reports, retention
from campaign.domain import Row
from campaign.handlers import HANDLERS
from campaign.queries.counts import counts
from campaign.settings import Settings
from regio_chassis import service as chassis
from regio_chassis.chores import Chore
from regio_chassis.data_classes import describe
from regio_chassis.migrations import define_chassis_tables
from regio_chassis.service import Service

define_chassis_tables(Row.metadata)
describe(Row.metadata, retention.COLUMNS, rest=retention.REST)

SERVICE = Service(
    name="campaign",
    title="Heimat shoppen",
    summary="Auflagen, Städte, Betriebe und Angebote der Imagekampagne für den lokalen Handel",
    prefix="/heimat-shoppen",
    settings=Settings,
    metadata=Row.metadata,
    handlers=HANDLERS,
    routers=ROUTERS,
    policy=POLICY,
    migrations="campaign.migrations",
    demo=demo.load,
    counts=counts,
    rules=retention.RULES,
    chores=[Chore("report reminders", reports.remind_all, timedelta(hours=1))],
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The web application; without ``settings`` from the environment."""
    return chassis.create_app(SERVICE, settings or Settings())  # type: ignore[call-arg]  # the environment fills them
