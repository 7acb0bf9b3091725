"""What is known about the network, each with its source."""

from datetime import date
from typing import NamedTuple

AGS = "Destatis, Gemeindeverzeichnis (GV-ISys)"
PAGE = "IHK Erfurt, Regionale Projekte: ihk.de/erfurt/ihk-regional/rb-nordhausen/regionale-projekte-4999872"
FOUNDERS = "Stadt Sömmerda, Citymanagement 2017-2019; IHK Erfurt, Regionale Projekte: „Im April 2015 … in vier Städten“"
BY_2018 = "belegt für 2018, der Tag des Beitritts nicht"
HALF_2019 = "Stadt Bad Langensalza, badlangensalza.de/die-stadt/citymanagement/innenstadtinitiative: 2. Halbjahr 2019"
TEN_TOWNS = (
    "genannt von der IHK Erfurt (ihk.de 3325726, neun Städte ohne Heilbad Heiligenstadt) und von der Stadt "
    "Sondershausen (zehn Städte mit beiden); Tag des Beitritts und Arbeitsgruppe nicht belegt"
)
FIELDS_OF_ACTION = "IHK Erfurt, Handlungsfelder: ihk.de 3325726"


class TownFact(NamedTuple):
    """One of the nine towns; ``places`` are the names under which the campaign counts it, besides its own."""

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
"""Named by later lists; the sources contradict each other and give no day."""

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
)

FOUNDED = date(2015, 4, 1)
"""Day conventional: the sources say April 2015."""
SPLIT = date(2019, 7, 1)
"""Day conventional: the sources say second half of 2019."""


class Stay(NamedTuple):
    """Towns that were in a group between two days."""

    group_key: str
    town_keys: tuple[str, ...]
    since: date
    until: date | None
    source: str


STAYS = (
    Stay("netzwerk-2015", ("apolda", "eisenach", "soemmerda", "sondershausen"), FOUNDED, date(2019, 6, 30), FOUNDERS),
    Stay("netzwerk-2015", ("bad-langensalza", "heilbad-heiligenstadt"), date(2018, 12, 31), date(2019, 6, 30), BY_2018),
    Stay("netzwerk-1", ("eisenach", "gotha", "muehlhausen", "sondershausen"), SPLIT, None, HALF_2019),
    Stay(
        "netzwerk-2",
        ("apolda", "bad-langensalza", "heilbad-heiligenstadt", "leinefelde-worbis", "soemmerda"),
        SPLIT,
        None,
        HALF_2019,
    ),
)

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
