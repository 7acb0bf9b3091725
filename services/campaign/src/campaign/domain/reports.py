"""What came of a town's participation, and how it compares with the year before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlmodel import Field

from campaign.domain.base import Row
from campaign.domain.towns import TownParticipation
from regio_chassis.errors import Invalid
from regio_chassis.rows import json_field, utc_field
from regio_events.campaign import ReportSubmitted

GRADES = 5


class TownReport(Row, table=True):
    """
    The report of one town on one edition. ``ratings``: how many businesses gave 1, 2, 3, 4 and 5 (very good).

    ``text`` is for the chamber and the town itself.
    """

    __tablename__: ClassVar[str] = "town_report"

    participation_id: UUID = Field(primary_key=True, foreign_key="town_participation.id")
    version: int = 1
    edition_id: UUID = Field(foreign_key="edition.id", index=True)
    town_key: str = Field(foreign_key="town.key", index=True)
    businesses: int
    offers: int
    cards_returned: int | None = None
    ratings: tuple[int, ...] = json_field(tuple[int, ...], default=())
    rating_mean: float | None = None
    text: str | None = None
    submitted_at: datetime = utc_field()
    source: str | None = None

    @classmethod
    def submit(
        cls,
        participation: TownParticipation,
        *,
        year: int,
        businesses: int,
        offers: int,
        cards_returned: int | None,
        ratings: Sequence[int],
        text: str | None,
        at: datetime,
        source: str | None = None,
    ) -> tuple["TownReport", ReportSubmitted]:
        """
        Report for ``participation``, once its days are over.

        Raises:
            TransitionRefused: they are not over, or it has reported.
            Invalid: there is not one count for each grade.
        """
        if len(ratings) not in (0, GRADES):
            raise Invalid("one count for each grade from 1 to 5", pointer="/ratings")
        participation.report()
        report = cls(
            participation_id=participation.id,
            edition_id=participation.edition_id,
            town_key=participation.town_key,
            businesses=businesses,
            offers=offers,
            cards_returned=cards_returned,
            ratings=tuple(ratings),
            rating_mean=mean_of(ratings),
            text=text,
            submitted_at=at,
            source=source,
        )
        stated = ReportSubmitted(
            participation_id=report.participation_id,
            edition_id=report.edition_id,
            year=year,
            town_key=report.town_key,
            businesses=businesses,
            offers=offers,
            cards_returned=cards_returned,
            rating_mean=report.rating_mean,
        )
        return report, stated


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted; None: not counted."""

    businesses: int
    offers: int
    cards_returned: int | None
    rating_mean: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """This year less the year before; None where one of them was not counted."""

    businesses: int
    offers: int
    cards_returned: int | None
    rating_mean: float | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Figures of two years; None: there is no report."""

    now: Figures | None
    before: Figures | None

    @property
    def change(self) -> Change | None:
        """None unless both years are known."""
        if self.now is None or self.before is None:
            return None
        now, before = self.now, self.before
        cards, ratings = (now.cards_returned, before.cards_returned), (now.rating_mean, before.rating_mean)
        return Change(
            businesses=now.businesses - before.businesses,
            offers=now.offers - before.offers,
            cards_returned=None if cards[0] is None or cards[1] is None else cards[0] - cards[1],
            rating_mean=None if ratings[0] is None or ratings[1] is None else round(ratings[0] - ratings[1], 2),
        )


def compare(now: Iterable[TownReport], before: Iterable[TownReport]) -> dict[str, Compared]:
    """By town, in order of their keys."""
    these, those = _by_town(now), _by_town(before)
    return {
        town: Compared(figures_of(these.get(town, ())), figures_of(those.get(town, ())))
        for town in sorted(these.keys() | those.keys())
    }


def figures_of(reports: Sequence[TownReport]) -> Figures | None:
    """All of ``reports`` together, None without one; ratings weigh by the number of businesses that gave them."""
    if not reports:
        return None
    cards = [report.cards_returned for report in reports if report.cards_returned is not None]
    grades = [sum(counts) for counts in zip(*(report.ratings for report in reports if report.ratings), strict=True)]
    return Figures(
        businesses=sum(report.businesses for report in reports),
        offers=sum(report.offers for report in reports),
        cards_returned=sum(cards) if cards else None,
        rating_mean=mean_of(grades),
    )


def mean_of(ratings: Sequence[int]) -> float | None:
    """The mean grade, to two decimals; None if nobody gave one."""
    given = sum(ratings)
    if not given:
        return None
    return round(sum(grade * count for grade, count in enumerate(ratings, start=1)) / given, 2)


def _by_town(reports: Iterable[TownReport]) -> Mapping[str, Sequence[TownReport]]:
    return {report.town_key: (report,) for report in reports}
