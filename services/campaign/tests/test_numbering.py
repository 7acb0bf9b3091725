"""Calendars keep every date under its number: it stays, moves and is called off as what it was told as."""

from datetime import date, time

import pytest
from campaign_examples import an_offer, good_surroundings

from campaign.domain import Offer, OfferStatus
from campaign.domain.offers import Numbering
from campaign.domain.programme import occurrences
from regio_events import OfferDate, Window

TODAY = date(2026, 9, 1)
WEEK = good_surroundings(
    windows=tuple(Window(day=date(2026, 9, day), opens=time(8), closes=time(20)) for day in range(1, 21))
)


def on(day: int, starts: int = 10) -> OfferDate:
    return OfferDate(day=date(2026, 9, day), starts=time(starts), ends=time(starts + 1))


def told(offer: Offer, today: date = TODAY) -> dict[int, tuple[int, int, str]]:
    """Day, hour and state of every date, by its number."""
    dates = [held.model_dump(mode="json") for held in offer.dates]
    found = occurrences(dates, offer.numbering, today=today)
    return {held.number: (held.day.day, held.starts.hour, "dropped" if held.dropped else "on") for held in found}


@pytest.mark.parametrize(
    ("moves", "numbered"),
    [
        ([], {1: (11, 10, "on"), 2: (12, 10, "on")}),
        ([[on(12)]], {1: (11, 10, "dropped"), 2: (12, 10, "on")}),
        ([[on(11)]], {1: (11, 10, "on"), 2: (12, 10, "dropped")}),
        ([[on(13), on(14)]], {1: (13, 10, "on"), 2: (14, 10, "on")}),
        ([[on(13)]], {1: (13, 10, "on"), 2: (12, 10, "dropped")}),
        ([[on(12, 15), on(13)]], {1: (13, 10, "on"), 2: (12, 15, "on")}),
        ([[on(12)], [on(11), on(12)]], {1: (11, 10, "on"), 2: (12, 10, "on")}),
        ([[on(12)], [on(12), on(14)]], {1: (14, 10, "on"), 2: (12, 10, "on")}),
        ([[on(12)], [on(13)]], {1: (11, 10, "dropped"), 2: (13, 10, "on")}),
        ([[on(10), on(11), on(12)]], {1: (11, 10, "on"), 2: (12, 10, "on"), 3: (10, 10, "on")}),
        ([[on(10), on(11), on(12)], [on(12)]], {1: (11, 10, "dropped"), 2: (12, 10, "on"), 3: (10, 10, "dropped")}),
        ([[on(11), on(11)]], {1: (11, 10, "on"), 2: (11, 10, "on")}),
    ],
)
def test_a_number_stays_with_its_date_moves_with_it_and_is_dropped_with_it(
    moves: list[list[OfferDate]], numbered: dict[int, tuple[int, int, str]]
) -> None:
    offer = an_offer(OfferStatus.PUBLISHED, dates=(on(11), on(12)))

    for dates in moves:
        offer.reschedule(dates, WEEK, today=TODAY)

    assert told(offer) == numbered
    assert offer.sequence == len(moves)


def test_what_took_place_is_neither_moved_nor_dropped_and_its_number_not_given_again() -> None:
    offer = an_offer(OfferStatus.PUBLISHED, dates=(on(11), on(12)))

    offer.reschedule([on(14), on(15)], WEEK, today=date(2026, 9, 12))
    offer.reschedule([on(15)], WEEK, today=date(2026, 9, 16))

    assert offer.numbering == Numbering(numbers=(3,), highest=3)
    assert told(offer) == {3: (15, 10, "on")}


def test_a_dropped_date_is_told_until_its_day_has_passed() -> None:
    offer = an_offer(OfferStatus.PUBLISHED, dates=(on(11), on(12)))

    offer.reschedule([on(11)], WEEK, today=TODAY)

    assert [sorted(told(offer, date(2026, 9, day))) for day in (11, 12, 13)] == [[1, 2], [1, 2], [1]]
    assert (offer.ends_on, offer.shown_until) == (date(2026, 9, 11), date(2026, 9, 12))


def test_however_often_it_is_moved_an_offer_has_no_more_numbers_than_it_ever_had_dates_at_once() -> None:
    offer = an_offer(OfferStatus.PUBLISHED, dates=(on(11), on(12)))

    for day in range(2, 18):
        offer.reschedule([on(day)] if day % 2 else [on(day), on(day + 1), on(day + 2)], WEEK, today=TODAY)

    assert sorted(told(offer)) == [1, 2, 3]
