"""Bodies of the towns that public pages name, and an invented analysis that shows what one looks like."""

from datetime import date, datetime
from typing import NamedTuple

from network import commands, queries
from network.domain import BodyKind, FindingKind, IndicatorKind
from regio_chassis.access import Scope
from regio_chassis.database import Tx

INVENTED = "erfunden: Beispiel für die Vorführung"
SOEMMERDA = "Stadt Sömmerda, Citymanagement 2017-2019"
LANGENSALZA = "Stadt Bad Langensalza, badlangensalza.de/die-stadt/citymanagement/innenstadtinitiative"
TOWN = "sondershausen"


class BodyFact(NamedTuple):
    """A body that a public page names."""

    town_key: str
    name: str
    kind: BodyKind
    purpose: str
    source: str


BODIES = (
    BodyFact(
        "soemmerda",
        "Citymanagement Sömmerda",
        BodyKind.CITY_MANAGEMENT,
        "Koordinierte das Netzwerk, bevor die Aufgabe nach Bad Langensalza ging.",
        SOEMMERDA,
    ),
    BodyFact(
        "soemmerda",
        "Handels- und Gewerbeverein (HGV)",
        BodyKind.ASSOCIATION,
        "2017 Partner von Heimat shoppen, mit Sparkasse Mittelthüringen und Handelsverband.",
        SOEMMERDA,
    ),
    BodyFact(
        "bad-langensalza",
        "Citymanagement Bad Langensalza",
        BodyKind.CITY_MANAGEMENT,
        "Berichtet öffentlich über die Innenstadtinitiative und ihre zwei Netzwerke.",
        LANGENSALZA,
    ),
)

FINDINGS = (
    (FindingKind.WEAKNESS, "leerstand", "Läden in der Nebenlage stehen länger als ein Jahr leer.", 1),
    (FindingKind.WEAKNESS, "mobilitaet", "Vom Parkplatz führt kein stufenfreier Weg zum Markt.", 2),
    (FindingKind.STRENGTH, "erlebnisraum", "Schloss und Markt liegen fünf Gehminuten auseinander.", 3),
    (FindingKind.POTENTIAL, "aktionen-events", "Abendöffnung an Sommerdonnerstagen.", 2),
)
VACANCY = ((date(2024, 5, 1), 14.0), (date(2025, 5, 1), 12.5))


async def load_bodies(tx: Tx, at: datetime) -> None:
    """What public pages say of the towns' own structures; no names of people."""
    for fact in BODIES:
        known = await tx.execute(queries.organisation.bodies(Scope.ALL, town=fact.town_key))
        if fact.name not in {row["name"] for row in known.mappings()}:
            await commands.organisation.add_body(tx, Scope.ALL, **fact._asdict(), at=at)


async def load_analysis(tx: Tx, at: datetime) -> None:
    """An analysis with findings that was presented, and a figure before and after."""
    if await queries.analyses.analysis_of_source(tx, INVENTED):
        return
    analysis = await commands.analyses.commission(
        tx,
        Scope.ALL,
        town_key=TOWN,
        title="Innenstadtanalyse Sondershausen (Beispiel)",
        experts="Beispielinstitut für Stadt und Handel",
        source=INVENTED,
        at=at,
    )
    await commands.analyses.start(tx, Scope.ALL, analysis.id)
    for kind, field, text, priority in FINDINGS:
        await commands.analyses.find(
            tx, Scope.ALL, analysis_id=analysis.id, kind=kind, field=field, text=text, priority=priority, at=at
        )
    await commands.analyses.present(tx, Scope.ALL, analysis.id, at=at)
    for day, value in VACANCY:
        await commands.analyses.measure(
            tx,
            Scope.ALL,
            town_key=TOWN,
            kind=IndicatorKind.VACANCY_PERCENT,
            day=day,
            value=value,
            source=INVENTED,
            at=at,
        )
