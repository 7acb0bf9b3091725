"""What is on: offers as citizens see them, date by date, with the place they are at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar, NamedTuple

from sqlmodel import Field

from campaign.domain.base import BERLIN, Link, Row
from campaign.domain.offers.numbering import Numbering
from campaign.domain.opening_hours import HoursInvalid, OpeningHours, State
from campaign.domain.thuringia import corpus_christi, public_holidays
from regio_chassis.rows import utc_field
from regio_events.campaign import BusinessKind, OfferKind

_DAY = timedelta(days=1)


class ProgrammeVersion(Row, table=True):
    """
    One row a town. Triggers of the database raise ``revision`` with every write that a public programme shows.

    So whoever writes it, and whatever else is written, documents that are kept ready are known to be current.
    """

    __tablename__: ClassVar[str] = "programme_version"

    town_key: str = Field(primary_key=True, foreign_key="town.key")
    revision: int = 1
    changed_at: datetime = utc_field()


class Occurrence(NamedTuple):
    """One date of an offer; ``number`` names it in calendars. ``dropped``: it was told, and does not take place."""

    number: int
    day: date
    starts: time
    ends: time
    dropped: bool = False

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.day, self.starts, BERLIN)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.last_day, self.ends, BERLIN)

    @property
    def last_day(self) -> date:
        """The next day when it does not end later than it starts."""
        return self.day if self.ends > self.starts else self.day + _DAY

    def runs_in_hour(self, hour: int) -> bool:
        """Whether it is on at some moment from ``hour`` to the next, local time."""
        end = self.ends.hour * 60 + self.ends.minute + (24 * 60 if self.ends <= self.starts else 0)
        return self.starts.hour <= hour and end > hour * 60

    def runs_at(self, at: datetime) -> bool:
        return self.starts_at.astimezone(UTC) <= at < self.ends_at.astimezone(UTC)


class Host(NamedTuple):
    """The business behind an offer; ``id`` as it is written."""

    id: str
    public_name: str
    kind: BusinessKind
    branch: str
    street: str
    postcode: str
    latitude: float | None
    longitude: float | None
    opening_hours: str | None
    accessibility: str | None
    links: tuple[Link, ...]


class Place(NamedTuple):
    """The town of an offer."""

    key: str
    name: str
    county: str
    catholic: bool
    latitude: float
    longitude: float

    def is_holiday(self, day: date) -> bool:
        return day in public_holidays(day.year) or (self.catholic and day in corpus_christi(day.year))


class Entry(NamedTuple):
    """One offer in the programme, ``id`` as it is written, dates in order; without ``host`` the town is the host."""

    id: str
    edition_year: int | None
    sequence: int
    kind: OfferKind
    title: str
    description: str | None
    price_note: str | None
    accessible: bool | None
    for_children: bool
    location: str | None
    cancelled: bool
    reason: str | None
    occurrences: tuple[Occurrence, ...]
    town: Place
    host: Host | None

    @property
    def held(self) -> tuple[Occurrence, ...]:
        """Its dates without those that were dropped."""
        return tuple(held for held in self.occurrences if not held.dropped)

    @property
    def address(self) -> str:
        """Where it is, in one line; what the offer says comes first."""
        host, town = self.host, self.town.name
        place = town if host is None else f"{host.public_name}, {host.street}, {host.postcode} {town}"
        return f"{self.location}, {place}" if self.location else place

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude of the host, or of the town where that is the host."""
        if self.host is None:
            return self.town.latitude, self.town.longitude
        if self.host.latitude is None or self.host.longitude is None:
            return None
        return self.host.latitude, self.host.longitude


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see of a programme; None: everything."""

    day: date | None = None
    hour: int | None = None
    kind: OfferKind | None = None
    for_children: bool | None = None
    accessible: bool | None = None


EVERYTHING = Wanted()


def occurrences(
    dates: Sequence[Mapping[str, str]], numbering: Numbering | None, *, today: date
) -> tuple[Occurrence, ...]:
    """
    The dates of an offer as they are stored, which is in order, with their numbers; and in their places those that were
    dropped, until their day has passed.
    """
    day, clock = date.fromisoformat, time.fromisoformat
    numbers = range(1, len(dates) + 1) if numbering is None else numbering.numbers
    held = tuple(
        Occurrence(number, day(held["day"]), clock(held["starts"]), clock(held["ends"]))
        for number, held in zip(numbers, dates, strict=True)
    )
    if numbering is None or not numbering.dropped:
        return held
    dropped = (
        Occurrence(one.number, one.held.day, one.held.starts, one.held.ends, dropped=True)
        for one in numbering.dropped
        if one.held.day >= today
    )
    return tuple(sorted((*held, *dropped), key=lambda held: (held.day, held.starts)))


def matching(entries: Iterable[Entry], wanted: Wanted) -> list[Entry]:
    """The entries that are wanted, with those of their dates that are; in order of the first of these."""
    found: list[Entry] = [] if wanted != EVERYTHING else list(entries)
    for entry in entries if wanted != EVERYTHING else ():
        if not _fits(entry, wanted):
            continue
        left = tuple(held for held in entry.occurrences if _held(held, wanted))
        if left:
            found.append(entry if len(left) == len(entry.occurrences) else entry._replace(occurrences=left))
    return sorted(found, key=lambda entry: (entry.occurrences[0].day, entry.occurrences[0].starts, entry.title))


def open_now(entries: Sequence[Entry], at: datetime) -> list[Entry]:
    """Those whose host lets people in at the moment, or that are on; extended hours are special hours of their host."""
    extended: dict[str, dict[date, list[tuple[time, time]]]] = {}
    for entry in entries:
        if entry.host is not None and entry.kind is OfferKind.EXTENDED_HOURS and not entry.cancelled:
            days = extended.setdefault(entry.host.id, {})
            for held in entry.held:
                days.setdefault(held.day, []).append((held.starts, held.ends))
    return [entry for entry in entries if not entry.cancelled and _is_open(entry, at, extended)]


def _is_open(entry: Entry, at: datetime, extended: dict[str, dict[date, list[tuple[time, time]]]]) -> bool:
    if any(held.runs_at(at) for held in entry.held):
        return True
    host = entry.host
    if host is None:
        return False
    try:
        hours = OpeningHours.parse(host.opening_hours) if host.opening_hours else OpeningHours(())
    except HoursInvalid:
        # Stored before hours were checked: nobody can say.
        return False
    return hours.state(at, holiday=entry.town.is_holiday, special=extended.get(host.id)) is State.OPEN


def _fits(entry: Entry, wanted: Wanted) -> bool:
    pairs = (
        (wanted.kind, entry.kind),
        (wanted.for_children, entry.for_children),
        (wanted.accessible, entry.accessible),
    )
    return all(asked is None or asked == found for asked, found in pairs)


def _held(held: Occurrence, wanted: Wanted) -> bool:
    return (wanted.day is None or held.day == wanted.day) and (wanted.hour is None or held.runs_in_hour(wanted.hour))
