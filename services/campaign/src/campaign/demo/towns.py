"""Towns, and the edition of 2021: facts with their sources."""

from datetime import date, time
from uuid import NAMESPACE_URL, UUID, uuid5

from campaign.domain import Edition, Link, Town, TownParticipation
from regio_events import Window

CAMPAIGN_PAGE = (
    "IHK Erfurt, Regionale Projekte: https://www.ihk.de/erfurt/ihk-regional/rb-nordhausen/regionale-projekte-4999872"
)
INVENTED = "Erfunden für die Vorführung."
FIVE = ("heiligenstadt", "worbis", "leinefelde", "bleicherode", "artern")
"""The towns of 2021, in the order of the source text."""

LINKS = (Link(label="Heimat shoppen", url="https://www.heimat-shoppen.de/"),)

_SOURCE = (
    "Schlüssel: Gemeindeverzeichnis des Statistischen Bundesamts (AGS); Fronleichnam: ThürFGtG § 2 (2), Landkreis "
    "Eichsfeld; Koordinaten: Ortsmitte, gerundet."
)
# key, name, municipality, AGS, county, Fronleichnam is a holiday, north, east, site of the municipality
_TOWNS = (
    ("heiligenstadt", "Heilbad Heiligenstadt", "heilbad-heiligenstadt", "16061045", "Eichsfeld", True, 51.378, 10.138,
     "heilbad-heiligenstadt"),
    ("worbis", "Worbis", "leinefelde-worbis", "16061115", "Eichsfeld", True, 51.421, 10.361, "leinefelde-worbis"),
    ("leinefelde", "Leinefelde", "leinefelde-worbis", "16061115", "Eichsfeld", True, 51.388, 10.326,
     "leinefelde-worbis"),
    ("bleicherode", "Bleicherode", "bleicherode", "16062066", "Nordhausen", False, 51.441, 10.571, "bleicherode"),
    ("artern", "Artern", "artern", "16065086", "Kyffhäuserkreis", False, 51.365, 11.294, "artern"),
    ("sondershausen", "Sondershausen", "sondershausen", "16065067", "Kyffhäuserkreis", False, 51.370, 10.870,
     "sondershausen"),
    ("eisenach", "Eisenach", "eisenach", "16063105", "Wartburgkreis", False, 50.976, 10.319, "eisenach"),
    ("gotha", "Gotha", "gotha", "16067029", "Gotha", False, 50.949, 10.702, "gotha"),
    ("muehlhausen", "Mühlhausen", "muehlhausen", "16064046", "Unstrut-Hainich-Kreis", False, 51.209, 10.459,
     "muehlhausen"),
    ("apolda", "Apolda", "apolda", "16071001", "Weimarer Land", False, 51.025, 11.514, "apolda"),
    ("bad-langensalza", "Bad Langensalza", "bad-langensalza", "16064003", "Unstrut-Hainich-Kreis", False, 51.108,
     10.647, "badlangensalza"),
    ("soemmerda", "Sömmerda", "soemmerda", "16068051", "Sömmerda", False, 51.161, 11.117, "soemmerda"),
)  # fmt: skip


def stable_id(*parts: object) -> UUID:
    """The same id in every demo, so that examples can name it."""
    return uuid5(NAMESPACE_URL, ":".join(("regio:campaign", *map(str, parts))))


def towns() -> dict[str, Town]:
    """The five towns of 2021 and those of the network, which may join; by key."""
    return {
        key: Town(
            key=key,
            name=name,
            municipality=municipality,
            municipality_key=ags,
            county=county,
            catholic=catholic,
            latitude=latitude,
            longitude=longitude,
            links=(Link(label="Internetseite der Stadt", url=f"https://www.{site}.de/"),),
            source=_SOURCE,
        )
        for key, name, municipality, ags, county, catholic, latitude, longitude, site in _TOWNS
    }


def lead_of(town: Town) -> str:
    """An invented lead organisation."""
    return f"Stadt {town.name}, Wirtschaftsförderung"


def contact_of(town: Town) -> str:
    """An invented address; ``.example`` is nobody's domain."""
    return f"heimat-shoppen@{town.key}.example"


def edition_of_2021() -> Edition:
    return Edition(
        id=stable_id("edition", 2021),
        year=2021,
        motto="Heimat shoppen",
        kickoff_days=(date(2021, 9, 10), date(2021, 9, 11)),
        links=LINKS,
        source=f"{CAMPAIGN_PAGE} (Startschuss 10. und 11. September 2021; seit 2017 mit fünf Aktionsstädten)",
    )


def participations_of_2021(edition: Edition, places: dict[str, Town]) -> list[TownParticipation]:
    """The five towns; of their hours only Heiligenstadt's Sunday is known."""
    return [
        TownParticipation(
            id=stable_id("town", edition.year, key),
            edition_id=edition.id,
            town_key=key,
            municipality_key=places[key].municipality_key,
            windows=_windows_of_2021(key, edition),
            source=_source_of_2021(key),
            lead_organisation=lead_of(places[key]),
            contact=contact_of(places[key]),
        )
        for key in FIVE
    ]


def _windows_of_2021(key: str, edition: Edition) -> tuple[Window, ...]:
    usual = tuple(Window(day=day, opens=time(10), closes=time(18)) for day in edition.kickoff_days)
    if key != "heiligenstadt":
        return usual
    return (*usual, Window(day=date(2021, 9, 12), opens=time(13), closes=time(18)))


def _source_of_2021(key: str) -> str:
    known = f"Teilnahme: {CAMPAIGN_PAGE}. Uhrzeiten an den Starttagen und Ansprechpartner: erfunden."
    if key != "heiligenstadt":
        return known
    return f"{known} Sonntag, 12.09.2021, 13 bis 18 Uhr: TLZ Eichsfeld, 31.08.2021 („Sei loyal, kauf lokal“)."
