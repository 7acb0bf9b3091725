"""The edition of the current year, so that something can be registered today: invented, and marked so."""

from datetime import date, datetime, time, timedelta

from campaign.demo.towns import FIVE, INVENTED, LINKS, contact_of, lead_of, stable_id
from campaign.domain import Edition, Town, TownParticipation, local_day
from campaign.domain.thuringia import public_holidays
from regio_events import Window

_FRIDAY = 4
_AUTUMN = 8
_NOTICE = timedelta(days=14)
_SHORT_DAYS = frozenset({(12, 24), (12, 31)})
"""Days on which shops close at 14 h. Source: ThürLadÖffG § 4 (1) no. 3."""


def current_edition(at: datetime) -> Edition:
    """
    An edition whose registration can be opened ``at``.

    Its kick-off is the second weekend of September, from August on the next free one two weeks ahead; in the last
    weeks of a year, when none is left, the edition is year-round.
    """
    today = local_day(at)
    ahead = _weekend_ahead(today)
    friday = ahead or _last_weekend(today.year)
    return Edition(
        id=stable_id("edition", today.year),
        year=today.year,
        motto=f"Heimat shoppen {today.year}",
        kickoff_days=(friday, friday + timedelta(days=1)),
        register_until=friday - timedelta(days=1) if ahead else date(today.year, 12, 31),
        order_until=friday - timedelta(days=1) if ahead else date(today.year, 12, 31),
        year_round=ahead is None,
        links=LINKS,
        source=INVENTED,
    )


def current_participations(edition: Edition, places: dict[str, Town]) -> list[TownParticipation]:
    """The five towns of 2021 on the kick-off days."""
    friday, saturday = edition.kickoff_days
    windows = (
        Window(day=friday, opens=time(10), closes=time(20)),
        Window(day=saturday, opens=time(9), closes=time(16)),
    )
    return [
        TownParticipation(
            id=stable_id("town", edition.year, key),
            edition_id=edition.id,
            town_key=key,
            municipality_key=places[key].municipality_key,
            windows=windows,
            source=INVENTED,
            lead_organisation=lead_of(places[key]),
            contact=contact_of(places[key]),
        )
        for key in FIVE
    ]


def _weekend_ahead(today: date) -> date | None:
    if today.month < _AUTUMN:
        return _friday_from(date(today.year, 9, 8))
    friday = _friday_from(today + _NOTICE)
    while not _free(friday):
        friday += timedelta(days=7)
    return friday if (friday + timedelta(days=1)).year == today.year else None


def _last_weekend(year: int) -> date:
    return _friday_from(date(year, 12, 10))


def _friday_from(day: date) -> date:
    return day + timedelta(days=(_FRIDAY - day.weekday()) % 7)


def _free(friday: date) -> bool:
    return not any(
        (day.month, day.day) in _SHORT_DAYS or day in public_holidays(day.year)
        for day in (friday, friday + timedelta(days=1))
    )
