"""Celery as its documentation shows it: a task per message, one commit each. Run by ``celery worker --pool solo``."""

import json
from typing import Any

from celery import Celery
from celery.signals import worker_init
from tests.benchmarks.workers import places
from tests.benchmarks.workers.stores import SQLITE_UPSERT, UPSERT, connect, postgres_row, sqlite_row

app = Celery("bench", broker=places().redis + "/1")
app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True, worker_hijack_root_logger=False)
_connection: Any = None


@worker_init.connect
def open_database(**_: object) -> None:
    """One connection for the life of the worker."""
    global _connection
    target = places().target
    if target.startswith("sqlite"):
        _connection = connect(target)
    else:
        import psycopg

        _connection = psycopg.connect(target)


@app.task(name="apply")
def apply(body: str) -> None:
    """Write one fact into the projection."""
    fact = json.loads(body)["data"]
    if places().target.startswith("sqlite"):
        _connection.execute(SQLITE_UPSERT, sqlite_row(fact))
    else:
        _connection.execute(UPSERT.format(values="VALUES (%s, %s, %s, %s)"), postgres_row(fact))
        _connection.commit()
