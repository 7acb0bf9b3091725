"""Every step of every life over HTTP: the allowed ones lead on, every other is refused with 409 and changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from campaign_examples import NOW, a_business, a_participation, a_town, a_town_participation, an_edition, an_offer
from campaign_people import People
from campaign_stage import stated_by
from test_lives import a_poll, an_opening, an_order, stamp_cards

from campaign.commands.offers import days_of
from campaign.domain import (
    Business,
    BusinessStatus,
    DatePoll,
    Edition,
    EditionStatus,
    MaterialItem,
    MaterialOrder,
    Offer,
    OfferStatus,
    OpeningStatus,
    OrderStatus,
    Participation,
    ParticipationStatus,
    PollStatus,
    Row,
    SpecialOpening,
    StampCampaign,
    StampStatus,
    TownParticipation,
    TownStatus,
)
from regio_chassis.access import Role
from regio_chassis.database import Database

WHY = {"reason": "Darum."}
DATES = {"dates": [{"day": "2026-09-12", "starts": "10:00", "ends": "11:00"}]}
REASONED = ("reject", "decline", "cancel", "withdraw", "revoke", "request_changes")
BODIES: dict[str, object] = {**dict.fromkeys(REASONED, WHY), "reschedule": DATES}
OPEN = EditionStatus.REGISTRATION_OPEN


@dataclass
class Ground:
    """Rows to stand on; every case has an edition of its own."""

    years: Any = field(default_factory=lambda: count(2001))
    rows: list[Row] = field(default_factory=list)

    def edition(self, status: EditionStatus = OPEN) -> Edition:
        year = next(self.years)
        return self._kept(
            an_edition(status, year=year, kickoff_days=(date(year, 9, 11),), register_until=None, order_until=None)
        )

    def town(self, status: TownStatus = TownStatus.PUBLISHED) -> TownParticipation:
        return self._kept(a_town_participation(status, edition_id=self.edition().id))

    def business(self, status: BusinessStatus = BusinessStatus.APPROVED) -> Business:
        return self._kept(a_business(status))

    def participation(self, status: ParticipationStatus) -> Participation:
        return self._kept(a_participation(status, edition_id=self.edition().id, business=self.business()))

    def offer(self, status: OfferStatus) -> Offer:
        town, shop = self.town(), self.business()
        self._kept(a_participation(ParticipationStatus.ACCEPTED, edition_id=town.edition_id, business=shop))
        offer = self._kept(an_offer(status, edition_id=town.edition_id, business_id=shop.id))
        self.rows.extend(days_of(offer))
        return offer

    def order(self, status: OrderStatus) -> MaterialOrder:
        order = an_order(status)
        order.edition_id = self.town().edition_id
        self._kept(MaterialItem(edition_id=order.edition_id, key="bag", label="Taschen", stock=5))
        return self._kept(order)

    def stamps(self, status: StampStatus) -> StampCampaign:
        cards = stamp_cards(status)
        cards.edition_id = self.edition().id
        return self._kept(cards)

    def poll(self, status: PollStatus) -> DatePoll:
        poll = a_poll(status)
        poll.edition_id = self.edition().id
        return self._kept(poll)

    def opening(self, status: OpeningStatus) -> SpecialOpening:
        return self._kept(an_opening(status, day=date(next(self.years), 5, 5)))

    def _kept(self, row: Any) -> Any:
        self.rows.append(row)
        return row


CASES: dict[type, tuple[str, Any, Callable[[Ground, Any], Any]]] = {
    Edition: ("editions", EditionStatus, Ground.edition),
    TownParticipation: ("town-participations", TownStatus, Ground.town),
    Business: ("businesses", BusinessStatus, Ground.business),
    Participation: ("participations", ParticipationStatus, Ground.participation),
    Offer: ("offers", OfferStatus, Ground.offer),
    MaterialOrder: ("material-orders", OrderStatus, Ground.order),
    StampCampaign: ("stamp-campaigns", StampStatus, Ground.stamps),
    DatePoll: ("date-polls", PollStatus, Ground.poll),
    SpecialOpening: ("special-openings", OpeningStatus, Ground.opening),
}


@pytest.mark.parametrize("kind", CASES)
async def test_every_step_over_http(people: People, database: Database, kind: type) -> None:
    path, statuses, make = CASES[kind]
    table: Any = getattr(kind, "TRANSITIONS")  # noqa: B009 - of each row class
    verbs = sorted({verb for steps in table.values() for verb in steps})
    ground = Ground()
    cases: list[tuple[Any, str, UUID]] = [
        (status, verb, make(ground, status).id) for status in statuses for verb in verbs
    ]
    into = ground.business()
    async with database.begin(at=NOW) as tx:
        await tx.add(a_town(), *sorted(ground.rows, key=_foreign_keys_first))
    wrong = []

    for status, verb, id in cases:
        body: Any = {"into": str(into.id)} if verb == "merge" else BODIES.get(verb)
        body = {} if verb == "report" else body
        body = None if (kind, verb) in BODILESS else body
        before, stated = (await people.get(f"/{path}/{id}", Role.CHAMBER)).json(), await stated_by(database)
        answer = await people.post(f"/{path}/{id}/{verb}", Role.CHAMBER, json=body)
        after = (await people.get(f"/{path}/{id}", Role.CHAMBER)).json()
        wanted = table[status].get(verb)
        if wanted is None:
            refused = (answer.status_code, answer.json().get("code")) == (409, "transition-not-allowed")
            if not refused or before != after or await stated_by(database) != stated:
                wrong.append((str(status), verb, answer.status_code, answer.json().get("code")))
        elif (answer.status_code, after["status"]) != (200, wanted) or after["version"] <= before["version"]:
            wrong.append((str(status), verb, answer.status_code, after["status"]))

    assert wrong == []


BODILESS = {(Participation, "withdraw")}
_ORDER = (Edition, Business, TownParticipation, Participation, Offer)


def _foreign_keys_first(row: Row) -> int:
    return _ORDER.index(type(row)) if type(row) in _ORDER else len(_ORDER)
