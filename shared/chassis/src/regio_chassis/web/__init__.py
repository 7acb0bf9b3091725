"""The edge of every service: routes, inputs, answers, and what guards them."""

from regio_chassis.web.etag import IfMatch, created, item
from regio_chassis.web.exchange import AfterCommit, Audit, Caller, Edge, Now, ReadingDep, ScopeDep, Transaction
from regio_chassis.web.inputs import (
    Body,
    Count,
    Day,
    Instant,
    Line,
    LocalTime,
    Search,
    Slug,
    Text,
    View,
    Year,
)
from regio_chassis.web.paging import Page, PageRequest, Paging, page
from regio_chassis.web.ratelimit import limited
from regio_chassis.web.responses import problems
from regio_chassis.web.routing import Router
from regio_chassis.web.setup import Application, install
from regio_chassis.web.tables import define_web_tables
from regio_chassis.web.uploads import TAKES_TABLE, TableUpload, Upload
from regio_chassis.web.verbs import Verbs

__all__ = [
    "TAKES_TABLE",
    "AfterCommit",
    "Application",
    "Audit",
    "Body",
    "Caller",
    "Count",
    "Day",
    "Edge",
    "IfMatch",
    "Instant",
    "Line",
    "LocalTime",
    "Now",
    "Page",
    "PageRequest",
    "Paging",
    "ReadingDep",
    "Router",
    "ScopeDep",
    "Search",
    "Slug",
    "TableUpload",
    "Text",
    "Transaction",
    "Upload",
    "Verbs",
    "View",
    "Year",
    "created",
    "define_web_tables",
    "install",
    "item",
    "limited",
    "page",
    "problems",
]
