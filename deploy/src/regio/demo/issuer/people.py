"""Who can be picked in the demo: one invented person per role, and one for every town of the campaign."""

from dataclasses import dataclass

from campaign.demo.towns import stable_id as campaign_id
from placement.demo.facts import stable_id as placement_id
from regio_chassis.access import EVERY, Role

PERSONS = tuple(role for role in Role if role not in {Role.ANONYMOUS, Role.SERVICE})
"""The roles a person can have; nobody needs a token to be anonymous, and no person is a service."""


@dataclass(frozen=True)
class Person:
    """An invented person; ``keys`` are those of their towns, businesses, ... as the three services call them."""

    id: str
    name: str
    does: str
    role: Role
    keys: tuple[str, ...] = (EVERY,)

    @property
    def subject(self) -> str:
        """The claim ``sub`` of their tokens."""
        return f"demo-{self.id}"


def _manager(town: str, name: str, of: str, *others: str) -> Person:
    return Person(f"stadt-{town}", name, f"Citymanagement {of}", Role.TOWN_MANAGER, (town, *others))


PEOPLE = (
    Person("kammer", "Karla Sommer", "Regionales Service-Center der IHK", Role.CHAMBER),
    _manager("heiligenstadt", "Henrik Thal", "Heilbad Heiligenstadt", "heilbad-heiligenstadt"),
    _manager("leinefelde", "Lena Dünwald", "Leinefelde-Worbis", "worbis", "leinefelde-worbis"),
    _manager("bleicherode", "Bernd Kali", "Bleicherode"),
    _manager("artern", "Aylin Unstrut", "Artern"),
    _manager("sondershausen", "Sven Possen", "Sondershausen"),
    Person("moderation", "Mara Linde", "Moderation von Netzwerk 1", Role.MODERATOR, ("netzwerk-1",)),
    Person(
        "buchhandlung",
        "Berta Blatt",
        "Buchhandlung Leseecke Worbis",
        Role.SHOPKEEPER,
        (str(campaign_id("business", "worbis", 0)),),
    ),
    Person("schule", "Sabine Schulz", "Lessingschule Nordhausen", Role.SCHOOL, ("lessingschule-nordhausen",)),
    Person(
        "tischlerei",
        "Timo Holz",
        "Tischlerei Hainleite, Praxisbetrieb",
        Role.COMPANY,
        (str(placement_id("company", "tischlerei-hainleite")),),
    ),
    Person("betrieb", "Oskar Wacht", "Betrieb der Anlage", Role.OPERATOR),
)
"""Pupils and guardians are not among them: they have no accounts, their school hands out a code."""
