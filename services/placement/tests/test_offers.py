"""Offers of places: each step that is allowed, every other refused, and the rules of their seats."""

from datetime import date
from itertools import product
from uuid import UUID

import pytest
from placement_examples import (
    BUSINESS,
    COMPANY,
    OFFER,
    PHASE,
    TODAY,
    a_company,
    a_phase,
    a_planned_phase,
    an_offer,
    hours,
    some_seats,
)

from placement.domain.companies import CompanyStatus
from placement.domain.errors import (
    CompanyNotApproved,
    HoursNotAllowed,
    OccupationUnknown,
    OfferNotEditable,
    SeatsNotAllowed,
)
from placement.domain.offers import OfferStatus, PlaceOffer, Seats, insist_on_seats, is_full
from placement.domain.requirements import Requirement
from regio_chassis.errors import TransitionRefused
from regio_events.placement import OfferPaused, OfferPublished, OfferWithdrawn

FACTS = {
    "offer_id": OFFER,
    "company_id": COMPANY,
    "business_id": BUSINESS,
    "town_key": "nordhausen",
    "kldb": "22342",
    "occupation": "Berufe im Holz-, Möbel- und Innenausbau – fachlich ausgerichtete Tätigkeiten",
    "weekdays": (2,),
    "phase_ids": (PHASE,),
    "seats_total": 2,
    "requirement_codes": ("hair_tied", "safety_shoes"),
}
LINKED = a_company(business_id=BUSINESS, requirements=[Requirement.SAFETY_SHOES])
NEEDS = {"requirements": [Requirement.HAIR_TIED]}


def test_a_draft_takes_the_label_of_its_occupation_and_the_rules_of_the_day():
    offer = PlaceOffer.draft(
        a_company(), kldb="62512", tasks="Bücher einräumen", hours=hours("09:00", "13:00"), requirements=[], on=TODAY
    )

    assert (offer.occupation, offer.rule_set, offer.status) == (
        "Berufe im Buchhandel – fachlich ausgerichtete Tätigkeiten",
        "jarbschg-2022",
        OfferStatus.DRAFT,
    )


def test_a_draft_of_an_unknown_occupation_is_refused():
    with pytest.raises(OccupationUnknown):
        PlaceOffer.draft(a_company(), kldb="00000", tasks="x", hours=hours(), requirements=[], on=TODAY)


def test_a_draft_with_too_long_a_day_is_refused():
    with pytest.raises(HoursNotAllowed):
        PlaceOffer.draft(a_company(), kldb="62512", tasks="x", hours=hours("06:00", "16:00"), requirements=[], on=TODAY)


def test_a_draft_is_submitted():
    offer = an_offer(return_reason="Bitte Zeiten nennen")

    offer.submit(some_seats(), on=TODAY)

    assert (offer.status, offer.return_reason) == (OfferStatus.SUBMITTED, None)


def test_a_submitted_offer_is_published():
    offer = an_offer(OfferStatus.SUBMITTED, **NEEDS)

    event = offer.approve(LINKED, some_seats())

    assert offer.status is OfferStatus.PUBLISHED
    assert event == OfferPublished(**FACTS)


def test_a_submitted_offer_is_returned_with_a_reason():
    offer = an_offer(OfferStatus.SUBMITTED)

    offer.return_("Bitte Zeiten nennen")

    assert (offer.status, offer.return_reason) == (OfferStatus.DRAFT, "Bitte Zeiten nennen")


def test_a_published_offer_is_paused_until_a_day():
    offer = an_offer(OfferStatus.PUBLISHED, **NEEDS)

    event = offer.pause(LINKED, some_seats(), until=date(2026, 4, 1))

    assert (offer.status, offer.paused_until) == (OfferStatus.PAUSED, date(2026, 4, 1))
    assert event == OfferPaused(**FACTS, until=date(2026, 4, 1))


def test_a_paused_offer_is_resumed():
    offer = an_offer(OfferStatus.PAUSED, paused_until=date(2026, 4, 1), **NEEDS)

    event = offer.resume(LINKED, some_seats())

    assert (offer.status, offer.paused_until) == (OfferStatus.PUBLISHED, None)
    assert event == OfferPublished(**FACTS)


