"""Opening hours: what is read, how it is written, and whether a place is open at a moment."""

from datetime import UTC, date, datetime, time

import pytest
from campaign_people import People
from campaign_stage import Stage
from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.base import BERLIN
from campaign.domain.opening_hours import HoursInvalid, OpeningHours, State
from regio_chassis.access import Role
from regio_chassis.database import Database

SHOP = "Mo-Fr 09:00-18:00; Sa 09:00-13:00; PH off"
UNITY = date(2026, 10, 3)


def on_unity_day(day: date) -> bool:
    return day == UNITY


def never(_: date) -> bool:
    return False


def at(day: str, clock: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BERLIN, fold=fold).astimezone(UTC)


def state(text: str, day: str, clock: str) -> str:
    return OpeningHours.parse(text).state(at(day, clock), holiday=on_unity_day)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (SHOP, SHOP),
        ("mo-fr 9:00-18:00".replace("mo", "Mo").replace("fr", "Fr"), "Mo-Fr 09:00-18:00"),
        ("Mo,Tu,We 09:00-12:00,13:00-18:00", "Mo-We 09:00-12:00,13:00-18:00"),
        ("Mo 13:00-18:00, 09:00-12:00;", "Mo 09:00-12:00,13:00-18:00"),
        ("Mo 09:00-12:00,11:00-15:00", "Mo 09:00-15:00"),
        ("Sa-Mo 10:00-12:00", "Mo,Sa,Su 10:00-12:00"),
        ("Sa,Su 10:00-12:00", "Sa,Su 10:00-12:00"),
        ("Mo-Su,PH 00:00-24:00", "Mo-Su,PH 00:00-24:00"),
        ("24/7", "24/7"),
        ("00:00-24:00", "00:00-24:00"),
        ("Mo–Fr 09:00–18:00", "Mo-Fr 09:00-18:00"),
        ("Fr 22:00-02:00", "Fr 22:00-02:00"),
        ("Fr 22:00-26:00", "Fr 22:00-02:00"),
        ("PH,Su closed", "Su,PH off"),
        ('"by appointment"', '"by appointment"'),
        ('Mo-Fr 10:00-12:00 "by appointment"', 'Mo-Fr 10:00-12:00 "by appointment"'),
        ('Mo-Fr 10:00-12:00 open "hinten klingeln"', 'Mo-Fr 10:00-12:00 open "hinten klingeln"'),
        ('We off "Ruhetag"', 'We off "Ruhetag"'),
        ("Apr-Sep: Mo-Fr 09:00-18:00", "Apr-Sep Mo-Fr 09:00-18:00"),
        ("Nov-Feb off", "Nov-Feb off"),
        ("Dec 24,31 09:00-14:00", "Dec 24,Dec 31 09:00-14:00"),
        ("Dec 24-26 off", "Dec 24-26 off"),
        ("Dec 20-Jan 06 off", "Dec 20-Jan 06 off"),
        ("Mo-Fr 09:00-12:00, Sa 10:00-12:00", "Mo-Fr 09:00-12:00, Sa 10:00-12:00"),
        ("Mo-Fr 08:00-18:00; Mo-Fr 12:00-13:00 off", "Mo-Fr 08:00-18:00; Mo-Fr 12:00-13:00 off"),
    ],
)
def test_hours_are_written_in_one_way(text: str, written: str) -> None:
    hours = OpeningHours.parse(text)

    assert str(hours) == written
    assert OpeningHours.parse(written) == hours


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 1),
        (";", 1),
        ("Montag 09:00-18:00", 1),
        ("Mo-Fr", 6),
        ("Mo-Fr 09:00", 12),
        ("Mo-Fr 09:00-25:61", 13),
        ("Mo-Fr 09:60-18:00", 7),
        ("Mo-Fr 24:00-18:00", 7),
        ("Mo-Fr 09:00-09:00", 13),
        ("Mo-Fr 09.00-18.00", 9),
        ("Mo-Xx 09:00-18:00", 4),
        ("Mo-Fr 09:00-18:00 Sa 09:00-13:00", 19),
        ("Mo-Fr 09:00-18:00; Sa", 22),
        ("Mo-Fr 09:00-18:00+", 18),
        ("Mo[1] 09:00-12:00", 3),
        ('Mo-Fr 09:00-18:00 "offen', 19),
        ("Feb 30 off", 5),
        ("Jan 05-Foo 06 off", 8),
        ("sunrise-sunset", 1),
        ("Mo-Fr 09:00-18:00 || off", 19),
        ("; ".join(["Mo 09:00-10:00"] * 60), 655),
    ],
)
def test_what_is_not_understood_is_refused_at_its_position(text: str, position: int) -> None:
    with pytest.raises(HoursInvalid) as caught:
        OpeningHours.parse(text)

    assert caught.value.position == position
    assert not any(word in str(caught.value) for word in text.split() if len(word) > 5)


