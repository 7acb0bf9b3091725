"""Databases for tests: empty, or with a service's tables, which are migrated once in a run and then copied."""

import shutil
from pathlib import Path

from regio_chassis.database import Database
from regio_chassis.migrations import migrate
from regio_chassis.testing.servers import PostgresServer


class NewDatabases:
    """
    Makes a database for each test that asks for one.

    ``migrations`` is a package of revisions, e.g. ``campaign.migrations``: the new database is then as ``migrate``
    leaves an empty one. Running the revisions takes a hundred times as long as copying what they made.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._templates: dict[str, str] = {}

    async def sqlite(self, path: Path, migrations: str | None = None) -> str:
        """The URL of a new database in a file at ``path``."""
        if migrations is not None:
            template = self._directory / f"{migrations}.db"
            if not template.exists():
                await _migrate(f"sqlite:///{template}", migrations)
            shutil.copyfile(template, path)
        return f"sqlite:///{path}"

    async def postgres(self, server: PostgresServer, migrations: str | None = None) -> str:
        """The URL of a new database in ``server``; give it back with ``server.drop``."""
        if migrations is None:
            return await server.database()
        if migrations not in self._templates:
            url = await server.database()
            await _migrate(url, migrations)
            self._templates[migrations] = url.rpartition("/")[2]
        return await server.database(template=self._templates[migrations])


async def _migrate(url: str, migrations: str) -> None:
    database = Database(url)
    await migrate(database, migrations)
    await database.close()
