"""What was stored before a revision is there after it."""

from datetime import UTC, date, datetime

from sqlalchemy import inspect, text

from campaign.app import SERVICE
from regio_chassis.bus.entries import CHANNELS
from regio_chassis.bus.log import EventLog
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database
from regio_chassis.migrations import differences, migrate
from regio_events.campaign import BusinessRegistered, EditionClosed, EditionOpened
from regio_events.samples import sample

PACKAGE = "campaign.migrations"
TOWN = text(
    "INSERT INTO town (key, version, name, municipality, municipality_key, county, catholic, latitude, longitude,"
    " links) VALUES ('worbis', 1, 'Worbis', 'leinefelde-worbis', '16061115', 'Eichsfeld', true, 51.4, 10.3, '[]')"
)
OFFER = text(
    "INSERT INTO offer (id, version, town_key, kind, title, dates, starts_on, ends_on, for_children, status, sequence,"
    " search) VALUES ('0192f0c17a2b7c3d8e4f5a6b7c8d9e0f', 1, 'worbis', 'show', 'Krimiabend', '[]', '2026-09-11',"
    " '2026-09-12', false, 'published', 0, '')"
)


async def test_an_offer_that_was_published_before_is_shown_until_its_last_day(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    await migrate(database, PACKAGE, "0013")
    async with database.begin(at=datetime(2026, 6, 1, tzinfo=UTC)) as tx:
        await tx.execute(TOWN)
        await tx.execute(OFFER)

    await migrate(database, PACKAGE)

    async with database.reading() as reading:
        (found,) = (await reading.execute(text("SELECT numbering, shown_until FROM offer"))).all()
    await database.close()
    assert found.numbering is None
    assert str(found.shown_until) == str(date(2026, 9, 12))


KINDS = {
    "sqlite": {"serial": "integer", "id": "char(32)", "instant": "datetime", "bytes": "blob"},
    "postgresql": {"serial": "bigserial", "id": "uuid", "instant": "timestamptz", "bytes": "bytea"},
}
NUMBERED = (
    "CREATE TABLE bus_log (seq {serial} PRIMARY KEY, position bigint NOT NULL UNIQUE, previous {id},"
    " public_position bigint UNIQUE, public_previous {id}, id {id} NOT NULL UNIQUE, type varchar(120) NOT NULL,"
    " subject varchar(120) NOT NULL, public boolean NOT NULL, time {instant} NOT NULL, correlationid {id} NOT NULL,"
    " causationid {id}, traceparent varchar(55), data {bytes} NOT NULL)"
)


async def test_the_log_of_events_stands_as_it_stood_and_goes_on(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    database.log = log = EventLog(database, bus_tables(SERVICE.metadata))
    await migrate(database, PACKAGE, "0014")
    async with database.begin() as tx:
        await tx.execute(text("DROP TABLE bus_log"))
        await tx.execute(text(NUMBERED.format(**KINDS[database.dialect])))
        await tx.execute(text("CREATE INDEX ix_bus_log_correlationid ON bus_log (correlationid)"))
    async with database.begin() as tx:
        tx.record(sample(BusinessRegistered))
        tx.record(sample(EditionOpened))
    before = [await log.after(channel, 0, limit=10) for channel in CHANNELS]

    await migrate(database, PACKAGE)

    assert [await log.after(channel, 0, limit=10) for channel in CHANNELS] == before
    assert await differences(database, SERVICE.metadata) == []
    async with database.begin() as tx:
        tx.record(sample(EditionClosed))
    key = await database.define(lambda connection: inspect(connection).get_pk_constraint("bus_log"))
    last = [(await log.after(channel, 0, limit=10))[1][-1].position for channel in CHANNELS]
    await database.close()
    assert key["constrained_columns"] == ["position"]
    assert last == [3, 2]
