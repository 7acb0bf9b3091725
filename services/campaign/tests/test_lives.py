"""Every step of every life that is allowed, pinned one by one; and every other step refused with nothing changed."""

from collections.abc import Callable
from datetime import date, time
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from campaign_examples import (
    KRIMI,
    NOW,
    a_business,
    a_participation,
    a_town_participation,
    an_edition,
    an_offer,
    good_surroundings,
)

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
    OrderLine,
    OrderStatus,
    Participation,
    ParticipationStatus,
    PollStatus,
    Prize,
    Proposal,
    SpecialOpening,
    StampCampaign,
    StampStatus,
    StampWin,
    TownParticipation,
    TownStatus,
    WinStatus,
    local_day,
)
from regio_chassis.errors import TransitionRefused
from regio_events import campaign as events

OPEN = EditionStatus.REGISTRATION_OPEN
WHY = "Darum."

Verb = Callable[[Any], Any]

EDITION: dict[str, Verb] = {
    "announce": lambda e: e.announce(),
    "open": lambda e: e.open(at=NOW),
    "close": lambda e: e.close(),
    "start": lambda e: e.start(),
    "end": lambda e: e.end(),
    "evaluate": lambda e: e.evaluate(),
    "cancel": lambda e: e.cancel(reason=WHY),
}
TOWN: dict[str, Verb] = {
    "declare": lambda t: t.declare(),
    "confirm": lambda t: t.confirm(),
    "publish": lambda t: t.publish(an_edition(OPEN)),
    "end": lambda t: t.end(),
    "report": lambda t: t.report(),
    "withdraw": lambda t: t.withdraw(reason=WHY),
}
BUSINESS: dict[str, Verb] = {
    "approve": lambda b: b.approve(),
    "reject": lambda b: b.reject(reason=WHY),
    "close": lambda b: b.close(),
    "merge": lambda b: b.merge(a_business(BusinessStatus.APPROVED))[0],
}
PARTICIPATION: dict[str, Verb] = {
    "accept": lambda p: p.accept(BusinessStatus.APPROVED),
    "decline": lambda p: p.decline(reason=WHY),
    "end": lambda p: p.end(),
    "withdraw": lambda p: p.withdraw(),
}
OFFER: dict[str, Verb] = {
    "register": lambda o: o.register(good_surroundings()),
    "publish": lambda o: o.publish(good_surroundings()),
    "request_changes": lambda o: o.request_changes(reason=WHY),
    "reject": lambda o: o.reject(reason=WHY),
    "reschedule": lambda o: o.reschedule([KRIMI], good_surroundings(), today=local_day(NOW)),
    "cancel": lambda o: o.cancel(reason=WHY),
}


def participation_in(status: ParticipationStatus) -> Participation:
    return a_participation(status, edition_id=uuid4(), business=a_business())


def an_order(status: OrderStatus) -> MaterialOrder:
    lines = (OrderLine(item="bag", ordered=5),)
    return MaterialOrder(edition_id=uuid4(), town_key="worbis", lines=lines, status=status)


def bags() -> dict[str, MaterialItem]:
    return {"bag": MaterialItem(edition_id=uuid4(), key="bag", label="Taschen", stock=5)}


def stamp_cards(status: StampStatus) -> StampCampaign:
    prizes = (Prize(title="Tasche", count=1),)
    return StampCampaign(edition_id=uuid4(), town_key="worbis", stamps_needed=3, prizes=prizes, status=status)


def a_win(status: WinStatus) -> StampWin:
    return StampWin(card_id=uuid4(), campaign_id=uuid4(), place=1, prize="Tasche", status=status)


def a_poll(status: PollStatus) -> DatePoll:
    proposals = (Proposal(label="A", windows=()), Proposal(label="B", windows=()))
    return DatePoll(edition_id=uuid4(), town_key="worbis", proposals=proposals, status=status)


def an_opening(status: OpeningStatus = OpeningStatus.REGISTERED, **other: Any) -> SpecialOpening:
    facts = {"town_key": "worbis", "municipality_key": "16061115", "day": date(2026, 9, 13), "allowance": True}
    return SpecialOpening(**(facts | {"opens": time(13), "closes": time(18), "status": status} | other))


ORDER: dict[str, Verb] = {
    "place": lambda o: o.place(an_edition(OPEN), TownStatus.CONFIRMED, bags(), at=NOW),
    "approve": lambda o: o.approve({}, bags()),
    "ship": lambda o: o.ship(),
    "receive": lambda o: o.receive(),
}
STAMPS: dict[str, Verb] = {
    "open": lambda c: c.open(),
    "close": lambda c: c.close(),
    "draw": lambda c: (c.draw([uuid4()], seed="x", at=NOW), None)[1],
}
WIN: dict[str, Verb] = {
    "claim": lambda w: (w.claim(name="Erika Muster", contact="03606 0", at=NOW), None)[1],
    "hand_out": lambda w: w.hand_out(),
}
OPENING: dict[str, Verb] = {"revoke": lambda o: o.revoke(reason=WHY)}
POLL: dict[str, Verb] = {"open": lambda p: p.open(), "close": lambda p: p.close({0: 1})}

