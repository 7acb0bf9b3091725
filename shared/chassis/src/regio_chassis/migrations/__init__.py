"""Alembic, in one transaction that only one process at a time can have; ``chassis_0001`` makes the shared tables."""

from importlib.resources import files
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, insert, inspect

from regio_chassis.access import define_access_tables
from regio_chassis.audit import define_audit_tables
from regio_chassis.audit.chain import GENESIS
from regio_chassis.audit.tables import AUDIT_HEAD
from regio_chassis.bus.tables import bus_tables
from regio_chassis.data_classes import classify
from regio_chassis.database import Database
from regio_chassis.retention import define_retention_tables
from regio_chassis.web import define_web_tables
from regio_chassis.webhooks.tables import define_webhook_tables

_FIRST = ("bus_log", "bus_head", "bus_position", "bus_parked", "grant", "api_key", "idempotency", "rate_limit")


def define_chassis_tables(metadata: MetaData) -> None:
    """Add the tables that every service has to its metadata."""
    bus_tables(metadata)
    define_access_tables(metadata)
    define_web_tables(metadata)
    define_audit_tables(metadata)
    define_webhook_tables(metadata)
    define_retention_tables(metadata)
    classify(metadata)


def chassis_tables(connection: Connection, *names: str) -> MetaData:
    """Create these of the chassis' tables; a revision names what it brings. Returns the tables."""
    metadata = MetaData()
    define_chassis_tables(metadata)
    metadata.create_all(connection, tables=[metadata.tables[name] for name in names])
    return metadata


def chassis_0001(connection: Connection) -> None:
    """The tables of bus, access and web as of 1.0.0, and an empty log; for each service's first revision."""
    metadata = chassis_tables(connection, *_FIRST)
    connection.execute(insert(bus_tables(metadata).head).values(id=1, epoch=1, position=0, public_position=0))


def chassis_audit(connection: Connection) -> None:
    """The audit log, empty; for the revision ``audit`` of each service."""
    chassis_tables(connection, "audit", "audit_head")
    connection.execute(insert(AUDIT_HEAD).values(id=1, position=0, hash=GENESIS, base_position=0, base_hash=GENESIS))


def chassis_sessions(connection: Connection) -> None:
    """Page sessions and the last use of API keys; for the revision ``sessions`` of each service."""
    chassis_tables(connection, "page_session", "api_key_use")


def chassis_webhooks(connection: Connection) -> None:
    """The webhooks, none; for the revision ``webhooks`` of each service."""
    chassis_tables(connection, "webhook")


def chassis_retention(connection: Connection) -> None:
    """The record of deletions; for the revision ``retention`` of each service."""
    chassis_tables(connection, "deletion_record")


def chassis_positions(connection: Connection) -> None:
    """The log's position is its key, in place of a number of its own; for the revision ``positions`` of each."""
    if "seq" not in {column["name"] for column in inspect(connection).get_columns("bus_log")}:
        return  # made by ``chassis_0001`` of this version
    if connection.dialect.name == "postgresql":
        changes = "DROP COLUMN seq, DROP CONSTRAINT bus_log_position_key, ADD PRIMARY KEY (position)"
        connection.exec_driver_sql(f"ALTER TABLE bus_log {changes}")
        return
    connection.exec_driver_sql("ALTER TABLE bus_log RENAME TO bus_log_before")
    connection.exec_driver_sql("DROP INDEX ix_bus_log_correlationid")
    log = bus_tables(chassis_tables(connection, "bus_log")).log
    names = ", ".join(column.name for column in log.columns)
    moved = f"INSERT INTO bus_log ({names}) SELECT {names} FROM bus_log_before ORDER BY position"  # noqa: S608  # our own
    connection.exec_driver_sql(moved)
    connection.exec_driver_sql("DROP TABLE bus_log_before")


async def migrate(database: Database, package: str, revision: str = "head") -> None:
    """Bring ``database`` to this, or the newest, revision of ``package``, e.g. ``campaign.migrations``."""

    def work(connection: Connection) -> None:
        command.upgrade(_config(package, connection), revision)

    await database.define(work)


async def is_current(database: Database, package: str) -> bool:
    """Whether the database is at the newest revision."""

    def work(connection: Connection) -> bool:
        newest = ScriptDirectory.from_config(_config(package, connection)).get_current_head()
        return MigrationContext.configure(connection).get_current_revision() == newest

    return await database.define(work)


async def differences(database: Database, metadata: MetaData) -> list[Any]:
    """What a migrated database lacks or has beyond ``metadata``, as Alembic's operations; for tests."""

    def work(connection: Connection) -> list[Any]:
        options = {"compare_type": True, "include_name": _is_of_metadata}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    return await database.define(work)


def _is_of_metadata(name: str | None, kind: str, _: object) -> bool:
    """Not the tables that SQLite's full-text index consists of."""
    return kind != "table" or "_trigrams" not in str(name)


def _config(package: str, connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files(__name__)))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(files(package) / "versions"))
    config.attributes["connection"] = connection
    return config


def run(context: EnvironmentContext) -> None:
    """What ``env.py`` does: run the revisions on the connection that was opened for it."""
    connection: Connection = context.config.attributes["connection"]
    context.configure(connection=connection, transaction_per_migration=False, render_as_batch=True)
    context.run_migrations()