@pytest.mark.parametrize("status", [OfferStatus.PUBLISHED, OfferStatus.PAUSED])
def test_a_public_offer_is_withdrawn(status):
    offer = an_offer(status, **NEEDS)

    event = offer.withdraw(LINKED, some_seats())

    assert offer.status is OfferStatus.WITHDRAWN
    assert event == OfferWithdrawn(**FACTS)


VERBS = {
    "submit": lambda offer: offer.submit(some_seats(), on=TODAY),
    "approve": lambda offer: offer.approve(a_company(), some_seats()),
    "return": lambda offer: offer.return_("Grund"),
    "pause": lambda offer: offer.pause(a_company(), some_seats(), until=None),
    "resume": lambda offer: offer.resume(a_company(), some_seats()),
    "withdraw": lambda offer: offer.withdraw(a_company(), some_seats()),
}


@pytest.mark.parametrize(
    ("status", "verb"), [pair for pair in product(OfferStatus, VERBS) if pair[1] not in PlaceOffer.TRANSITIONS[pair[0]]]
)
def test_every_other_step_of_an_offer_is_refused_and_changes_nothing(status, verb):
    offer = an_offer(status)
    before = offer.model_dump()

    with pytest.raises(TransitionRefused):
        VERBS[verb](offer)

    assert offer.model_dump() == before


@pytest.mark.parametrize("status", [status for status in CompanyStatus if status is not CompanyStatus.APPROVED])
def test_nothing_is_published_for_a_company_that_is_not_approved(status):
    submitted, paused = an_offer(OfferStatus.SUBMITTED), an_offer(OfferStatus.PAUSED)

    with pytest.raises(CompanyNotApproved):
        submitted.approve(a_company(status), some_seats())
    with pytest.raises(CompanyNotApproved):
        paused.resume(a_company(status), some_seats())

    assert (submitted.status, paused.status) == (OfferStatus.SUBMITTED, OfferStatus.PAUSED)


def test_an_offer_without_seats_is_not_submitted():
    with pytest.raises(SeatsNotAllowed):
        an_offer().submit([], on=TODAY)


def test_an_offer_whose_hours_break_a_rule_is_not_submitted():
    offer = an_offer(hours=hours("07:00", "16:00"))

    with pytest.raises(HoursNotAllowed):
        offer.submit(some_seats(), on=TODAY)
    assert offer.status is OfferStatus.DRAFT


def test_a_draft_is_changed_where_a_value_is_given():
    offer = an_offer()

    offer.change(kldb="62512", requirements=[Requirement.WORK_CLOTHES], on=TODAY)

    assert (offer.occupation, offer.requirements) == (
        "Berufe im Buchhandel – fachlich ausgerichtete Tätigkeiten",
        [Requirement.WORK_CLOTHES],
    )
    assert offer.tasks == "Holz auswählen, messen, schleifen"


@pytest.mark.parametrize("status", [status for status in OfferStatus if status is not OfferStatus.DRAFT])
def test_what_was_submitted_is_not_changed(status):
    with pytest.raises(OfferNotEditable):
        an_offer(status).change(tasks="Anderes", on=TODAY)


def test_an_offer_is_full_when_no_phase_has_a_free_seat():
    taken = [*some_seats(2, taken=2), *some_seats(1, phase_id=UUID(int=2), taken=1)]

    assert is_full(taken)
    assert not is_full([*taken, *some_seats(1, phase_id=UUID(int=3))])


def test_seats_in_a_planned_phase_on_its_weekday_are_allowed():
    insist_on_seats(some_seats(), {PHASE: a_planned_phase()}, on=date(2022, 4, 8))


@pytest.mark.parametrize(
    ("seats", "phases", "pointer"),
    [
        (some_seats(), {}, "/seats/0/phase_id"),
        (some_seats(), {PHASE: a_phase()}, "/seats/0/phase_id"),
        (some_seats(), {PHASE: a_planned_phase(ends_on=date(2022, 2, 28))}, "/seats/0/phase_id"),
        (some_seats(weekday=3), {PHASE: a_planned_phase()}, "/seats/0/weekday"),
        (some_seats() * 2, {PHASE: a_planned_phase()}, "/seats/1"),
    ],
)
def test_seats_that_do_not_fit_their_phase_are_refused(seats: list[Seats], phases, pointer):
    with pytest.raises(SeatsNotAllowed) as refused:
        insist_on_seats(seats, phases, on=date(2022, 3, 1))

    assert [fault.pointer for fault in refused.value.faults] == [pointer]
