"""Companies and places over the occupations of the region; all invented, and marked as such."""

from collections.abc import Sequence
from datetime import time
from typing import NamedTuple

from placement.demo.facts import stable_id
from placement.domain.companies import Company
from placement.domain.requirements import Requirement
from placement.domain.working_hours import Break, DayHours
from regio_events.placement import CompanyKind

INVENTED = "Erfunden für die Vorführung."


def _day(starts: int, ends: int, *breaks: tuple[int, int]) -> DayHours:
    """Times as 24-hour numbers: 730 is 07:30."""
    pauses = tuple(Break(starts=_time(start), ends=_time(end)) for start, end in breaks)
    return DayHours(starts=_time(starts), ends=_time(ends), breaks=pauses)


def _time(number: int) -> time:
    return time(number // 100, number % 100)


EARLY = _day(700, 1300, (900, 930))
WORKSHOP = _day(730, 1430, (900, 915), (1130, 1215))
SHOP = _day(900, 1500, (1200, 1230))
OFFICE = _day(800, 1400, (1130, 1200))

SHOES, CLOTHES = Requirement.SAFETY_SHOES, Requirement.WORK_CLOTHES
HEALTH, HUSH, HAIR = Requirement.HEALTH_INSTRUCTION, Requirement.CONFIDENTIALITY, Requirement.HAIR_TIED


class Invented(NamedTuple):
    """A company with one offer: seats per phase for the schools that lie near."""

    key: str
    name: str
    kind: CompanyKind
    town_key: str
    schools: Sequence[str]
    kldb: str
    tasks: str
    hours: DayHours
    seats: int
    needs: Sequence[Requirement] = ()

    def company(self) -> Company:
        """It as an interested company."""
        return Company(
            id=stable_id("company", self.key),
            name=self.name,
            kind=self.kind,
            town_key=self.town_key,
            source=INVENTED,
        )


NDH, SDH, LFD = "lessingschule-nordhausen", "franzbergschule-sondershausen", "fuhlrott-schule-leinefelde"

PUBLISHED = (
    Invented("tischlerei-hainleite", "Tischlerei Hainleite", CompanyKind.CRAFT, "sondershausen", [SDH], "22342",
             "Holz messen, schleifen und leimen, ein Werkstück selbst bauen", WORKSHOP, 2, [SHOES, HAIR]),
    Invented("buchhandlung-am-possen", "Buchhandlung am Possen", CompanyKind.RETAIL, "sondershausen", [SDH], "62512",
             "Bücher einräumen, Kundschaft beraten, ein Schaufenster gestalten", SHOP, 1),
    Invented("autohaus-wipper", "Autohaus Wipper", CompanyKind.CRAFT, "sondershausen", [SDH, NDH], "25212",
             "Reifen wechseln, Öl und Bremsen prüfen, bei der Durchsicht helfen", WORKSHOP, 2, [SHOES, CLOTHES]),
    Invented("maschinenbau-zorge", "Maschinenbau Zorge", CompanyKind.INDUSTRY, "nordhausen", [NDH], "24232",
             "An der Drehbank zusehen, Werkstücke entgraten und messen", WORKSHOP, 3, [SHOES, CLOTHES]),
    Invented("pflegeheim-am-gehege", "Pflegeheim am Gehege", CompanyKind.CARE, "nordhausen", [NDH], "82102",
             "Mahlzeiten anreichen, vorlesen, bei der Tagesgestaltung helfen", OFFICE, 2, [HEALTH, HUSH]),
    Invented("elektro-suedharz", "Elektro Südharz", CompanyKind.CRAFT, "nordhausen", [NDH], "26212",
             "Leitungen zuschneiden, Dosen setzen ohne Spannung, Pläne lesen", WORKSHOP, 2, [SHOES]),
    Invented("markt-an-der-zorge", "Markt an der Zorge", CompanyKind.RETAIL, "nordhausen", [NDH], "62302",
             "Ware einräumen, Frische prüfen, Kasse kennenlernen", OFFICE, 2, [HEALTH, CLOTHES]),
    Invented("rathaus-bleicherode", "Verwaltung Bleicherode", CompanyKind.PUBLIC, "bleicherode", [NDH], "73202",
             "Post verteilen, Akten ordnen, beim Bürgerservice zusehen", OFFICE, 1, [HUSH]),
    Invented("baeckerei-duen", "Bäckerei Dün", CompanyKind.CRAFT, "leinefelde", [LFD], "29222",
             "Teig wiegen und formen, Backwaren auszeichnen", EARLY, 2, [HEALTH, HAIR]),
    Invented("kita-sonnenstein", "Kindergarten am Sonnenstein", CompanyKind.CARE, "leinefelde", [LFD], "83112",
             "Mit Kindern spielen und basteln, Essen vorbereiten", OFFICE, 2, [HEALTH, HUSH]),
    Invented("metallbau-leine", "Metallbau Leine", CompanyKind.CRAFT, "leinefelde", [LFD], "24412",
             "Anreißen, sägen, bohren, ein Gitter zusammensetzen", WORKSHOP, 2, [SHOES, CLOTHES]),
    Invented("hotel-am-ohmberg", "Hotel am Ohmberg", CompanyKind.GASTRONOMY, "worbis", [LFD], "63222",
             "Tische eindecken, Zimmer herrichten, am Empfang zusehen", OFFICE, 1, [HEALTH]),
    Invented("gaertnerei-iberg", "Gärtnerei Iberg", CompanyKind.AGRICULTURE, "heiligenstadt", [LFD], "12102",
             "Pflanzen topfen und gießen, Beete anlegen", EARLY, 2, [CLOTHES]),
    Invented("physio-kurpark", "Zahnarztpraxis am Kurpark", CompanyKind.CARE, "heiligenstadt", [LFD], "81112",
             "Behandlungszimmer vorbereiten, Geräte reinigen, Termine ordnen", OFFICE, 1, [HUSH]),
    Invented("landwirtschaft-goldene-aue", "Agrarbetrieb Goldene Aue", CompanyKind.AGRICULTURE, "artern", [SDH, NDH],
             "11102", "Tiere füttern, beim Melken zusehen, Felder begehen", EARLY, 2, [CLOTHES]),
    Invented("lager-kyffhaeuser", "Lagerhaus Kyffhäuser", CompanyKind.SERVICE, "bad-frankenhausen", [SDH], "51312",
             "Ware annehmen, zählen und verpacken", WORKSHOP, 2, [SHOES]),
)  # fmt: skip

SUBMITTED = (
    Invented("friseur-marktplatz", "Friseur am Marktplatz", CompanyKind.CRAFT, "nordhausen", [NDH], "82312",
             "Kundschaft empfangen, Haare waschen, an Übungsköpfen frisieren", SHOP, 1),
)  # fmt: skip
"""Approved companies whose offer the service centre has to review."""

INTERESTED = (
    Invented("zimmerei-eichsfeld", "Zimmerei Eichsfeld", CompanyKind.CRAFT, "worbis", [LFD], "33322",
             "Balken messen und anreißen", WORKSHOP, 1, [SHOES]),
)  # fmt: skip
"""Companies that the service centre has to review first."""
