"""What was stored before a revision is there after it."""

from datetime import UTC, date, datetime

from sqlalchemy import text

from regio_chassis.database import Database
from regio_chassis.migrations import migrate

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
