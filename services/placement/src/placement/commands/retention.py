"""
The retention rules of this service. The controller decides on the periods; these are the proposals of the programme's
data protection concept, counted from the day on which a class's year of practice days ended.
"""

from collections import Counter
from datetime import datetime, timedelta

from placement import queries
from placement.commands import codes
from placement.commands.erasure import erase_due
from placement.commands.pupils import drop_guardian
from placement.domain.base import Keep, local_day
from placement.domain.pupils import PupilStatus
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.retention import Rule
from regio_events.placement import RetentionCompleted

PUPILS_KEPT = timedelta(days=92)
GUARDIANS_KEPT = timedelta(days=31)
BREAK_GLASS_KEPT = timedelta(days=365)
_THERE = (PupilStatus.ENROLLED, PupilStatus.LEFT)
LEAST = 5
"""Smaller counts are not published. Source: the programme's data protection concept."""


async def _pupils(tx: Tx, at: datetime) -> int:
    erased: Counter[str] = Counter()
    for ended in await queries.ended_cohorts(tx):
        if ended.ended_on + PUPILS_KEPT < local_day(at):
            for pupil in await queries.pupils_in(tx, ended.cohort.id, *_THERE, lock=True):
                await erase_due(tx, pupil, at)
                erased[ended.cohort.school_year] += 1
    for school_year, count in erased.items():
        told = count if count >= LEAST else None
        tx.record(
            RetentionCompleted(
                school_year=school_year, records_erased=told, suppressed=told is None, rule_id=Keep.PUPIL.value
            )
        )
    return erased.total()


async def _guardians(tx: Tx, at: datetime) -> int:
    gone = 0
    for ended in await queries.ended_cohorts(tx):
        if ended.ended_on + GUARDIANS_KEPT < local_day(at):
            for pupil in await queries.pupils_in(tx, ended.cohort.id, *_THERE, lock=True):
                for known in await queries.guardians_of(tx, Scope.ALL, pupil.id):
                    await drop_guardian(tx, known.guardian)
                    gone += 1
    return gone


async def _codes(tx: Tx, at: datetime) -> int:
    expired = await queries.expired_codes(tx, at)
    for code in expired:
        await codes.forget(tx, code)
    return len(expired)


async def _looks(tx: Tx, at: datetime) -> int:
    old = await queries.looks_before(tx, at - BREAK_GLASS_KEPT)
    for look in old:
        await tx.remove(look)
    return len(old)


async def _tutors(tx: Tx, _: datetime) -> int:
    left = await queries.companies_that_left(tx)
    for company in left:
        company.tutor = None
        await tx.save(company)
    return len(left)


_TASK = "Aufgabe der Schule, § 57 ThürSchulG, Art. 6 Abs. 1 Buchst. e DSGVO"

RULES = (
    Rule(Keep.PUPIL,
         "Schülerinnen und Schüler: wer sie sind, Wünsche, Plätze, Vereinbarungen, Tage, Tagebuch, Bewertung",
         "3 Monate nach dem Ende des Jahres der Praxistage; auf Wunsch sofort", _TASK, _pupils),
    Rule(Keep.GUARDIAN, "Sorgeberechtigte: Name und Erreichbarkeit",
         "1 Monat nach dem Ende des Jahres der Praxistage", _TASK, _guardians),
    Rule(Keep.CODE, "Codes für Schülerinnen, Schüler und Sorgeberechtigte, nur als Hash", "14 Tage",
         "Sicherheit der Verarbeitung, Art. 32 DSGVO", _codes),
    Rule(Keep.BREAK_GLASS, "Einsichten des Service-Centers in einzelne Datensätze, mit Grund", "12 Monate",
         "Rechenschaftspflicht, Art. 5 Abs. 2 DSGVO", _looks),
    Rule(Keep.FUNCTION, "Ansprechpersonen der Betriebe in ihrer Funktion", "solange der Betrieb teilnimmt",
         "berechtigtes Interesse am Zustandekommen der Praxistage, Art. 6 Abs. 1 Buchst. f DSGVO", _tutors),
    Rule(Keep.PARTICIPATION, "Angaben über Betriebe und Schulen, keine Person", "solange sie teilnehmen",
         "Aufgabe des Programms"),
    Rule(Keep.PROGRAMME, "Öffentliche Angaben des Programms", "solange das Programm läuft", "Aufgabe des Programms"),
)  # fmt: skip
"""Every rule that a column of this service names."""
