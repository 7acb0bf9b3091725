"""
Our campaign service as ``campaign serve`` runs it, but every document is made anew for every request, and on SQLite a
commit does not wait for the disk (synchronous=NORMAL), as PocketBase has it.
"""

import sqlite3
import sys

import uvicorn
from sqlalchemy import Engine, event

from campaign.app import create_app
from regio_chassis.cli import settle
from regio_chassis.web.kept import Kept
from regio_chassis.web.server import SlowHeaderProtocol


def relax(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA synchronous=NORMAL")


if __name__ == "__main__":
    app = create_app()
    app.state.kept = Kept(most=0)
    engine = app.state.running.database._engine
    if isinstance(engine, Engine):
        event.listen(engine, "connect", relax)
    settle()
    uvicorn.run(
        app, port=int(sys.argv[1]), loop="uvloop", http=SlowHeaderProtocol, access_log=False, log_level="warning"
    )
