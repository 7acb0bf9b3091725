"""
Wishes, places, agreements and practice days around the day of the demo, so that each step can be watched.

All invented and the same for the same day; whoever they are about is marked as invented.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain
from uuid import UUID

from placement.commands import agreements, applications, practice_days
from placement.commands import placements as commands
from placement.commands.applications import Wanted
from placement.demo.invented import INVENTED
from placement.domain.agreements import Agreement, Signer
from placement.domain.base import HERE, local_day
from placement.domain.phases import Phase
from placement.domain.placements import Placement
from placement.domain.practice_days import DayStatus, PracticeDay
from placement.domain.records import Criterion, IncidentKind
from placement.queries import Loaded
from placement.queries import placements as placed
from regio_chassis.access import Scope
from regio_chassis.database import Tx

ASKED, CONFIRMED, SIGNED = timedelta(days=24), timedelta(days=18), timedelta(days=14)
"""Before the phase, or before today where that comes first."""
WAITING = timedelta(days=3)
"""So long ago was asked what waits for an answer; an answer is due after fourteen days."""
NOON = time(11, 30)
TEXT = f"{INVENTED} Heute habe ich beim Einrichten geholfen und selbst gemessen."
REASON = f"{INVENTED} Der Beruf war ein anderer als gedacht."


class Scene:
    """One school in its phase, with the offers that have seats for it, as it is at one time."""

    def __init__(self, tx: Tx, phase: Phase, offers: Sequence[Loaded], at: datetime) -> None:
        self.tx, self.phase, self.offers, self.at = tx, phase, offers, at
        self.begin = min(at, _morning(phase.starts_on))

    async def play(self, pupils: Sequence[UUID]) -> None:
        """The first eight pupils are each somewhere else on the way; of the others all but the last have wishes."""
        first, second, third, fourth, fifth, sixth, seventh, eighth, *others = pupils
        await self._lasting(first, self.offers[0], trouble=False)
        await self._lasting(second, self.offers[1], trouble=True)
        await self._replaced(third, self.offers[2], self.offers[0])
        await self._signing(fourth, self.offers[3])
        await self._offered(fifth, self.offers[4])
        await self._asked(sixth, self.offers[4])
        await self._declined(seventh, self.offers[4], self.offers[2])
        wanted = [
            _ranked(pupil, [self.offers[(number + more) % len(self.offers)] for more in range(3)])
            for number, pupil in enumerate(others[:-1])
        ]
        await applications.wish(self.tx, Scope.ALL, self.phase.id, *_ranked(eighth, self.offers[1:4]), *chain(*wanted))

    async def _asked(self, pupil: UUID, *offers: Loaded, asked: datetime | None = None) -> UUID:
        first, *_ = await applications.wish(self.tx, Scope.ALL, self.phase.id, *_ranked(pupil, offers))
        moment = asked or self.at - WAITING
        await applications.submit(self.tx, Scope.ALL, first.id, expected=None, at=moment)
        await applications.release(self.tx, Scope.ALL, first.id, expected=None, at=moment)
        return first.id

    async def _declined(self, pupil: UUID, *offers: Loaded) -> None:
        wish = await self._asked(pupil, *offers)
        await applications.open_(self.tx, Scope.ALL, wish, expected=None)
        reason = f"{INVENTED} Die Betreuerin ist in dieser Zeit nicht da."
        await applications.decline(self.tx, Scope.ALL, wish, reason=reason, expected=None, at=self.at)

    async def _offered(self, pupil: UUID, offer: Loaded, *, asked: datetime | None = None) -> UUID:
        wish = await self._asked(pupil, offer, asked=asked)
        await applications.open_(self.tx, Scope.ALL, wish, expected=None)
        moment = asked + WAITING if asked else self.at
        await applications.accept(self.tx, Scope.ALL, wish, expected=None, at=moment)
        return wish

    async def _placed(self, pupil: UUID, offer: Loaded, since: datetime) -> tuple[Placement, Agreement]:
        wish = await self._offered(pupil, offer, asked=since - ASKED)
        moment = since - CONFIRMED
        _, placement = await applications.confirm(self.tx, Scope.ALL, wish, expected=None, at=moment)
        (draft,) = await placed.versions_for_update(self.tx, placement.id)
        terms = draft.terms.model_copy(
            update={"tutor": "Frau Beispiel (erfunden)", "first_day": max(self.phase.starts_on, local_day(since))}
        )
        await agreements.complete(self.tx, Scope.ALL, draft.id, terms, expected=None, at=moment)
        return placement, draft

    async def _signing(self, pupil: UUID, offer: Loaded) -> None:
        _, agreement = await self._placed(pupil, offer, self.at)
        paper = local_day(self.at - SIGNED)
        await agreements.sign(self.tx, Scope.ALL, agreement.id, Signer.COMPANY, expected=None, at=self.at - SIGNED)
        await agreements.record_paper(
            self.tx, Scope.ALL, agreement.id, Signer.GUARDIAN, paper, expected=None, at=self.at - SIGNED
        )

    async def _active(self, pupil: UUID, offer: Loaded, since: datetime) -> Placement:
        placement, agreement = await self._placed(pupil, offer, since)
        moment = since - SIGNED
        for role in Signer:
            await agreements.sign(self.tx, Scope.ALL, agreement.id, role, expected=None, at=moment)
        await agreements.countersign(self.tx, Scope.ALL, agreement.id, expected=None, at=moment)
        needs = {*offer.offer.requirements, *offer.company.requirements}
        await commands.acknowledge(self.tx, Scope.ALL, placement.id, needs, expected=None, at=moment)
        return placement

    async def _past(self, placement: Placement) -> Sequence[PracticeDay]:
        days = await placed.days_for_update(self.tx, placement.id)
        return sorted((one for one in days if one.day < local_day(self.at)), key=lambda one: one.day)

    async def _lasting(self, pupil: UUID, offer: Loaded, *, trouble: bool) -> None:
        placement = await self._active(pupil, offer, self.begin)
        past = await self._past(placement)
        for number, day in enumerate(past):
            moment = _noon(day.day)
            missing = trouble and number == len(past) - 1
            status = DayStatus.UNEXCUSED if missing else DayStatus.PRESENT
            await practice_days.record(self.tx, Scope.ALL, day.id, status, expected=None, at=moment)
            if not missing:
                await practice_days.write_diary(self.tx, Scope.ALL, day.id, TEXT, at=moment)
                await practice_days.initial_diary(self.tx, Scope.ALL, day.id, "EB")
                await practice_days.grade_diary(self.tx, Scope.ALL, day.id, 1 + number % 3)
        if not past:
            return
        if trouble:
            first, moment = past[0], _noon(past[0].day)
            await practice_days.correct(self.tx, Scope.ALL, first.id, DayStatus.EXCUSED, expected=None, at=moment)
            text = f"{INVENTED} Kleiner Schnitt in den Finger, verbunden."
            hurt = await practice_days.report_incident(
                self.tx, Scope.ALL, placement.id, IncidentKind.ACCIDENT, first.day, text, at=moment
            )
            await practice_days.resolve_incident(self.tx, Scope.ALL, hurt.id, f"{INVENTED} Unfallanzeige gestellt.")
        else:
            marks = dict.fromkeys(Criterion, 2)
            await practice_days.submit_assessment(self.tx, Scope.ALL, placement.id, marks, INVENTED)

    async def _replaced(self, pupil: UUID, given_up: Loaded, instead: Loaded) -> None:
        placement = await self._active(pupil, given_up, self.begin)
        for day in await self._past(placement):
            status, moment = DayStatus.PRESENT, _noon(day.day)
            await practice_days.record(self.tx, Scope.ALL, day.id, status, expected=None, at=moment)
        await commands.terminate(self.tx, Scope.ALL, placement.id, reason=REASON, expected=None, at=self.at - WAITING)
        await self._asked(pupil, instead)


def _ranked(pupil: UUID, offers: Iterable[Loaded]) -> Sequence[Wanted]:
    return [Wanted(pupil, one.offer.id, rank) for rank, one in enumerate(offers, start=1)]


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8), HERE)


def _noon(day: date) -> datetime:
    return datetime.combine(day, NOON, HERE)
