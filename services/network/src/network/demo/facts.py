"""What is known about the network, each with its source."""

from datetime import date, timedelta
from typing import NamedTuple

AGS = "Destatis, Gemeindeverzeichnis (GV-ISys)"
PAGE = "IHK Erfurt, Regionale Projekte: ihk.de/erfurt/ihk-regional/rb-nordhausen/regionale-projekte-4999872"
FOUNDERS = "Stadt Sömmerda, Citymanagement 2017-2019; IHK Erfurt, Regionale Projekte: „Im April 2015 … in vier Städten“"
BY_2018 = (
    "jenapolis.de, 03.05.2018: Bad Langensalza und Heilbad Heiligenstadt schlossen sich an; der Tag des Beitritts ist"
    " nicht belegt, hier gilt der Tag des Berichts"
)
SECOND_2019 = (
    "gotha-aktuell.info, 14. und 21.02.2019: am 20.02.2019 unterzeichnen Sondershausen, Mühlhausen, Eisenach und Gotha"
)
HALF_2019 = (
    "Stadt Bad Langensalza, badlangensalza.de/die-stadt/citymanagement/innenstadtinitiative: 2. Halbjahr 2019;"
    " der Tag ist nicht belegt, hier gilt der erste des Halbjahrs"
)
TEN_2024 = (
    "Stadt Sondershausen, „Gemeinsame Initiative zur Innenstadtbelebung“, und citymanagement-badlangensalza.de,"
    " 17.04.2024: Absichtserklärung vom 25.01.2024"
)
ABSENT_2024 = f"{TEN_2024}, nicht anwesend, gehört dazu"
UNLISTED = (
    f"{ABSENT_2024}; in der undatierten Liste der IHK Erfurt (ihk.de 3325726, neun Städte) nicht genannt, ein Tag des "
    "Austritts ist nicht belegt"
)
FIELDS_OF_ACTION = "IHK Erfurt, Handlungsfelder: ihk.de 3325726"


class TownFact(NamedTuple):
    """One of the towns; ``places`` are the names under which the campaign counts it, besides its own."""

    key: str
    name: str
    municipality_key: str | None
    county: str
    region: str | None = None
    places: tuple[str, ...] = ()


TOWNS = (
    TownFact("apolda", "Apolda", "16071001", "Landkreis Weimarer Land"),
    TownFact("bad-langensalza", "Bad Langensalza", "16064003", "Unstrut-Hainich-Kreis"),
    TownFact("eisenach", "Eisenach", "16063105", "Wartburgkreis"),
    TownFact("gotha", "Gotha", "16067029", "Landkreis Gotha"),
    TownFact(
        "heilbad-heiligenstadt",
        "Heilbad Heiligenstadt",
        "16061045",
        "Landkreis Eichsfeld",
        "nord",
        ("heiligenstadt",),
    ),
    TownFact(
        "leinefelde-worbis", "Leinefelde-Worbis", "16061115", "Landkreis Eichsfeld", None, ("leinefelde", "worbis")
    ),
    TownFact("muehlhausen", "Mühlhausen/Thüringen", "16064046", "Unstrut-Hainich-Kreis"),
    TownFact("soemmerda", "Sömmerda", "16068051", "Landkreis Sömmerda"),
    TownFact("sondershausen", "Sondershausen", "16065067", "Kyffhäuserkreis", "nord"),
)

LATER = TownFact("bad-frankenhausen", "Bad Frankenhausen", None, "Kyffhäuserkreis")
"""The tenth town, „neues Mitglied“ in 2024; in neither of the two working groups, as far as sources say."""

GROUPS = (
    (
        "netzwerk-2015",
        "Netzwerkinitiative 2015",
        "„Innenstädte erfolgreich machen“, im April 2015 von der IHK Erfurt in vier Städten ins Leben gerufen.",
        PAGE,
    ),
    (
        "netzwerk-1",
        "Netzwerk 1",
        "Eine der zwei Arbeitsgruppen, in denen neun Städte zusammenarbeiten.",
        HALF_2019,
    ),
    (
        "netzwerk-2",
        "Netzwerk 2",
        "Eine der zwei Arbeitsgruppen, in denen neun Städte zusammenarbeiten.",
        HALF_2019,
    ),
    (
        "innenstadtnetzwerk",
        "Thüringer Innenstadtnetzwerk",
        "Die Netzwerkinitiative, wie sie zehn Städte seit 2024 gemeinsam fortführen.",
        TEN_2024,
    ),
)

FOUNDED = date(2015, 4, 1)
"""Day conventional: the sources say April 2015."""
REPORTED = date(2018, 5, 3)
SECOND = date(2019, 2, 20)
HALF = date(2019, 7, 1)
"""Day conventional: the source says second half of 2019."""
SIGNED = date(2024, 1, 25)


class Stay(NamedTuple):
    """Towns that were in a group between two days."""

    group_key: str
    town_keys: tuple[str, ...]
    since: date
    until: date | None
    source: str


_DAY = timedelta(days=1)
STAYS = (
    Stay("netzwerk-2015", ("eisenach", "sondershausen"), FOUNDED, SECOND - _DAY, FOUNDERS),
    Stay("netzwerk-2015", ("apolda", "soemmerda"), FOUNDED, HALF - _DAY, FOUNDERS),
    Stay("netzwerk-2015", ("bad-langensalza", "heilbad-heiligenstadt"), REPORTED, HALF - _DAY, BY_2018),
    Stay("netzwerk-1", ("eisenach", "gotha", "muehlhausen", "sondershausen"), SECOND, None, SECOND_2019),
    Stay(
        "netzwerk-2",
        ("apolda", "bad-langensalza", "heilbad-heiligenstadt", "leinefelde-worbis", "soemmerda"),
        HALF,
        None,
        HALF_2019,
    ),
    Stay(
        "innenstadtnetzwerk",
        (
            "apolda",
            "bad-frankenhausen",
            "bad-langensalza",
            "eisenach",
            "gotha",
            "muehlhausen",
            "soemmerda",
            "sondershausen",
        ),
        SIGNED,
        None,
        TEN_2024,
    ),
    Stay("innenstadtnetzwerk", ("leinefelde-worbis",), SIGNED, None, ABSENT_2024),
    Stay("innenstadtnetzwerk", ("heilbad-heiligenstadt",), SIGNED, None, UNLISTED),
)
"""Who was a member when. Where a source gives no day, the earliest one it speaks of, and ``source`` says so."""

FIELDS = (
    ("wettbewerbsfaehigkeit", "Wettbewerbsfähigkeit und Servicequalität"),
    ("mobilitaet", "Mobilität, Erreichbarkeit, Parken"),
    ("leerstand", "Leerstands- und Brachflächenmanagement"),
    ("aktionen-events", "Aktionen und Events"),
    ("erlebnisraum", "Erlebnisraum Innenstadt"),
    ("identitaet", "Identität und Image"),
    ("standortkommunikation", "Standortkommunikation, -kooperation und City-Management"),
    ("strategien", "Strategien und Leitbilder"),
    ("zielgruppen", "Zielgruppenstrategien"),
    ("digital", "Digitale Innenstädte"),
    ("funktionsvielfalt", "Funktionsvielfalt"),
    ("familie", "Familienfreundliche Innenstadt"),
    ("neubuerger", "Neubürger und Rückkehrer"),
)
