"""Agreement and day sheet as PDF/UA: what a template is given, in German words."""

from collections.abc import Sequence
from datetime import date, time

from sqlalchemy.engine import RowMapping

from placement.domain.agreements import Method, Signature, Signer, Terms
from placement.domain.practice_days import DayStatus
from placement.domain.requirements import Requirement
from regio_chassis.formats import pdf

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag")
SIGNERS = {
    Signer.COMPANY: "Betrieb",
    Signer.GUARDIAN: "Sorgeberechtigte Person",
    Signer.PUPIL: "Schülerin oder Schüler",
    Signer.SCHOOL: "Schule",
}
NEEDS = {
    Requirement.SAFETY_SHOES: "Sicherheitsschuhe",
    Requirement.WORK_CLOTHES: "Arbeitskleidung",
    Requirement.HEALTH_INSTRUCTION: "Belehrung durch das Gesundheitsamt (IfSG § 43)",
    Requirement.VACCINATION_PROOF: "Impfnachweis",
    Requirement.CONFIDENTIALITY: "Verschwiegenheit",
    Requirement.HAIR_TIED: "Zusammengebundene Haare",
}
STATES = {
    DayStatus.PLANNED: "",
    DayStatus.PRESENT: "anwesend",
    DayStatus.EXCUSED: "entschuldigt",
    DayStatus.UNEXCUSED: "unentschuldigt",
    DayStatus.COMPANY_CLOSED: "Betrieb geschlossen",
    DayStatus.CANCELLED: "fällt aus",
}

AGREEMENT = """
#set page(paper: "a4", margin: 2.2cm)
#set text(size: 10.5pt)
#let row(name, value) = (strong(name), value)
#for (number, copy) in data.copies.enumerate() {
  if number > 0 { pagebreak() }
  [
    = #data.title
    #text(style: "italic")[Ausfertigung für #copy · Fassung #data.number]
    #v(0.6em)
    #grid(
      columns: (5cm, 1fr), row-gutter: 0.75em, column-gutter: 1em,
      ..data.facts.map(one => row(one.at(0), one.at(1))).flatten(),
    )
    == Was getan wird
    #data.tasks
    == Was gilt
    #for rule in data.rules [- #rule
    ]
    == Unterschriften
    #table(
      columns: (5cm, 1fr, 3.5cm), inset: 8pt,
      table.header([Wer], [Wie], [Tag]),
      ..data.signatures.map(one => (one.at(0), one.at(1), one.at(2))).flatten(),
    )
  ]
}
"""

SHEET = """
#set page(paper: "a4", flipped: true, margin: 1.6cm)
#set text(size: 10pt)
= #data.title
#data.about
#v(0.5em)
#if data.rows.len() == 0 [An diesem Tag ist niemand in einem Betrieb.] else {
  table(
    columns: (1.4fr, 1.6fr, 1.1fr, 1.2fr, 1.1fr, 1fr), inset: 7pt,
    table.header(..data.header.map(name => strong(name))),
    ..data.rows.flatten(),
  )
}
"""


def agreement(
    facts: RowMapping, terms: Terms, signatures: Sequence[Signature], signers: Sequence[Signer], *, pupil: str
) -> bytes:
    """
    Three copies of one version.

    Pupils are insured by the school's accident insurance. Source: SGB VII § 2 Abs. 1 Nr. 8 b.
    """
    needs = sorted({*facts["requirements"], *facts["company_requirements"]})
    breaks = ", ".join(f"{_clock(one.starts)}–{_clock(one.ends)}" for one in terms.hours.breaks) or "keine"
    place = ", ".join(part for part in (facts["street"], f"{facts['postcode'] or ''} {facts['town']}".strip()) if part)
    rows = [
        ("Schülerin oder Schüler", pupil),
        ("Schule", _joined(facts["school_name"], facts["school_phone"])),
        ("Betrieb", _joined(facts["company_name"], place, facts["company_phone"])),
        ("Betreuung im Betrieb", terms.tutor),
        ("Beruf", f"{facts['occupation']} (KldB 2010: {facts['kldb']})"),
        ("Zeitraum", f"{_day(terms.first_day)} bis {_day(terms.last_day)}"),
        ("Phase", f"{facts['phase_number']} im Schuljahr {facts['school_year']}"),
        ("Praxistag", f"{WEEKDAYS[facts['weekday'] - 1]}, {_clock(terms.hours.starts)}–{_clock(terms.hours.ends)} Uhr"),
        ("Pausen", breaks),
        ("Nötig am ersten Tag", ", ".join(NEEDS[Requirement(need)] for need in needs) or "nichts Besonderes"),
    ]  # fmt: skip
    done = {one.role: one for one in signatures}
    return pdf(
        AGREEMENT,
        {
            "copies": ["die Schule", "den Betrieb", "die Familie"],
            "number": facts["number"],
            "facts": rows,
            "tasks": terms.tasks,
            "rules": [
                "Der Praxistag ist Schule: Fehlen wird der Schule am selben Tag gemeldet.",
                "Höchstens sieben Stunden am Tag ohne Pausen, zwischen 6 und 20 Uhr (JArbSchG §§ 5, 7, 11, 14).",
                "Nur montags bis freitags, nicht an Feiertagen und nicht in den Ferien (JArbSchG §§ 16 bis 18).",
                f"Geprüft nach dem Regelstand {facts['rule_set']}.",
                "Unfallschutz besteht über die Schule (SGB VII § 2 Abs. 1 Nr. 8 b).",
                "Vor der ersten Arbeit wird über Gefahren belehrt (JArbSchG § 29).",
                "Der Praxistag wird nicht vergütet.",
            ],
            "signatures": [_signature(role, done.get(role)) for role in signers],
        },
        title="Vereinbarung über Praxistage",
    )


def day_sheet(day: date, rows: Sequence[RowMapping], names: Sequence[str]) -> bytes:
    """Who is where on one day, to print and to tick off."""
    return pdf(
        SHEET,
        {
            "about": f"{WEEKDAYS[day.weekday()]}, {_day(day)}" if day.weekday() < 5 else _day(day),
            "header": ["Name", "Betrieb", "Ort", "Betreuung", "Telefon", "Anwesend"],
            "rows": [
                [
                    name,
                    row["company_name"],
                    row["town"],
                    row["company_tutor"] or "",
                    row["company_phone"] or "",
                    STATES[row["status"]],
                ]
                for name, row in zip(names, rows, strict=True)
            ],
        },
        title="Tagesliste Praxistag",
    )


def _signature(role: Signer, signature: Signature | None) -> tuple[str, str, str]:
    if signature is None:
        return (SIGNERS[role], "", "")
    how = "auf Papier" if signature.method is Method.PAPER else "elektronisch bestätigt"
    return (SIGNERS[role], how, _day(signature.signed_on))


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"
