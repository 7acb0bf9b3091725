"""What this service keeps about people, for how long, and on what ground. The controller decides on the periods."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col

from campaign.domain.stamps import StampClaim
from regio_chassis.data_classes import DataClass, Known
from regio_chassis.database import Tx
from regio_chassis.retention import Rule

WINNERS_KEPT = timedelta(days=92)
"""Three months after somebody claimed a prize that was never handed over."""

_FUNCTION = (DataClass.PERSON, "contact")
_WINNER = (DataClass.PERSON, "winner")

COLUMNS: Known = {
    "business.contact_name": _FUNCTION,
    "business.contact_email": _FUNCTION,
    "business.contact_phone": _FUNCTION,
    "business.reason": _FUNCTION,
    "town_participation.contact": _FUNCTION,
    "material_order.note": _FUNCTION,
    "town_report.text": _FUNCTION,
    "stamp_claim.name": _WINNER,
    "stamp_claim.contact": _WINNER,
    "stamp_card.code_hash": (DataClass.SECRET, "winner"),
}
"""Columns that are about somebody; all others are about the programme and those who take part in it."""
REST = (DataClass.ORGANISATION, "programme")


async def _winners(tx: Tx, at: datetime) -> int:
    return (await tx.execute(delete(StampClaim).where(col(StampClaim.claimed_at) < at - WINNERS_KEPT))).rowcount


RULES = (
    Rule("contact", "Ansprechpersonen der Betriebe und Städte in ihrer Funktion, und was sie dazu schreiben",
         "solange der Betrieb oder die Stadt teilnimmt", "Teilnahme an der Aktion, Art. 6 Abs. 1 Buchst. b DSGVO"),
    Rule("winner", "Gewinnerinnen und Gewinner der Stempelkarten", "bis der Preis übergeben ist, höchstens 3 Monate",
         "Gewinnspiel, Art. 6 Abs. 1 Buchst. b DSGVO", _winners),
    Rule("programme", "Angaben über Aktion, Städte, Betriebe und Angebote; keine Person",
         "solange das Programm läuft", "Aufgabe des Programms"),
)  # fmt: skip
"""Every rule that a column of this service names."""
