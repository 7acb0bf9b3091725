"""What fields accept, and how they leave."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from pydantic import ValidationError

from regio_events import Window, campaign, network, placement, suppress
from regio_events.samples import sample


def test_an_instant_with_any_offset_becomes_utc():
    in_berlin = datetime(2026, 4, 21, 14, tzinfo=timezone(timedelta(hours=2)))

    event = sample(network.MeetingScheduled, starts_at=in_berlin)

    assert event.starts_at == datetime(2026, 4, 21, 12, tzinfo=UTC)
    assert event.starts_at.tzinfo is UTC
    assert json.loads(event.model_dump_json())["starts_at"] == "2026-04-21T12:00:00Z"


def test_wall_times_travel_as_hours_and_minutes():
    window = Window(day=date(2026, 9, 13), opens=time(13), closes=time(18, 30))

    document = window.model_dump_json()

    assert json.loads(document) == {"day": "2026-09-13", "opens": "13:00", "closes": "18:30"}
    assert Window.model_validate_json(document) == window


@pytest.mark.parametrize("opens", [time(13, 0, 1), time(13, tzinfo=UTC), "13:00:00+01:00", "24:00", "25:00"], ids=str)
def test_a_wall_time_has_neither_seconds_nor_offset(opens):
    with pytest.raises(ValidationError):
        Window(day=date(2026, 9, 13), opens=opens, closes=time(23))


@pytest.mark.parametrize("closes", [time(12), time(13)], ids=str)
def test_a_window_closes_after_it_opens(closes):
    with pytest.raises(ValidationError, match="closes after it opens"):
        Window(day=date(2026, 9, 13), opens=time(13), closes=closes)


def test_a_special_opening_closes_after_it_opens():
    with pytest.raises(ValidationError, match="closes after it opens"):
        sample(campaign.SpecialOpeningRegistered, opens=time(18), closes=time(13))


@pytest.mark.parametrize(
    ("event", "facts"),
    [
        (campaign.OfferPublished, {"town_key": "Leinefelde"}),
        (campaign.OfferPublished, {"town_key": "bad langensalza"}),
        (campaign.OfferPublished, {"town_key": "mühlhausen"}),
        (campaign.OfferPublished, {"town_key": "x" * 61}),
        (campaign.OfferPublished, {"title": ""}),
        (campaign.OfferPublished, {"title": "x" * 201}),
        (campaign.OfferPublished, {"title": "two\nlines"}),
        (campaign.OfferPublished, {"kind": "circus"}),
        (campaign.OfferPublished, {"sequence": -1}),
        (campaign.TownDeclared, {"municipality_key": "1606111"}),
        (campaign.EditionOpened, {"year": 1999}),
        (campaign.EditionOpened, {"kickoff_days": ("11.09.2026",)}),
        (campaign.BusinessApproved, {"wid_nr": "DE12345"}),
        (campaign.ReportSubmitted, {"rating_mean": 5.1}),
        (campaign.ReportSubmitted, {"rating_mean": float("nan")}),
        (network.MeetingScheduled, {"starts_at": datetime(2026, 4, 21, 12)}),  # noqa: DTZ001 - that is the point
        (network.MeasureChanged, {"progress_percent": 101}),
        (network.DecisionRecorded, {"version": 0}),
        (placement.OfferPublished, {"kldb": "6211"}),
        (placement.OfferPublished, {"kldb": "٦٢١١٢"}),
        (placement.OfferPublished, {"weekdays": (6,)}),
        (placement.OfferPublished, {"weekdays": ()}),
        (placement.PhasePlanned, {"weekday": 0}),
        (placement.RetentionCompleted, {"school_year": "2026"}),
    ],
    ids=lambda each: str(each)[:50],
)
def test_a_value_out_of_bounds_is_refused(event, facts):
    with pytest.raises(ValidationError):
        sample(event, **facts)


@pytest.mark.parametrize(("count", "sent"), [(0, None), (1, None), (4, None), (5, 5), (150, 150)])
def test_counts_of_people_below_five_are_not_sent(count, sent):
    assert suppress(count) == sent


@pytest.mark.parametrize("field", ["companies", "placements", "training_offers"])
@pytest.mark.parametrize("count", [0, 1, 4])
def test_a_phase_cannot_state_a_count_below_five(field, count):
    with pytest.raises(ValidationError, match=field):
        sample(placement.PhaseCompleted, **{field: count})


@pytest.mark.parametrize(
    "facts",
    [
        {"training_offers": None, "suppressed": False},
        {"training_offers": 9, "suppressed": True},
        {"placements": None, "suppressed": True, "attendance_band": "from_90"},
    ],
    ids=str,
)
def test_a_phase_says_exactly_whether_it_suppressed(facts):
    with pytest.raises(ValidationError):
        sample(placement.PhaseCompleted, **facts)


@pytest.mark.parametrize(("erased", "suppressed"), [(148, False), (None, True)])
def test_erased_records_are_counted_from_five(erased, suppressed):
    event = sample(placement.RetentionCompleted, records_erased=erased, suppressed=suppressed)

    assert event.records_erased == erased


@pytest.mark.parametrize(("erased", "suppressed"), [(148, True), (None, False), (4, False)])
def test_erased_records_below_five_are_not_stated(erased, suppressed):
    with pytest.raises(ValidationError):
        sample(placement.RetentionCompleted, records_erased=erased, suppressed=suppressed)
