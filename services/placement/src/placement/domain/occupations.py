"""Occupations of the region after KldB 2010, by their five digits; all need skilled work (last digit 2)."""

from collections.abc import Mapping

from placement.domain.errors import OccupationUnknown

OCCUPATIONS: Mapping[str, str] = {
    "11102": "Berufe in der Landwirtschaft (ohne Spezialisierung)",
    "11502": "Berufe in der Tierpflege (ohne Spezialisierung)",
    "12102": "Berufe im Gartenbau (ohne Spezialisierung)",
    "12202": "Berufe in der Floristik",
    "22102": "Berufe in der Kunststoff- und Kautschukherstellung (ohne Spezialisierung)",
    "22342": "Berufe im Holz-, Möbel- und Innenausbau",
    "24232": "Berufe in der spanenden Metallbearbeitung",
    "24412": "Berufe im Metallbau",
    "24422": "Berufe in der Schweiß- und Verbindungstechnik",
    "25102": "Berufe in der Maschinenbau- und Betriebstechnik (ohne Spezialisierung)",
    "25212": "Berufe in der Kraftfahrzeugtechnik",
    "25222": "Berufe in der Land- und Baumaschinentechnik",
    "25252": "Berufe in der Zweiradtechnik",
    "26112": "Berufe in der Mechatronik",
    "26212": "Berufe in der Bauelektrik",
    "29222": "Berufe in der Back- und Konditoreiwarenherstellung",
    "29232": "Berufe in der Fleischverarbeitung",
    "29302": "Köche/Köchinnen (ohne Spezialisierung)",
    "32122": "Berufe im Maurerhandwerk",
    "32142": "Berufe in der Dachdeckerei",
    "33212": "Berufe für Maler- und Lackiererarbeiten",
    "33322": "Berufe in der Zimmerei",
    "34212": "Berufe in der Sanitär-, Heizungs- und Klimatechnik",
    "43102": "Berufe in der Informatik (ohne Spezialisierung)",
    "51312": "Berufe in der Lagerwirtschaft",
    "62102": "Berufe im Verkauf (ohne Produktspezialisierung)",
    "62302": "Berufe im Verkauf von Lebensmitteln (ohne Spezialisierung)",
    "62412": "Berufe im Verkauf von drogerie- und apothekenüblichen Waren",
    "62512": "Berufe im Buchhandel",
    "63222": "Berufe im Hotelservice",
    "63302": "Berufe im Gastronomieservice (ohne Spezialisierung)",
    "71402": "Büro- und Sekretariatskräfte (ohne Spezialisierung)",
    "72112": "Bankkaufleute",
    "73202": "Berufe in der öffentlichen Verwaltung (ohne Spezialisierung)",
    "81102": "Medizinische Fachangestellte (ohne Spezialisierung)",
    "81112": "Zahnmedizinische Fachangestellte",
    "81142": "Tiermedizinische Fachangestellte",
    "81302": "Berufe in der Gesundheits- und Krankenpflege (ohne Spezialisierung)",
    "82102": "Berufe in der Altenpflege (ohne Spezialisierung)",
    "82312": "Berufe im Friseurgewerbe",
    "82522": "Berufe in der Augenoptik",
    "83112": "Berufe in der Kinderbetreuung und -erziehung",
}
"""
A selection; another code is added here, with its label.

Source: Klassifikation der Berufe 2010, revision 2020, Bundesagentur für Arbeit; labels without the level of skill.
"""


def label_of(kldb: str) -> str:
    """
    The German label of a five-digit code.

    Raises:
        OccupationUnknown: the code is not in the list.
    """
    label = OCCUPATIONS.get(kldb)
    if label is None:
        raise OccupationUnknown("Choose a code from the list of occupations.", pointer="/kldb")
    return label