@given(st.text(alphabet='MoTuWeFrSaSuPHDec 0123456789:-,;/"off', max_size=60))
def test_any_text_is_read_or_refused_and_what_is_read_is_written_readably(text: str) -> None:
    refused_at = None
    written = ""
    try:
        written = str(OpeningHours.parse(text))
    except HoursInvalid as refusal:
        refused_at = refusal.position

    if refused_at is None:
        assert str(OpeningHours.parse(written)) == written
    else:
        assert 1 <= refused_at <= len(text) + 1


@pytest.mark.parametrize(
    ("text", "day", "clock", "found"),
    [
        (SHOP, "2026-09-11", "08:59", "closed"),
        (SHOP, "2026-09-11", "09:00", "open"),
        (SHOP, "2026-09-11", "17:59", "open"),
        (SHOP, "2026-09-11", "18:00", "closed"),
        (SHOP, "2026-09-12", "12:59", "open"),
        (SHOP, "2026-09-13", "12:00", "closed"),
        # Saturday, 3 October 2026 is a holiday.
        (SHOP, "2026-10-03", "10:00", "closed"),
        ("Mo-Sa 09:00-18:00; PH 11:00-13:00", "2026-10-03", "10:00", "closed"),
        ("Mo-Sa 09:00-18:00; PH 11:00-13:00", "2026-10-03", "12:00", "open"),
        ("Mo-Sa 09:00-18:00", "2026-10-03", "10:00", "ask"),
        ("Mo-Fr 09:00-18:00", "2026-10-03", "10:00", "closed"),
        ("11:00-22:00", "2026-10-03", "12:00", "open"),
        ("24/7", "2026-10-03", "03:00", "open"),
        ("Mo-Su,PH 10:00-12:00", "2026-10-03", "11:00", "open"),
        ('"by appointment"', "2026-09-11", "11:00", "ask"),
        ('Mo-Fr 10:00-12:00 "by appointment"', "2026-09-11", "11:00", "ask"),
        ('Mo-Fr 10:00-12:00 "by appointment"', "2026-09-11", "13:00", "closed"),
        ('Mo-Fr 10:00-12:00 open "klingeln"', "2026-09-11", "11:00", "open"),
        ("Mo-Fr 08:00-18:00; Mo-Fr 12:00-13:00 off", "2026-09-11", "12:30", "closed"),
        ("Mo-Fr 08:00-18:00; Mo-Fr 12:00-13:00 off", "2026-09-11", "13:00", "open"),
        ("Mo-Fr 08:00-18:00; Fr 08:00-12:00", "2026-09-11", "13:00", "closed"),
        ("Mo-Fr 08:00-12:00, Fr 14:00-16:00", "2026-09-11", "11:00", "open"),
        ("Mo-Fr 08:00-12:00, Fr 14:00-16:00", "2026-09-11", "15:00", "open"),
        # The night belongs to the day on which it begins.
        ("Fr 22:00-02:00; Sa off", "2026-09-12", "01:59", "open"),
        ("Fr 22:00-02:00; Sa off", "2026-09-12", "02:00", "closed"),
        ("Fr 22:00-02:00", "2026-09-11", "01:00", "closed"),
        ("Apr-Sep Mo-Su 09:00-20:00; Oct-Mar Mo-Su 10:00-16:00", "2026-09-30", "19:00", "open"),
        ("Apr-Sep Mo-Su 09:00-20:00; Oct-Mar Mo-Su 10:00-16:00", "2026-10-01", "19:00", "closed"),
        ("Apr-Sep Mo-Su 09:00-20:00; Oct-Mar Mo-Su 10:00-16:00", "2027-01-02", "15:00", "open"),
        ("Mo-Su 09:00-20:00; Dec 24-26 off", "2026-12-25", "12:00", "closed"),
        ("Mo-Su 09:00-20:00; Dec 24-26 off", "2026-12-27", "12:00", "open"),
    ],
)
def test_a_place_is_open_when_its_hours_say_so(text: str, day: str, clock: str, found: str) -> None:
    assert state(text, day, clock) == found


