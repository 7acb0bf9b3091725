"""What an edition, a town, a business and an offer insist on."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

import pytest
from campaign_examples import (
    FRIDAY,
    KRIMI,
    NOW,
    SATURDAY,
    WINDOWS,
    a_business,
    a_participation,
    a_town,
    a_town_participation,
    an_edition,
    an_offer,
    good_surroundings,
)

from campaign.domain import (
    Attention,
    BusinessNotListed,
    BusinessStatus,
    EditionNotOpen,
    EditionStatus,
    NotTakingPart,
    OfferFixed,
    OfferStatus,
    OutsideWindows,
    Participation,
    ParticipationStatus,
    RegistrationClosed,
    TownStatus,
    WindowsFixed,
    local_day,
)
from regio_chassis.errors import Invalid
from regio_events import OfferDate, Window

OPEN = EditionStatus.REGISTRATION_OPEN


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"kickoff_days": ()}, "/kickoff_days"),
        ({"kickoff_days": (date(2027, 9, 10),)}, "/kickoff_days/0"),
        ({"kickoff_days": (SATURDAY, FRIDAY)}, "/kickoff_days"),
        ({"kickoff_days": (FRIDAY, FRIDAY)}, "/kickoff_days"),
        ({"register_until": date(2026, 9, 13)}, "/register_until"),
        ({"order_until": date(2026, 9, 13)}, "/order_until"),
    ],
)
def test_an_edition_whose_days_do_not_fit_is_not_announced(facts: dict[str, Any], pointer: str) -> None:
    edition = an_edition(**facts)

    with pytest.raises(Invalid) as refused:
        edition.announce()

    assert [fault.pointer for fault in refused.value.faults] == [pointer]
    assert edition.status is EditionStatus.DRAFT


def test_registration_does_not_open_after_its_last_day() -> None:
    edition = an_edition(EditionStatus.ANNOUNCED)

    with pytest.raises(Invalid, match=r"31\.08\.2026"):
        edition.open(at=datetime(2026, 9, 1, 8, tzinfo=UTC))

    assert edition.status is EditionStatus.ANNOUNCED


def test_the_last_day_to_register_ends_at_midnight_in_the_towns() -> None:
    edition = an_edition(OPEN)
    business = a_business()

    before = datetime(2026, 8, 31, 21, 59, tzinfo=UTC)
    after = datetime(2026, 8, 31, 22, 0, tzinfo=UTC)

    assert Participation.apply(business, edition, None, at=before).status is ParticipationStatus.APPLIED
    with pytest.raises(RegistrationClosed):
        Participation.apply(business, edition, None, at=after)


def test_after_the_last_day_the_refusal_names_whom_to_ask_in_the_town() -> None:
    town = a_town_participation(TownStatus.CONFIRMED, lead_organisation="Gewerbeverein", contact="info@verein.example")

    with pytest.raises(RegistrationClosed) as refused:
        Participation.apply(a_business(), an_edition(EditionStatus.RUNNING), town, at=NOW)

    assert "31.08.2026" in str(refused.value)
    assert "Gewerbeverein, info@verein.example" in str(refused.value)


@pytest.mark.parametrize("status", [EditionStatus.DRAFT, EditionStatus.ANNOUNCED, EditionStatus.CANCELLED])
def test_nobody_registers_for_an_edition_that_is_not_open_yet_or_cancelled(status: EditionStatus) -> None:
    with pytest.raises(EditionNotOpen):
        Participation.apply(a_business(), an_edition(status), None, at=NOW)


@pytest.mark.parametrize("status", [BusinessStatus.REJECTED, BusinessStatus.CLOSED])
def test_a_rejected_or_closed_business_does_not_register(status: BusinessStatus) -> None:
    with pytest.raises(BusinessNotListed):
        Participation.apply(a_business(status), an_edition(OPEN), None, at=NOW)


def test_a_business_under_review_may_apply_but_is_not_accepted() -> None:
    participation = Participation.apply(a_business(), an_edition(OPEN), None, at=NOW)

    with pytest.raises(BusinessNotListed):
        participation.accept(BusinessStatus.REGISTERED)

    assert participation.status is ParticipationStatus.APPLIED


def test_a_town_without_windows_does_not_publish() -> None:
    participation = a_town_participation(TownStatus.CONFIRMED, windows=())

    with pytest.raises(Invalid):
        participation.publish(an_edition(OPEN))

    assert participation.status is TownStatus.CONFIRMED


def test_a_town_without_windows_publishes_in_a_year_round_edition() -> None:
    participation = a_town_participation(TownStatus.CONFIRMED, windows=())

    participation.publish(an_edition(OPEN, year_round=True))

    assert participation.status is TownStatus.PUBLISHED


def test_a_town_does_not_publish_in_a_cancelled_edition() -> None:
    with pytest.raises(EditionNotOpen):
        a_town_participation(TownStatus.CONFIRMED).publish(an_edition(EditionStatus.CANCELLED))


def test_windows_are_put_in_order() -> None:
    participation = a_town_participation(windows=())

    participation.set_windows((WINDOWS[1], WINDOWS[0]), year=2026)

    assert participation.windows == WINDOWS


@pytest.mark.parametrize(
    ("windows", "pointer"),
    [
        ((Window(day=date(2025, 9, 12), opens=time(10), closes=time(18)),), "/windows/0/day"),
        ((WINDOWS[0], Window(day=FRIDAY, opens=time(19), closes=time(21))), "/windows"),
    ],
)
def test_windows_lie_in_the_year_and_do_not_overlap(windows: tuple[Window, ...], pointer: str) -> None:
    participation = a_town_participation()

    with pytest.raises(Invalid) as refused:
        participation.set_windows(windows, year=2026)

    assert [fault.pointer for fault in refused.value.faults] == [pointer]
    assert participation.windows == WINDOWS


@pytest.mark.parametrize("status", [TownStatus.PUBLISHED, TownStatus.ENDED, TownStatus.WITHDRAWN])
def test_windows_are_fixed_once_the_programme_is_public(status: TownStatus) -> None:
    with pytest.raises(WindowsFixed):
        a_town_participation(status).set_windows(WINDOWS[:1], year=2026)


def test_a_town_answers_to_its_key_and_to_its_municipality() -> None:
    leinefelde = a_town("leinefelde")

    assert leinefelde.answers_to(["leinefelde"])
    assert leinefelde.answers_to(["gotha", "leinefelde-worbis"])
    assert not leinefelde.answers_to(["worbis"])


def test_windows_decided_by_the_network_are_followed_once_per_version() -> None:
    participation, decision = a_town_participation(TownStatus.CONFIRMED), uuid4()

    first = participation.follow_windows(WINDOWS[:1], decision_id=decision, version=1)
    participation.set_windows(WINDOWS, year=2026)
    again = participation.follow_windows(WINDOWS[:1], decision_id=decision, version=1)

    assert (first, again) == (True, False)
    assert participation.windows == WINDOWS


def test_windows_decided_after_publication_are_for_the_chamber_to_look_at() -> None:
    participation = a_town_participation(TownStatus.PUBLISHED)

    participation.follow_windows(WINDOWS[:1], decision_id=uuid4(), version=1)

    assert participation.windows == WINDOWS
    assert participation.attention is Attention.WINDOWS_DECIDED


def test_an_offer_needs_a_date() -> None:
    with pytest.raises(Invalid):
        an_offer(dates=())


def test_the_dates_of_an_offer_are_put_in_order() -> None:
    later = OfferDate(day=SATURDAY, starts=time(9), ends=time(10))

    offer = an_offer(dates=(later, KRIMI))

    assert offer.dates == (KRIMI, later)
    assert (offer.starts_on, offer.ends_on) == (FRIDAY, SATURDAY)


@pytest.mark.parametrize(
    "held",
    [
        OfferDate(day=FRIDAY, starts=time(9, 59), ends=time(11)),
        OfferDate(day=FRIDAY, starts=time(19), ends=time(20, 1)),
        OfferDate(day=FRIDAY, starts=time(19), ends=time(1)),
        OfferDate(day=date(2026, 9, 13), starts=time(13), ends=time(14)),
    ],
)
def test_nothing_is_published_outside_the_windows_of_its_town(held: OfferDate) -> None:
    offer = an_offer(OfferStatus.REGISTERED, dates=(KRIMI, held))

    with pytest.raises(OutsideWindows) as refused:
        offer.publish(good_surroundings())

    assert [fault.pointer for fault in refused.value.faults] == [f"/dates/{offer.dates.index(held)}"]
    assert offer.status is OfferStatus.REGISTERED


def test_a_year_round_edition_has_no_windows_to_keep() -> None:
    offer = an_offer(OfferStatus.REGISTERED, dates=(OfferDate(day=date(2026, 3, 2), starts=time(9), ends=time(10)),))

    offer.publish(good_surroundings(year_round=True, windows=()))

    assert offer.status is OfferStatus.PUBLISHED


def test_an_offer_for_the_whole_year_needs_no_edition_but_an_approved_host() -> None:
    offer = an_offer(OfferStatus.REGISTERED, edition_id=None)
    around = {"edition_status": None, "town_status": None, "windows": (), "participation_status": None}

    with pytest.raises(BusinessNotListed):
        offer.publish(good_surroundings(**around, business_status=BusinessStatus.REGISTERED))
    offer.publish(good_surroundings(**around))

    assert offer.status is OfferStatus.PUBLISHED


@pytest.mark.parametrize(
    ("around", "error"),
    [
        ({"edition_status": EditionStatus.ANNOUNCED}, EditionNotOpen),
        ({"edition_status": EditionStatus.ENDED}, EditionNotOpen),
        ({"business_status": BusinessStatus.CLOSED}, BusinessNotListed),
        ({"participation_status": None}, NotTakingPart),
        ({"participation_status": ParticipationStatus.DECLINED}, NotTakingPart),
    ],
)
def test_an_offer_is_not_handed_in_where_its_edition_or_host_do_not_allow_it(
    around: dict[str, Any], error: type[Exception]
) -> None:
    offer = an_offer()

    with pytest.raises(error):
        offer.register(good_surroundings(**around))

    assert offer.status is OfferStatus.DRAFT


@pytest.mark.parametrize(
    ("around", "error"),
    [
        ({"business_status": BusinessStatus.REGISTERED}, BusinessNotListed),
        ({"participation_status": ParticipationStatus.APPLIED}, NotTakingPart),
        ({"town_status": None}, NotTakingPart),
        ({"town_status": TownStatus.DECLARED}, NotTakingPart),
    ],
)
def test_an_offer_is_published_only_of_an_accepted_business_in_a_confirmed_town(
    around: dict[str, Any], error: type[Exception]
) -> None:
    offer = an_offer(OfferStatus.REGISTERED)

    with pytest.raises(error):
        offer.publish(good_surroundings(**around))

    assert offer.status is OfferStatus.REGISTERED


def test_a_town_hosts_without_a_business() -> None:
    offer = an_offer(business_id=None)
    around = good_surroundings(business_name=None, business_status=None, participation_status=None)

    offer.register(around)
    event = offer.publish(around)

    assert event.business_id is None


def test_rescheduling_and_cancelling_raise_the_sequence() -> None:
    offer = an_offer(OfferStatus.PUBLISHED)
    later = OfferDate(day=SATURDAY, starts=time(9), ends=time(10))

    moved = offer.reschedule([later], good_surroundings(), today=local_day(NOW))
    called_off = offer.cancel(reason="Regen")

    assert (moved.sequence, called_off.sequence) == (1, 2)
    assert moved.dates == (later,)
    assert offer.reason == "Regen"


def test_a_published_offer_is_not_moved_out_of_the_windows() -> None:
    offer = an_offer(OfferStatus.PUBLISHED)

    with pytest.raises(OutsideWindows):
        offer.reschedule(
            [OfferDate(day=date(2026, 9, 13), starts=time(13), ends=time(14))],
            good_surroundings(),
            today=local_day(NOW),
        )

    assert (offer.dates, offer.sequence) == ((KRIMI,), 0)


@pytest.mark.parametrize("status", [OfferStatus.PUBLISHED, OfferStatus.CANCELLED, OfferStatus.REJECTED])
def test_an_offer_that_was_decided_on_is_not_edited(status: OfferStatus) -> None:
    with pytest.raises(OfferFixed):
        an_offer(status).insist_on_editable()


def test_a_listed_business_that_takes_its_consent_back_is_stated_anew() -> None:
    business = a_business(BusinessStatus.APPROVED)

    restated = business.change({"consent_placement_contact": False})

    assert restated is not None
    assert restated.consent_placement_contact is False


@pytest.mark.parametrize(
    ("status", "facts"),
    [
        (BusinessStatus.REGISTERED, {"public_name": "Leseinsel"}),
        (BusinessStatus.APPROVED, {"contact_phone": "03606 1"}),
        (BusinessStatus.APPROVED, {"public_name": "Buchhandlung Leseecke"}),
    ],
)
def test_a_change_that_concerns_nobody_else_is_not_stated(status: BusinessStatus, facts: dict[str, Any]) -> None:
    assert a_business(status).change(facts) is None


def test_events_of_a_business_carry_no_contact() -> None:
    business = a_business()

    told = [business.registered().model_dump_json(), business.approve().model_dump_json()]
    told.append(business.close().model_dump_json())

    assert not [event for event in told if "Erika" in event or "leseecke.example" in event]


def test_a_participation_belongs_to_the_town_of_its_business() -> None:
    business = a_business(town_key="leinefelde")

    participation = a_participation(edition_id=uuid4(), business=business)

    assert participation.accept(BusinessStatus.APPROVED).town_key == "leinefelde"