LIVES: dict[type, tuple[Callable[[Any], Any], dict[str, Verb], type]] = {
    Edition: (an_edition, EDITION, EditionStatus),
    TownParticipation: (a_town_participation, TOWN, TownStatus),
    Business: (a_business, BUSINESS, BusinessStatus),
    Participation: (participation_in, PARTICIPATION, ParticipationStatus),
    Offer: (an_offer, OFFER, OfferStatus),
    MaterialOrder: (an_order, ORDER, OrderStatus),
    StampCampaign: (stamp_cards, STAMPS, StampStatus),
    StampWin: (a_win, WIN, WinStatus),
    DatePoll: (a_poll, POLL, PollStatus),
    SpecialOpening: (an_opening, OPENING, OpeningStatus),
}

ALLOWED = [
    (Edition, "draft", "announce", "announced", events.EditionAnnounced),
    (Edition, "announced", "open", "registration_open", events.EditionOpened),
    (Edition, "registration_open", "close", "registration_closed", events.EditionClosed),
    (Edition, "registration_closed", "start", "running", events.EditionStarted),
    (Edition, "running", "end", "ended", events.EditionEnded),
    (Edition, "ended", "evaluate", "evaluated", None),
    (Edition, "draft", "cancel", "cancelled", events.EditionCancelled),
    (Edition, "announced", "cancel", "cancelled", events.EditionCancelled),
    (Edition, "registration_open", "cancel", "cancelled", events.EditionCancelled),
    (Edition, "registration_closed", "cancel", "cancelled", events.EditionCancelled),
    (Edition, "running", "cancel", "cancelled", events.EditionCancelled),
    (TownParticipation, "invited", "declare", "declared", events.TownDeclared),
    (TownParticipation, "declared", "confirm", "confirmed", events.TownConfirmed),
    (TownParticipation, "confirmed", "publish", "published", events.TownPublished),
    (TownParticipation, "published", "end", "ended", None),
    (TownParticipation, "ended", "report", "reported", None),
    (TownParticipation, "invited", "withdraw", "withdrawn", events.TownWithdrew),
    (TownParticipation, "declared", "withdraw", "withdrawn", events.TownWithdrew),
    (TownParticipation, "confirmed", "withdraw", "withdrawn", events.TownWithdrew),
    (TownParticipation, "published", "withdraw", "withdrawn", events.TownWithdrew),
    (Business, "registered", "approve", "approved", events.BusinessApproved),
    (Business, "registered", "reject", "rejected", None),
    (Business, "approved", "close", "closed", events.BusinessClosed),
    (Business, "registered", "merge", "closed", events.BusinessMerged),
    (Business, "approved", "merge", "closed", events.BusinessMerged),
    (Participation, "applied", "accept", "accepted", events.ParticipationAccepted),
    (Participation, "applied", "decline", "declined", None),
    (Participation, "applied", "withdraw", "withdrawn", events.ParticipationWithdrew),
    (Participation, "accepted", "withdraw", "withdrawn", events.ParticipationWithdrew),
    (Participation, "accepted", "end", "ended", None),
    (Offer, "draft", "register", "registered", events.OfferRegistered),
    (Offer, "registered", "publish", "published", events.OfferPublished),
    (Offer, "registered", "request_changes", "draft", None),
    (Offer, "registered", "reject", "rejected", None),
    (Offer, "published", "reschedule", "published", events.OfferRescheduled),
    (Offer, "published", "cancel", "cancelled", events.OfferCancelled),
    (MaterialOrder, "draft", "place", "placed", None),
    (MaterialOrder, "placed", "approve", "approved", None),
    (MaterialOrder, "approved", "ship", "shipped", events.MaterialShipped),
    (MaterialOrder, "shipped", "receive", "received", None),
    (StampCampaign, "draft", "open", "open", None),
    (StampCampaign, "open", "close", "closed", None),
    (StampCampaign, "closed", "draw", "drawn", None),
    (StampWin, "drawn", "claim", "claimed", None),
    (StampWin, "claimed", "hand_out", "handed_out", None),
    (DatePoll, "draft", "open", "open", None),
    (DatePoll, "open", "close", "closed", None),
    (SpecialOpening, "registered", "revoke", "revoked", events.SpecialOpeningRevoked),
]
STEPS = {(kind, before, verb) for kind, before, verb, _, _ in ALLOWED}
REFUSED = [
    (kind, str(status), verb)
    for kind, (_, verbs, statuses) in LIVES.items()
    for status, verb in product(statuses, verbs)
    if (kind, str(status), verb) not in STEPS
]


@pytest.mark.parametrize(("kind", "before", "verb", "after", "stated"), ALLOWED)
def test_an_allowed_step_leads_on_and_says_so(
    kind: type, before: str, verb: str, after: str, stated: type[events.CampaignEvent] | None
) -> None:
    make, verbs, statuses = LIVES[kind]
    row = make(statuses(before))

    event = verbs[verb](row)

    assert row.status == after
    assert type(event) is (stated or type(None))


@pytest.mark.parametrize(("kind", "before", "verb"), REFUSED)
def test_every_other_step_is_refused_and_changes_nothing(kind: type, before: str, verb: str) -> None:
    make, verbs, statuses = LIVES[kind]
    row = make(statuses(before))
    facts = row.model_dump()

    with pytest.raises(TransitionRefused):
        verbs[verb](row)

    assert row.model_dump() == facts


@pytest.mark.parametrize("kind", LIVES)
def test_every_status_and_every_verb_of_the_table_is_tested(kind: type) -> None:
    _, verbs, statuses = LIVES[kind]

    table = kind.TRANSITIONS  # type: ignore[attr-defined]

    assert set(table) == set(statuses)
    assert {verb for steps in table.values() for verb in steps} == set(verbs)
