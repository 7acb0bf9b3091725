"""Codes on paper: one slip for each pupil, or each guardian, to be cut apart and handed out."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from placement.commands.codes import MadeCode
from placement.domain.base import local_day
from placement.domain.guardians import GuardianPerson
from placement.domain.pupils import PupilPerson
from regio_chassis.access.codes import written_code
from regio_chassis.formats import pdf, qr

SLIPS = """
#set page(paper: "a4", margin: (x: 1.8cm, y: 1.5cm))
#set text(size: 10pt)
= #data.title
#data.about
#for slip in data.slips {
  block(breakable: false, width: 100%, inset: (y: 9pt), stroke: (top: (thickness: 0.5pt, dash: "dashed")))[
    #grid(columns: (1fr, 2.8cm), column-gutter: 1em)[
      == #slip.name
      #slip.about
      #v(0.2em)
      Ihr Code: #text(size: 15pt, font: "DejaVu Sans Mono", weight: "bold", hyphenate: false, slip.code)
      #v(0.2em)
      #slip.how
    ][#if slip.qr != none { image(bytes(slip.qr), width: 2.8cm, format: "svg", alt: data.alt) }]
  ]
}
"""


class Slip(NamedTuple):
    """What one slip says; German."""

    name: str
    about: str
    code: str
    how: str
    qr: str | None


def slips(
    made: Sequence[MadeCode],
    pupils: Mapping[UUID, PupilPerson],
    guardians: Mapping[UUID, GuardianPerson],
    *,
    cohort: str,
    page: str | None,
) -> bytes:
    """
    The codes as PDF/UA, by name; ``page`` is where they are typed.

    The QR code carries its code in the fragment of the address, which no browser sends to a server.
    """
    ordered = sorted(_slip(one, pupils, guardians, cohort, page) for one in made)
    about = f"Klasse {cohort}. Jeder Code steht nur hier: Bitte teilen Sie die Abschnitte aus und behalten Sie keinen."
    data = {"about": about, "slips": [one._asdict() for one in ordered], "alt": "QR-Code, der die Anmeldung öffnet"}
    return pdf(SLIPS, data, title=f"Codes der Klasse {cohort}")


def _slip(
    made: MadeCode,
    pupils: Mapping[UUID, PupilPerson],
    guardians: Mapping[UUID, GuardianPerson],
    cohort: str,
    page: str | None,
) -> Slip:
    child = pupils[made.row.pupil_id]
    pupil = f"{child.given_name} {child.family_name}"
    name, about = pupil, f"Klasse {cohort}"
    if made.row.guardian_id is not None:
        parent = guardians[made.row.guardian_id]
        name, about = f"{parent.given_name} {parent.family_name}", f"Sorgeberechtigt für {pupil}, Klasse {cohort}"
    code = written_code(made.code)
    where = "" if page is None else f" unter {page}"
    until = f"{local_day(made.row.expires_at):%d.%m.%Y}"
    how = f"Einmal zu verwenden{where}, gültig bis {until}. Geben Sie ihn niemandem weiter."
    return Slip(name, about, code, how, None if page is None else qr(f"{page}#{code}"))
