"""How long what is kept, and what makes it end: rules that run once a day and leave a record of what they deleted."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Integer, MetaData, String, Table, Uuid, delete, insert

from regio_chassis.access.sessions import purge_sessions
from regio_chassis.audit.chain import drop_before
from regio_chassis.chores import Chore
from regio_chassis.data_classes import DataClass, information
from regio_chassis.database import Database, Tx
from regio_chassis.erasures import overwrite
from regio_chassis.rows import UtcDateTime, new_id
from regio_chassis.web.idempotency import KEPT
from regio_chassis.web.tables import IDEMPOTENCY, RATE_LIMIT

EVERY = timedelta(days=1)
AUDIT_KEPT = timedelta(days=365)
PROOF_KEPT = timedelta(days=3 * 365)

Deleting = Callable[[Tx, datetime], Awaitable[int]]
"""Deletes what is due at a time; returns how many records that were."""


@dataclass(frozen=True)
class Rule:
    """
    One rule: what it is about, how long that is kept, and on what ground; German, for the record of processing.

    ``work`` carries it out. Without it the rule ends by a decision of a person, or with the row it belongs to.
    """

    id: str
    about: str
    period: str
    ground: str
    work: Deleting | None = None


_RECORD = information(DataClass.PUBLIC, "deletion-record")
_own = MetaData()
DELETION_RECORDS = Table(
    "deletion_record",
    _own,
    Column("id", Uuid, primary_key=True, info=_RECORD),
    Column("rule_id", String(40), nullable=False, info=_RECORD),
    Column("at", UtcDateTime, nullable=False, index=True, info=_RECORD),
    Column("records", Integer, nullable=False, info=_RECORD),
)


def define_retention_tables(metadata: MetaData) -> None:
    """Add ``deletion_record`` to a service's tables."""
    DELETION_RECORDS.to_metadata(metadata)


@dataclass(frozen=True, slots=True)
class Deleted:
    """What one run of one rule deleted."""

    rule_id: str
    records: int


async def carry_out(tx: Tx, rules: Sequence[Rule], at: datetime) -> Sequence[Deleted]:
    """Run every rule that has work, and write down what each deleted."""
    done = [Deleted(rule.id, await rule.work(tx, at)) for rule in rules if rule.work is not None]
    rows = [{"id": new_id(), "rule_id": one.rule_id, "at": at, "records": one.records} for one in done if one.records]
    if rows:
        await tx.execute(insert(DELETION_RECORDS), rows)
    return done


class _Undo(Exception):
    pass


async def run_once(database: Database, rules: Sequence[Rule], at: datetime, *, dry_run: bool) -> Sequence[Deleted]:
    """All rules at once; a dry run does the same and takes it back, events included."""
    done: Sequence[Deleted] = ()
    try:
        async with database.begin(at=at) as tx:
            done = await carry_out(tx, rules, at)
            if dry_run:
                raise _Undo
    except _Undo:
        return done
    if any(one.records for one in done):
        await overwrite(database)
    return done


def retention_chore(rules: Sequence[Rule]) -> Chore:
    """The rules as a chore: at every start, and then once a day."""

    async def work(tx: Tx, at: datetime) -> None:
        await carry_out(tx, rules, at)

    async def afterwards(database: Database) -> None:
        await overwrite(database)

    return Chore("retention", work, EVERY, afterwards)


async def _old_answers(tx: Tx, at: datetime) -> int:
    return (await tx.execute(delete(IDEMPOTENCY).where(IDEMPOTENCY.c.created_at < at - KEPT))).rowcount


async def _full_buckets(tx: Tx, at: datetime) -> int:
    return (await tx.execute(delete(RATE_LIMIT).where(RATE_LIMIT.c.due < at.timestamp()))).rowcount


async def _old_acts(tx: Tx, at: datetime) -> int:
    return await drop_before(tx, at - AUDIT_KEPT)


async def _old_records(tx: Tx, at: datetime) -> int:
    return (await tx.execute(delete(DELETION_RECORDS).where(DELETION_RECORDS.c.at < at - PROOF_KEPT))).rowcount


_SAFE = "Sicherheit der Verarbeitung, Art. 32 DSGVO"

CHASSIS_RULES = (
    Rule(
        "log",
        "Ereignisse des Dienstes: Kennungen und Tatsachen, keine Angaben über Personen",
        "solange der Dienst betrieben wird",
        "Aufgabe des Programms; die Schwesterdienste bauen ihren Stand daraus auf",
    ),
    Rule(
        "access",
        "Berechtigungen und Schlüssel von Programmen",
        "bis sie entzogen werden oder ablaufen",
        _SAFE,
    ),
    Rule("session", "Anmeldungen an den Seiten", "30 Minuten ohne Anfrage, höchstens 8 Stunden", _SAFE, purge_sessions),
    Rule(
        "repeat",
        "Antworten auf Anfragen mit Idempotency-Key, damit eine Wiederholung nichts doppelt tut",
        "48 Stunden",
        "Richtigkeit der Verarbeitung, Art. 5 Abs. 1 Buchst. d DSGVO",
        _old_answers,
    ),
    Rule("limit", "Zähler gegen Ausprobieren, statt einer Adresse ihr verschlüsselter Hash", "bis der Zähler voll ist",
         _SAFE, _full_buckets),
    Rule("audit", "Prüfprotokoll: wer was wann an welcher Kennung tat", "12 Monate",
         "Rechenschaftspflicht, Art. 5 Abs. 2 DSGVO", _old_acts),
    Rule("deletion-record", "Löschprotokoll: welche Regel wann wie viele Datensätze löschte", "3 Jahre",
         "Rechenschaftspflicht, Art. 5 Abs. 2 DSGVO", _old_records),
)  # fmt: skip
"""What every service keeps."""
