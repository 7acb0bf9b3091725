"""
Reading opening hours: a subset of OpenStreetMap's grammar, refused with the position of what is not understood.

Source: wiki.openstreetmap.org/wiki/Key:opening_hours/specification. Left out: weeks, years, school holidays, sunrise,
the n-th weekday of a month, open ends (``18:00+``) and fallback rules (``||``).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from campaign.domain.opening_hours.rules import (
    DAYS,
    LENGTHS,
    MIDNIGHT,
    MONTHS,
    DayOfYear,
    Minutes,
    Rule,
    State,
    merged,
)
from regio_chassis.errors import Invalid

_TOKENS = re.compile(
    r"""(?P<always>24/7)|(?P<time>[0-9]{1,2}:[0-9]{2})|(?P<number>[0-9]{1,2})|(?P<word>[A-Za-z]+)|(?P<comment>"[^"]*")"""
    r"""|(?P<dash>[-\u2013])|(?P<sign>[,;:])|(?P<space>\s+)|(?P<end>$)""",
    re.ASCII,
)
_LATEST = 26 * 60
_MOST_RULES = 40


class HoursInvalid(Invalid):
    """Opening hours that are not understood; ``position`` counts characters from 1."""

    code = "opening-hours-invalid"
    title = "The opening hours are not in the grammar of OpenStreetMap."
    title_de = "Die Öffnungszeiten sind nicht in der Schreibweise von OpenStreetMap."

    def __init__(self, expected: str, position: int) -> None:
        super().__init__(
            f"at character {position}: {expected} expected",
            pointer="/opening_hours",
            source="wiki.openstreetmap.org/wiki/Key:opening_hours/specification",
        )
        self.expected = expected
        self.position = position


class _Token(NamedTuple):
    kind: str
    text: str
    position: int


def read_rules(text: str) -> tuple[Rule, ...]:
    """
    The rules in ``text``.

    Raises:
        HoursInvalid: with the position of the first thing that is not understood.
    """
    reader = _Reader(list(_tokens(text)))
    rules = [reader.rule(added=False)]
    while not reader.at("end"):
        added = reader.take("sign", ",") is not None
        if not added:
            reader.insist("sign", ";", "a semicolon")
            if reader.at("end"):
                break
        rules.append(reader.rule(added=added))
        if len(rules) > _MOST_RULES:
            raise HoursInvalid(f"no more than {_MOST_RULES} rules", reader.next.position)
    return tuple(rules)


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while True:
        found = _TOKENS.match(text, at)
        if found is None:
            raise HoursInvalid("a day, a month, a time or a comment in quotes", at + 1)
        kind = str(found.lastgroup)
        if kind != "space":
            yield _Token(kind, found[0], at + 1)
        if kind == "end":
            return
        at = found.end()


class _Reader:
    """Takes tokens from the left."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def next(self) -> _Token:
        return self._tokens[self._at]

    def at(self, kind: str, *texts: str, ahead: int = 0) -> bool:
        place = min(self._at + ahead, len(self._tokens) - 1)
        token = self._tokens[place]
        return token.kind == kind and (not texts or token.text in texts)

    def take(self, kind: str, *texts: str) -> _Token | None:
        if not self.at(kind, *texts):
            return None
        self._at += 1
        return self._tokens[self._at - 1]

    def insist(self, kind: str, text: str, expected: str) -> None:
        if self.take(kind, *([text] if text else [])) is None:
            raise HoursInvalid(expected, self.next.position)

    def rule(self, *, added: bool) -> Rule:
        if self.take("always"):
            state, comment = self._state(timed=True)
            return Rule(state=state, comment=comment, added=added)
        began = self._at
        dates = self._dates() if self.at("word", *MONTHS) else ()
        if dates:
            self.take("sign", ":")
        weekdays, holidays = self._days()
        spans = self._spans()
        state, comment = self._state(timed=bool(spans))
        if self._at == began:
            raise HoursInvalid("a day, a month, a time or a comment in quotes", self.next.position)
        if not spans and not comment and state is State.OPEN and not self._said:
            raise HoursInvalid("a time, off or a comment in quotes", self.next.position)
        return Rule(dates, weekdays, holidays, spans, state, comment, added)

    def _dates(self) -> tuple[tuple[DayOfYear, DayOfYear], ...]:
        found = [self._date_range(self._month())]
        while self.at("sign", ",") and (self.at("word", *MONTHS, ahead=1) or self.at("number", ahead=1)):
            self._at += 1
            # "Dec 24,31": another day of the month that was named last.
            found.append(self._date_range(found[-1][1][0] if self.at("number") else self._month()))
        return tuple(found)

    def _date_range(self, month: int) -> tuple[DayOfYear, DayOfYear]:
        day = self._day_of(month)
        if not self.take("dash"):
            return (month, day or 1), (month, day or LENGTHS[month - 1])
        if day is None:
            last = self._month()
            return (month, 1), (last, LENGTHS[last - 1])
        last = self._month() if self.at("word") else month
        last_day = self._day_of(last)
        if last_day is None:
            raise HoursInvalid("a day of the month", self.next.position)
        return (month, day), (last, last_day)

    def _month(self) -> int:
        token = self.take("word", *MONTHS)
        if token is None:
            raise HoursInvalid("a month, Jan to Dec", self.next.position)
        return MONTHS.index(token.text) + 1

    def _day_of(self, month: int) -> int | None:
        token = self.take("number")
        if token is None:
            return None
        if not 1 <= int(token.text) <= LENGTHS[month - 1]:
            raise HoursInvalid("a day of this month", token.position)
        return int(token.text)

    def _days(self) -> tuple[frozenset[int], bool]:
        weekdays: set[int] = set()
        holidays = False
        while self.at("word", *DAYS, "PH"):
            if self.take("word", "PH"):
                holidays = True
            else:
                first = DAYS.index(self._tokens[self._at].text)
                self._at += 1
                last = first
                if self.take("dash"):
                    token = self.take("word", *DAYS)
                    if token is None:
                        raise HoursInvalid("a day, Mo to Su", self.next.position)
                    last = DAYS.index(token.text)
                weekdays |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
            if not (self.at("sign", ",") and self.at("word", *DAYS, "PH", ahead=1)):
                break
            self._at += 1
        return frozenset(weekdays), holidays

    def _spans(self) -> tuple[Minutes, ...]:
        found: list[Minutes] = []
        while self.at("time"):
            found.append(self._span())
            if not (self.at("sign", ",") and self.at("time", ahead=1)):
                break
            self._at += 1
        return merged(found)

    def _span(self) -> Minutes:
        start = self._clock(MIDNIGHT - 1)
        self.insist("dash", "", "a dash and the time of closing")
        position = self.next.position
        end = self._clock(_LATEST)
        if start == end:
            raise HoursInvalid("another time than that of opening", position)
        return start, end if end > start else end + MIDNIGHT

    def _clock(self, latest: int) -> int:
        token = self.take("time")
        if token is None:
            raise HoursInvalid("a time such as 09:00", self.next.position)
        hours, _, minutes = token.text.partition(":")
        found = int(hours) * 60 + int(minutes)
        if int(minutes) > 59 or found > latest:
            raise HoursInvalid(f"a time until {latest // 60:02}:{latest % 60:02}", token.position)
        return found

    def _state(self, *, timed: bool) -> tuple[State, str | None]:
        token = self.take("word", "off", "closed", "open")
        comment = self.take("comment")
        self._said = token is not None or timed
        text = comment.text[1:-1].strip() if comment else None
        if token is not None:
            return State.OPEN if token.text == "open" else State.CLOSED, text
        return State.ASK if comment else State.OPEN, text