@pytest.mark.parametrize(
    ("instant", "found"),
    [
        # 29 March 2026: after 1:59 comes 3:00.
        ("2026-03-29T00:59:00+00:00", True),
        ("2026-03-29T01:00:00+00:00", True),
        ("2026-03-29T01:59:00+00:00", True),
        ("2026-03-29T02:00:00+00:00", False),
        # 25 October 2026: 2:00 to 2:59 comes twice; it closes at the end of four hours, not of five.
        ("2026-10-25T00:29:00+00:00", True),
        ("2026-10-25T00:30:00+00:00", True),
        ("2026-10-25T01:59:00+00:00", True),
        ("2026-10-25T02:00:00+00:00", True),
        ("2026-10-25T02:59:00+00:00", True),
        ("2026-10-25T03:00:00+00:00", False),
    ],
)
def test_a_night_that_the_clock_changes_ends_by_the_clock(instant: str, found: bool) -> None:
    hours = OpeningHours.parse("Sa 22:00-04:00")

    assert hours.is_open(datetime.fromisoformat(instant), holiday=never) is found


@pytest.mark.parametrize(
    ("instant", "found"),
    [
        ("2026-10-25T00:29:00+00:00", True),
        ("2026-10-25T00:45:00+00:00", False),
        ("2026-10-25T01:15:00+00:00", False),
    ],
)
def test_an_hour_that_comes_twice_is_open_once(instant: str, found: bool) -> None:
    hours = OpeningHours.parse("Sa 22:00-02:30")

    assert hours.is_open(datetime.fromisoformat(instant).astimezone(BERLIN), holiday=never) is found


def test_special_hours_of_a_day_are_added_to_the_regular_ones() -> None:
    hours = OpeningHours.parse(SHOP)
    special = {date(2026, 9, 11): [(time(18), time(22))], UNITY: [(time(13), time(18))]}

    states = [
        hours.state(at(day, clock), holiday=on_unity_day, special=special)
        for day, clock in [
            ("2026-09-11", "12:00"),
            ("2026-09-11", "21:59"),
            ("2026-09-11", "22:00"),
            ("2026-09-18", "20:00"),
            ("2026-10-03", "10:00"),
            ("2026-10-03", "14:00"),
        ]
    ]

    assert states == [State.OPEN, State.OPEN, State.CLOSED, State.CLOSED, State.CLOSED, State.OPEN]


async def test_a_business_says_its_hours_in_one_way_or_hears_where_they_are_not_understood(
    people: People, database: Database
) -> None:
    stage = await Stage.build(database)
    path, shop = f"/businesses/{stage.shop.id}", (Role.SHOPKEEPER, str(stage.shop.id))

    good = await people.send("PATCH", path, *shop, json={"opening_hours": "Mo,Tu,We 9:00-18:00"}, If_Match="*")
    bad = await people.send("PATCH", path, *shop, json={"opening_hours": "Mo-Fr 9-18 Uhr"}, If_Match="*")

    assert good.json()["opening_hours"] == "Mo-We 09:00-18:00"
    assert (bad.status_code, bad.json()["errors"]) == (
        422,
        [
            {
                "pointer": "/opening_hours",
                "code": "opening_hours",
                "detail": "At character 7: a time, off or a comment in quotes expected (OSM opening_hours)",
                "in": "body",
            }
        ],
    )
