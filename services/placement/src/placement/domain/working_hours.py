"""
When a pupil may work: dated rule sets, each limit with its paragraph.

Every pupil of grade 8 or 9 in Thuringia is under full-time compulsory schooling, which lasts ten years (ThürSchulG
§ 19(1)), and so counts as a child whatever the age (JArbSchG § 2(3)): seven hours a day, not the eight of older ones.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from pydantic import BaseModel, ConfigDict

from placement.domain.errors import HoursNotAllowed
from regio_chassis.errors import Fault


class Break(BaseModel):
    """A break, local time."""

    model_config = ConfigDict(frozen=True)

    starts: time
    ends: time


class DayHours(BaseModel):
    """One practice day from start to end with its breaks in order, local time Europe/Berlin."""

    model_config = ConfigDict(frozen=True)

    starts: time
    ends: time
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits as they hold from a day on; all lengths in minutes."""

    id: str
    since: date
    work_a_day: int
    earliest: time
    latest: time
    shortest_break: int
    stretch: int
    breaks_beyond: Sequence[tuple[int, int]]
    first_and_last_minutes_without_break: int


RULE_SETS: Sequence[Rules] = (
    Rules(
        id="jarbschg-2022",
        since=date(2022, 2, 1),
        work_a_day=7 * 60,
        earliest=time(6),
        latest=time(20),
        shortest_break=15,
        stretch=270,
        breaks_beyond=((6 * 60, 60), (270, 30)),
        first_and_last_minutes_without_break=60,
    ),
)
"""In order of their first day; the oldest begins with the pilot, for which it was checked."""

MAXIMUM = "JArbSchG § 5 Abs. 2 Satz 2 mit § 7 Satz 1 Nr. 2"
BREAKS = "JArbSchG § 11 Abs. 1"
POSITION = "JArbSchG § 11 Abs. 2"
NIGHT = "JArbSchG § 14 Abs. 1"
WEEKEND = "JArbSchG §§ 16, 17"


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that is not kept, the field it concerns, and where the limit stands."""

    detail: str
    pointer: str
    source: str | None

    def with_source(self) -> str:
        """The sentence with its paragraph."""
        return self.detail if self.source is None else f"{self.detail} ({self.source})"


def rules_on(day: date, among: Sequence[Rules] = RULE_SETS) -> Rules:
    """
    The rule set that holds on a day.

    Raises:
        HoursNotAllowed: the day lies before the oldest one.
    """
    for rules in reversed(among):
        if rules.since <= day:
            return rules
    raise HoursNotAllowed(f"No rule set is known before {among[0].since}.")


def rules_named(id: str, among: Sequence[Rules] = RULE_SETS) -> Rules:
    """The rule set that something was agreed under, whatever holds by now."""
    return next(rules for rules in among if rules.id == id)


def insist_on_hours(hours: DayHours, weekdays: Iterable[int], rules: Rules) -> None:
    """
    Refuse hours that break a rule.

    Raises:
        HoursNotAllowed: with every breach and its paragraph.
    """
    found = list(breaches(hours, weekdays, rules))
    if found:
        faults = [Fault(one.pointer, HoursNotAllowed.code, one.with_source()) for one in found]
        raise HoursNotAllowed(found[0].with_source(), faults=faults, source=found[0].source)


def breaches(hours: DayHours, weekdays: Iterable[int], rules: Rules) -> Iterator[Breach]:
    """What is not allowed about a day of these hours on these ISO weekdays; nothing when all is well."""
    yield from _order(hours)
    if any(day > 5 for day in weekdays):
        yield Breach("Practice days are Monday to Friday.", "/seats", WEEKEND)
    if hours.starts < rules.earliest:
        yield Breach(f"Not before {rules.earliest:%H:%M}.", "/hours/starts", NIGHT)
    if hours.ends > rules.latest:
        yield Breach(f"Not after {rules.latest:%H:%M}.", "/hours/ends", NIGHT)
    yield from _lengths(hours, rules)
    yield from _positions(hours, rules)


def working_minutes(hours: DayHours, rules: Rules) -> int:
    """Minutes of work: what is left without the breaks that are long enough to count."""
    return _between(hours.starts, hours.ends) - _break_minutes(hours, rules)


def _order(hours: DayHours) -> Iterator[Breach]:
    if hours.ends <= hours.starts:
        yield Breach("The day ends after it starts.", "/hours/ends", None)
    for number, pause in enumerate(hours.breaks):
        if not hours.starts <= pause.starts < pause.ends <= hours.ends:
            yield Breach("A break lies within the day and ends after it starts.", f"/hours/breaks/{number}", None)
    for number, (before, after) in enumerate(pairwise(hours.breaks)):
        if after.starts < before.ends:
            yield Breach("Breaks are in order and do not overlap.", f"/hours/breaks/{number + 1}", None)


def _lengths(hours: DayHours, rules: Rules) -> Iterator[Breach]:
    work = working_minutes(hours, rules)
    if work > rules.work_a_day:
        yield Breach(f"At most {rules.work_a_day // 60} hours of work a day, without breaks.", "/hours", MAXIMUM)
    for beyond, least in rules.breaks_beyond:
        if work > beyond:
            if _break_minutes(hours, rules) < least:
                yield Breach(
                    f"Work of more than {beyond / 60:g} hours needs breaks of {least} minutes in all, "
                    f"each of {rules.shortest_break} at least.",
                    "/hours/breaks",
                    BREAKS,
                )
            return


def _positions(hours: DayHours, rules: Rules) -> Iterator[Breach]:
    margin = rules.first_and_last_minutes_without_break
    counted = _counted(hours, rules)
    for number, pause in enumerate(hours.breaks):
        if pause not in counted:
            continue
        if _between(hours.starts, pause.starts) < margin or _between(pause.ends, hours.ends) < margin:
            yield Breach("No break in the first or the last hour.", f"/hours/breaks/{number}", POSITION)
    edges = [hours.starts, *(edge for pause in counted for edge in (pause.starts, pause.ends)), hours.ends]
    if any(_between(start, end) > rules.stretch for start, end in zip(edges[::2], edges[1::2], strict=True)):
        yield Breach(f"Not more than {rules.stretch / 60:g} hours without a break.", "/hours/breaks", POSITION)


def _counted(hours: DayHours, rules: Rules) -> list[Break]:
    return [pause for pause in hours.breaks if _between(pause.starts, pause.ends) >= rules.shortest_break]


def _break_minutes(hours: DayHours, rules: Rules) -> int:
    return sum(_between(pause.starts, pause.ends) for pause in _counted(hours, rules))


def _between(start: time, end: time) -> int:
    return (end.hour - start.hour) * 60 + end.minute - start.minute
