"""What is printed can be read aloud: PDF/UA-1 as two readers see it that did not write it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pdfua
import pytest
from placement_examples import NOW, hours
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from placement.api import typeset
from placement.api.slips import slips
from placement.commands.codes import MadeCode
from placement.domain.agreements import Method, Signature, Signer, Terms
from placement.domain.codes import VALID, AccessCode
from placement.domain.guardians import GuardianPerson
from placement.domain.practice_days import DayStatus
from placement.domain.pupils import PupilPerson
from placement.domain.requirements import Requirement
from regio_chassis.formats import qr

FACTS: dict[str, Any] = {
    "requirements": [Requirement.SAFETY_SHOES], "company_requirements": [Requirement.HAIR_TIED],
    "school_name": "Lessingschule", "school_phone": "03631 1", "company_name": "Tischlerei", "street": "Weg 1",
    "postcode": "99706", "town": "Sondershausen", "company_phone": "03632 1", "occupation": "Berufe im Holzbau",
    "kldb": "22342", "phase_number": 3, "school_year": "2025/26", "weekday": 2, "number": 2,
    "rule_set": "jarbschg-2022",
}  # fmt: skip
TERMS = Terms(
    tutor="Frau T",
    tasks="Holz schleifen",
    hours=hours("07:30", "14:30", "09:00-09:15", "11:30-12:15"),
    first_day=date(2026, 9, 1),
    last_day=date(2026, 10, 9),
)
SIGNED = Signature(
    agreement_id=UUID(int=1), pupil_id=UUID(int=1), role=Signer.GUARDIAN, method=Method.PAPER,
    signed_on=date(2026, 8, 20), recorded_at=NOW,
)  # fmt: skip
PUPIL, PARENT = UUID(int=2), UUID(int=3)


def agreement() -> bytes:
    return typeset.agreement(FACTS, TERMS, [SIGNED], list(Signer), pupil="Ada Ackerwiese")


def day_sheet() -> bytes:
    row = {**FACTS, "company_tutor": "Frau T", "status": DayStatus.PLANNED}
    return typeset.day_sheet(date(2026, 9, 1), [row] * 40, ["Ada Ackerwiese"] * 40)


def code_slips() -> bytes:
    def made(guardian: UUID | None, code: str) -> MadeCode:
        row = AccessCode(pupil_id=PUPIL, guardian_id=guardian, code_hash="x", made_at=NOW, expires_at=NOW + VALID)
        return MadeCode(row, code)

    return slips(
        [made(None, "7K2MQX4T9WBD"), made(PARENT, "9WBD7K2MQX4T")],
        {PUPIL: PupilPerson(pupil_id=PUPIL, given_name="Ada", family_name="Ackerwiese")},
        {PARENT: GuardianPerson(guardian_id=PARENT, given_name="Rika", family_name="Ackerwiese")},
        cohort="8a",
        page="https://placement/code",
    )


PAPERS = [agreement, day_sheet, code_slips]


@dataclass(frozen=True)
class Tag:
    """One element of the structure that a screen reader walks along."""

    name: str
    facts: DictionaryObject
    above: tuple[str, ...]


def tags(pdf: bytes) -> Iterator[Tag]:
    def walk(node: Any, above: tuple[str, ...]) -> Iterator[Tag]:
        for kid in node if isinstance(node, list) else [node]:
            one = kid.get_object()
            if not isinstance(one, DictionaryObject) or "/S" not in one:
                continue
            name = str(one["/S"]).removeprefix("/")
            yield Tag(name, one, above)
            yield from walk(one.get("/K", []), (*above, name))

    return walk(PdfReader(BytesIO(pdf)).root_object["/StructTreeRoot"]["/K"], ())


def said(pdf: bytes) -> str:
    """What it says, page by page, in the order in which it stands there."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize("paper", PAPERS)
def test_another_reader_finds_nothing_that_is_against_pdf_ua(paper: Callable[[], bytes], tmp_path: Path):
    file = tmp_path / "paper.pdf"
    file.write_bytes(paper())

    report = pdfua.validate(str(file))

    assert report.findings == ()
    # The rule about levels of headings stumbles over Typst's numbers; test_headings_are_in_order stands in for it.
    assert {one.rule_id for one in report.skipped} <= {"UA-14-001"}
    assert len(report.outcomes) >= 12


@pytest.mark.parametrize("paper", PAPERS)
def test_it_says_what_it_is_and_in_which_language(paper: Callable[[], bytes]):
    reader = PdfReader(BytesIO(paper()))
    root = reader.root_object

    assert root["/Lang"] == "de-DE"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata is not None
    assert reader.metadata.title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    assert all(page["/Tabs"] == "/S" for page in reader.pages)


@pytest.mark.parametrize("paper", PAPERS)
def test_headings_are_in_order_tables_have_heads_and_pictures_have_words(paper: Callable[[], bytes]):
    found = list(tags(paper()))

    levels = [int(one.name[1:]) for one in found if one.name[0] == "H" and one.name[1:].isdigit()]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(one.facts["/Alt"] for one in found if one.name == "Figure")
    for head in [one for one in found if one.name == "TH"]:
        assert head.above[-3:] == ("Table", "THead", "TR")
    assert all("Table" in one.above for one in found if one.name in {"TR", "TH", "TD"})
    assert {one.name for one in found if "Table" in one.above} >= {"TH", "TD"} or paper is code_slips


def test_an_agreement_is_three_copies_each_for_somebody_read_from_top_to_bottom():
    pages = [page.extract_text() for page in PdfReader(BytesIO(agreement())).pages]

    assert len(pages) == 3
    for page, copy in zip(pages, ("die Schule", "den Betrieb", "die Familie"), strict=True):
        words = [
            "Vereinbarung über Praxistage", f"Ausfertigung für {copy}", "Ada Ackerwiese", "Tischlerei", "Frau T",
            "07:30–14:30", "Was getan wird", "Holz schleifen", "Was gilt", "Unterschriften", "Betrieb",
            "Sorgeberechtigte Person", "auf Papier", "20.08.2026", "Schule",
        ]  # fmt: skip
        start = 0
        for word in words:
            start = page.index(word, start)


def test_a_slip_has_its_own_code_and_nobody_elses():
    text = said(code_slips())

    mine, parents = text.index("Klasse 8a\n"), text.index("Sorgeberechtigt für Ada Ackerwiese")
    assert mine < text.index("7K2M-QX4T-9WBD") < parents < text.index("9WBD-7K2M-QX4T")
    assert "gültig bis 16.03.2026" in text
    assert "https://placement/code" in text


def test_the_picture_on_a_slip_has_its_code_in_the_fragment_which_no_server_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[str] = []

    def seen(text: str) -> str:
        drawn.append(text)
        return qr(text)

    monkeypatch.setattr("placement.api.slips.qr", seen)

    code_slips()

    assert drawn == [f"https://placement/code#{code}" for code in ("7K2M-QX4T-9WBD", "9WBD-7K2M-QX4T")]
