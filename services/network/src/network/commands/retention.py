"""What this service keeps about people, for how long, and on what ground. The controller decides on the periods."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col

from network import queries
from network.domain import CONTACT_KEPT, DailySalt, IdeaContact, local_day
from regio_chassis.data_classes import DataClass, Known
from regio_chassis.database import Tx
from regio_chassis.retention import Rule

_IDEA = (DataClass.PERSON, "idea")
_CONTACT = (DataClass.PERSON, "idea-contact")
_SUPPORT = (DataClass.PERSON, "support")
_MINUTES = (DataClass.PERSON, "minutes")
_FUNCTION = (DataClass.PERSON, "function")

COLUMNS: Known = {
    "idea.title": _IDEA,
    "idea.text": _IDEA,
    "idea.answer": _IDEA,
    "idea.reason": _IDEA,
    "idea.secret_hash": (DataClass.SECRET, "idea"),
    "idea_contact.contact": _CONTACT,
    "idea_support.device_hash": _SUPPORT,
    "daily_salt.salt": (DataClass.SECRET, "support"),
    "minutes_text.text": _MINUTES,
    "minutes_correction.text": _MINUTES,
    "minutes_correction.reason": _MINUTES,
    "action_item.text": _MINUTES,
    "decision.text": _MINUTES,
    "agenda_item.text": _MINUTES,
    "town_role.person_name": _FUNCTION,
    "measure.responsible": _FUNCTION,
}
"""Columns that are about somebody; all others are about the programme and those who take part in it."""
REST = (DataClass.ORGANISATION, "programme")


async def _forgotten_contacts(tx: Tx, at: datetime) -> int:
    old = queries.ideas.brought_before(at - CONTACT_KEPT)
    return (await tx.execute(delete(IdeaContact).where(col(IdeaContact.idea_id).in_(old)))).rowcount


async def _old_salts(tx: Tx, at: datetime) -> int:
    # Whoever supports an idea on another day ends the salt as well; nobody may do so for weeks.
    return (await tx.execute(delete(DailySalt).where(col(DailySalt.day) < local_day(at)))).rowcount


RULES = (
    Rule("idea", "Ideen aus der Stadt und die Antworten darauf", "solange das Programm läuft; zurückgezogene sofort",
         "Beteiligung, Art. 6 Abs. 1 Buchst. e DSGVO"),
    Rule("idea-contact", "Wie jemand zu einer Idee erreichbar ist",
         "bis zur Antwort, Ablehnung oder Rücknahme, längstens ein Jahr",
         "Einwilligung, Art. 6 Abs. 1 Buchst. a DSGVO", _forgotten_contacts),
    Rule("support", "Unterstützung einer Idee, einmal je Gerät und Tag, nur als Hash mit täglich neuem Salz",
         "das Salz einen Tag, danach ist niemand mehr bestimmbar", "Beteiligung, Art. 6 Abs. 1 Buchst. e DSGVO",
         _old_salts),
    Rule("minutes", "Tagesordnung, Protokolle, Beschlüsse und Aufgaben", "solange das Programm läuft",
         "Nachweis der Arbeit der Gruppen, Art. 6 Abs. 1 Buchst. e DSGVO"),
    Rule("function", "Ansprechpersonen in ihrer Funktion", "solange sie die Funktion haben",
         "Aufgabe des Programms, Art. 6 Abs. 1 Buchst. e DSGVO"),
    Rule("programme", "Angaben über Städte, Gruppen, Sitzungen und Maßnahmen; keine Person",
         "solange das Programm läuft", "Aufgabe des Programms"),
)  # fmt: skip
"""Every rule that a column of this service names."""
