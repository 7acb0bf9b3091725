"""What is known about the programme, each with its source; what no source gives says that it is invented."""

from datetime import date
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from placement.domain.schools import Partner, PartnerKind, School, SchoolYear
from placement.domain.towns import Town

PAGE = "IHK Erfurt, Regionale Projekte: https://www.ihk.de/erfurt/ihk-regional/rb-nordhausen/regionale-projekte-4999872"
PUPILS = 150
"""All three schools together: "Derzeit sind 150 Schüler"; no source splits the figure."""
PILOT = 2022
"""The pilot ran from 21.02.2022 to 10.02.2023."""


def stable_id(*parts: object) -> UUID:
    """The same id in every demo, so that examples can name it."""
    return uuid5(NAMESPACE_URL, ":".join(("regio:placement", *map(str, parts))))


class TownFact(NamedTuple):
    """
    A place and its municipality; Fronleichnam is a holiday in the whole Landkreis Eichsfeld. Source: ThürFGtG § 2(2).

    Coordinates are of its middle, in degrees, rounded.
    """

    key: str
    name: str
    municipality: str
    county: str
    latitude: float
    longitude: float


TOWNS = (
    TownFact("nordhausen", "Nordhausen", "nordhausen", "Nordhausen", 51.505, 10.791),
    TownFact("bleicherode", "Bleicherode", "bleicherode", "Nordhausen", 51.441, 10.571),
    TownFact("sondershausen", "Sondershausen", "sondershausen", "Kyffhäuserkreis", 51.370, 10.870),
    TownFact("artern", "Artern", "artern", "Kyffhäuserkreis", 51.365, 11.294),
    TownFact("bad-frankenhausen", "Bad Frankenhausen", "bad-frankenhausen", "Kyffhäuserkreis", 51.355, 11.101),
    TownFact("leinefelde", "Leinefelde", "leinefelde-worbis", "Eichsfeld", 51.388, 10.326),
    TownFact("worbis", "Worbis", "leinefelde-worbis", "Eichsfeld", 51.421, 10.361),
    TownFact("heiligenstadt", "Heilbad Heiligenstadt", "heilbad-heiligenstadt", "Eichsfeld", 51.378, 10.138),
    TownFact("muehlhausen", "Mühlhausen", "muehlhausen", "Unstrut-Hainich-Kreis", 51.209, 10.459),
    TownFact("bad-langensalza", "Bad Langensalza", "bad-langensalza", "Unstrut-Hainich-Kreis", 51.108, 10.647),
    TownFact("eisenach", "Eisenach", "eisenach", "Wartburgkreis", 50.976, 10.319),
    TownFact("gotha", "Gotha", "gotha", "Gotha", 50.949, 10.702),
    TownFact("apolda", "Apolda", "apolda", "Weimarer Land", 51.025, 11.514),
    TownFact("soemmerda", "Sömmerda", "soemmerda", "Sömmerda", 51.161, 11.117),
)


def towns() -> list[Town]:
    """The towns of the three schools, of the campaign and of the network."""
    return [Town(**fact._asdict(), corpus_christi=fact.county == "Eichsfeld") for fact in TOWNS]


class SchoolFact(NamedTuple):
    """One of the three schools of the pilot; the weekday is invented."""

    key: str
    name: str
    town_key: str
    weekday: int


SCHOOLS = (
    SchoolFact("lessingschule-nordhausen", "Lessingschule Nordhausen", "nordhausen", 2),
    SchoolFact("franzbergschule-sondershausen", "Franzbergschule Sondershausen", "sondershausen", 3),
    SchoolFact("fuhlrott-schule-leinefelde", "Johann-Carl-Fuhlrott-Schule Leinefelde", "leinefelde", 4),
)


def schools() -> list[School]:
    """The three schools of the pilot."""
    source = f"{PAGE}; der Wochentag ist erfunden, keine Quelle nennt ihn."
    return [School(id=stable_id("school", fact.key), grade=8, source=source, **fact._asdict()) for fact in SCHOOLS]


def school_year(begins: int) -> SchoolYear:
    """
    The school year in which phase 1 of ``begins`` lies; that of the pilot with the number of pupils.

    Source: a school year runs from 1 August to 31 July (ThürSchulG § 45).
    """
    pilot = begins == PILOT
    return SchoolYear(
        key=school_year_key(begins),
        starts_on=date(begins - 1, 8, 1),
        ends_on=date(begins, 7, 31),
        pupils_total=PUPILS if pilot else None,
        source=f"{PAGE}: „Derzeit sind 150 Schüler“, nicht nach Schulen aufgeteilt." if pilot else None,
    )


def school_year_key(begins: int) -> str:
    """Phase 1 begins in February, so in the second half of the school year."""
    return f"{begins - 1}/{begins % 100:02d}"


_HELPS = "Partner des Pilotprojekts „Praxistage“"
_FINDS = "Kooperationspartner für die Gewinnung der Betriebe"


def partners() -> list[Partner]:
    """The organisations that the chamber's page names."""
    named = (
        ("agentur-fuer-arbeit", "Agentur für Arbeit", PartnerKind.PARTNER, _HELPS),
        ("schulamt-nordthueringen", "Staatliches Schulamt Nordthüringen", PartnerKind.PARTNER, _HELPS),
        ("khs-nordthueringen", "Kreishandwerkerschaft Nordthüringen", PartnerKind.PARTNER, _HELPS),
        (
            "khs-unstrut-hainich-kyffhaeuser",
            "Kreishandwerkerschaft Unstrut-Hainich/Kyffhäuser",
            PartnerKind.PARTNER,
            _HELPS,
        ),
        (
            "rsc-landkreise",
            "Regionale Service-Center der Landkreise Nordhausen, Eichsfeld und Kyffhäuserkreis",
            PartnerKind.COMPANY_CONTACT,
            _FINDS,
        ),
    )
    return [Partner(key=key, name=name, kind=kind, role=role, source=PAGE) for key, name, kind, role in named]
