"""What goes on in a season beside offers: material, stamp cards, a poll, special openings, reports."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from campaign.demo.towns import INVENTED, stable_id
from campaign.domain import (
    Business,
    DatePoll,
    DateVote,
    Edition,
    Hours,
    MaterialItem,
    MaterialOrder,
    OpeningNotAllowed,
    OrderLine,
    ParticipationStatus,
    Prize,
    Proposal,
    SpecialOpening,
    StampCampaign,
    StampCard,
    Town,
    TownParticipation,
    TownReport,
)
from campaign.domain.materials import share_orders
from regio_chassis.database import Tx
from regio_events import Window

SUNDAY_OF_2021 = Hours(date(2021, 9, 12), time(13), time(18))
CODES = tuple(f"DEM0DEM0{number:04}" for number in range(1, 21))
"""Codes of the demo's cards, to type in: DEM0-DEM0-0001 and so on. The first twenty belong to Heiligenstadt's."""
_PRIZES = (Prize(title="Einkaufsgutschein über 50 Euro", count=1), Prize(title="Stofftasche", count=3))
# town, businesses, offers, cards, ratings 1 to 5
_REPORTS_OF_2021 = (
    ("heiligenstadt", 34, 51, 410, (0, 1, 4, 12, 9)),
    ("worbis", 14, 19, None, (0, 0, 3, 6, 2)),
    ("leinefelde", 21, 26, 180, (1, 2, 5, 7, 3)),
    ("bleicherode", 11, 13, None, ()),
)


async def load_past(
    tx: Tx, past: Edition, participations: Mapping[str, TownParticipation], places: Mapping[str, Town], *, at: datetime
) -> None:
    """2021: the Sunday in Heiligenstadt, four reports, a town that was reminded, and a draw that can be checked."""
    opening, stated = SpecialOpening.register(
        places["heiligenstadt"],
        SUNDAY_OF_2021,
        occasion="Heimat shoppen",
        permit="Aktenzeichen nicht bekannt",
        used=(),
        source="Sonntag, 12.09.2021, 13 bis 18 Uhr: TLZ Eichsfeld, 31.08.2021. Anlass: die Aktion selbst.",
    )
    tx.record(stated)
    await tx.add(opening)
    for town, businesses, offers, returned, ratings in _REPORTS_OF_2021:
        report, submitted = TownReport.submit(
            participations[town],
            year=past.year,
            businesses=businesses,
            offers=offers,
            cards_returned=returned,
            ratings=ratings,
            text="Erfundener Bericht der Vorführung.",
            at=at,
            source=INVENTED,
        )
        tx.record(submitted)
        await tx.save(participations[town])
        await tx.add(report)
    participations["artern"].remind(at=at)
    await tx.save(participations["artern"])
    cards = StampCampaign(
        id=stable_id("stamps", past.year, "leinefelde"),
        edition_id=past.id,
        town_key="leinefelde",
        stamps_needed=3,
        prizes=_PRIZES,
        source=INVENTED,
    )
    full = [
        StampCard(
            id=stable_id("card", past.year, number),
            campaign_id=cards.id,
            code_hash=_hash(f"DEM0{number:08}"),
            full=True,
        )
        for number in range(1, 13)
    ]
    cards.open()
    cards.close()
    wins = cards.draw([card.id for card in full], seed="12.09.2021 3 6 17 22 34 41", at=at)
    await tx.add(cards, *full, *wins)


async def load_current(
    tx: Tx,
    current: Edition,
    participations: Mapping[str, TownParticipation],
    places: Mapping[str, Town],
    shops: Sequence[Business],
    *,
    at: datetime,
) -> None:
    """This year: bags that do not suffice, cards to stamp, a poll to vote in, a Sunday where the law knows one."""
    await _load_material(tx, current, participations, at=at)
    await _load_cards(tx, current)
    await _load_poll(tx, current, shops, at=at)
    sunday = current.kickoff_days[-1] + timedelta(days=1)
    with suppress(OpeningNotAllowed):
        opening, stated = SpecialOpening.register(
            places["heiligenstadt"],
            Hours(sunday, time(13), time(18)),
            occasion="Herbstmarkt",
            permit="Verordnung des Landkreises (erfunden)",
            used=(),
            source=INVENTED,
        )
        tx.record(stated)
        await tx.add(opening)


def duplicate_of(shop: Business, *, at: datetime) -> Business:
    """The same business, entered once more by somebody else: to be found and merged."""
    double = Business(
        id=stable_id("business", "duplicate", shop.id),
        public_name=f"{shop.public_name} GmbH",
        kind=shop.kind,
        branch=shop.branch,
        town_key=shop.town_key,
        street=shop.street.replace("straße", "str."),
        postcode=shop.postcode,
        registered_at=at,
        source=INVENTED,
    )
    double.index()
    return double


async def _load_material(
    tx: Tx, current: Edition, participations: Mapping[str, TownParticipation], *, at: datetime
) -> None:
    stock = (("bag", "Papiertaschen", 3000), ("poster", "Plakate", 400), ("sticker", "Aufkleber", 5000))
    items = {
        key: MaterialItem(
            id=stable_id("material", current.year, key),
            edition_id=current.id,
            key=key,
            label=label,
            stock=pieces,
            source=INVENTED,
        )
        for key, label, pieces in stock
    }
    orders = {
        town: MaterialOrder(
            id=stable_id("order", current.year, town),
            edition_id=current.id,
            town_key=town,
            lines=(OrderLine(item="bag", ordered=bags), OrderLine(item="poster", ordered=40)),
            source=INVENTED,
        )
        for town, bags in (("heiligenstadt", 2000), ("leinefelde", 1200), ("worbis", 800), ("artern", 500))
    }
    for town, order in orders.items():
        order.place(current, participations[town].status, items, at=at)
    # Artern's came late: it waits for the chamber, and there are no bags left.
    share_orders([order for town, order in orders.items() if town != "artern"], items)
    tx.record(orders["worbis"].ship())
    await tx.add(*items.values(), *orders.values())


async def _load_cards(tx: Tx, current: Edition) -> None:
    cards = StampCampaign(
        id=stable_id("stamps", current.year, "heiligenstadt"),
        edition_id=current.id,
        town_key="heiligenstadt",
        stamps_needed=3,
        prizes=_PRIZES,
        source=INVENTED,
    )
    cards.open()
    given = [
        StampCard(id=stable_id("card", current.year, code), campaign_id=cards.id, code_hash=_hash(code))
        for code in CODES
    ]
    await tx.add(cards, *given)


async def _load_poll(tx: Tx, current: Edition, shops: Sequence[Business], *, at: datetime) -> None:
    friday, saturday = current.kickoff_days
    poll = DatePoll(
        id=stable_id("poll", current.year, "artern"),
        edition_id=current.id,
        town_key="artern",
        proposals=(
            Proposal(
                label="Freitagabend",
                windows=(Window(day=friday, opens=time(16), closes=time(22)),),
            ),
            Proposal(
                label="Samstag den ganzen Tag",
                windows=(Window(day=saturday, opens=time(9), closes=time(18)),),
            ),
        ),
        source=INVENTED,
    )
    poll.open()
    voters = [shop for shop in shops if shop.town_key == "artern"][:3]
    votes: list[DateVote] = [
        poll.vote(shop.id, number % 2, participation=ParticipationStatus.ACCEPTED, at=at)
        for number, shop in enumerate(voters)
    ]
    await tx.add(poll, *votes)


def _hash(code: str) -> str:
    return sha256(code.encode()).hexdigest()
