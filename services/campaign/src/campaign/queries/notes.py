"""What others do that concerns a town's action windows, and calls to its businesses."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from campaign.access import speaks_for_town
from campaign.domain import CURRENT, Participation, ParticipationStatus, Town, TownParticipation
from campaign.domain.base import BERLIN, german_day
from campaign.domain.notes import windows_between, windows_during
from campaign.projections import KnownMeasure, KnownMeeting, SeatCall
from campaign.queries.towns import town
from regio_chassis.access import Scope
from regio_chassis.database import Reading
from regio_chassis.rows import table_of
from regio_events.network import MeasureStatus
from regio_events.placement import SeatGap

_meetings = table_of(KnownMeeting)
_measures = table_of(KnownMeasure)
_calls = table_of(SeatCall)
_parts = table_of(Participation).c

_COMING = (MeasureStatus.DECIDED, MeasureStatus.PLANNED, MeasureStatus.RUNNING)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know about the action ``days``; ``about`` is the meeting or the measure."""

    kind: str
    about: UUID
    days: tuple[date, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """Practice places wanted in a town."""

    phase_id: UUID
    gap: SeatGap
    kldb_groups: tuple[str, ...]
    text: str


async def notes(reading: Reading, scope: Scope, participation: TownParticipation) -> list[Note]:
    """
    What touches the town's windows: measures that hinder access, for everybody; meetings of the network at the same
    time, for the town and the chamber.
    """
    if not participation.windows:
        return []
    place = await town(reading, Scope.PUBLIC, participation.town_key)
    found = await _measures_in(reading, place, participation)
    if speaks_for_town(scope, participation.town_key):
        found += await _meetings_in(reading, place, participation)
    return sorted(found, key=lambda note: (note.days, note.kind, note.about))


async def calls(reading: Reading, *, business_id: UUID, town_key: str) -> list[Call]:
    """Places wanted in the business's town, while it takes part in an edition."""
    part = select(_parts.id).where(
        _parts.business_id == business_id,
        _parts.status.in_(CURRENT - {ParticipationStatus.APPLIED}),
    )
    if await reading.scalar(part.limit(1)) is None:
        return []
    place = await town(reading, Scope.PUBLIC, town_key)
    wanted = select(_calls).where(_calls.c.open, _calls.c.town_key.in_((place.key, place.municipality)))
    found = await reading.entities(SeatCall, wanted.order_by(_calls.c.stated_at, _calls.c.phase_id))
    return [Call(call.phase_id, call.gap, call.kldb_groups, _called(call, place)) for call in found]


async def _measures_in(reading: Reading, place: Town, participation: TownParticipation) -> list[Note]:
    first, last = participation.windows[0].day, participation.windows[-1].day
    hindering = select(_measures).where(
        _measures.c.affects_access,
        _measures.c.status.in_(_COMING),
        or_(_measures.c.starts_on.is_(None), _measures.c.starts_on <= last),
        or_(_measures.c.ends_on.is_(None), _measures.c.ends_on >= first),
    )
    found = []
    for measure in await reading.entities(KnownMeasure, hindering):
        touched = windows_between(participation.windows, measure.starts_on, measure.ends_on)
        if touched and place.answers_to(measure.town_keys):
            days = tuple(sorted({window.day for window in touched}))
            found.append(Note("access", measure.measure_id, days, _hindered(measure)))
    return found


async def _meetings_in(reading: Reading, place: Town, participation: TownParticipation) -> list[Note]:
    first = datetime.combine(participation.windows[0].day, time.min, BERLIN)
    last = datetime.combine(participation.windows[-1].day + _DAY, time.min, BERLIN)
    near = select(_meetings).where(
        _meetings.c.cancelled.is_(False), _meetings.c.starts_at < last, _meetings.c.ends_at > first
    )
    found = []
    for meeting in await reading.entities(KnownMeeting, near):
        touched = windows_during(participation.windows, meeting.starts_at, meeting.ends_at)
        if touched and place.answers_to(meeting.town_keys):
            starts = meeting.starts_at.astimezone(BERLIN)
            text = f"Ein Treffen des Netzwerks am {starts:%d.%m.%Y} um {starts:%H:%M} Uhr liegt in den Aktionszeiten."
            found.append(Note("meeting", meeting.meeting_id, tuple(sorted({w.day for w in touched})), text))
    return found


def _hindered(measure: KnownMeasure) -> str:
    since = f" ab {german_day(measure.starts_on)}" if measure.starts_on else ""
    until = f" bis {german_day(measure.ends_on)}" if measure.ends_on else ""
    return f"Eine Maßnahme{since}{until} kann Straßen, Parkplätze oder Eingänge betreffen."


def _called(call: SeatCall, place: Town) -> str:
    many = "viele" if call.gap is SeatGap.MANY else "einige"
    return f"In {place.name} fehlen noch {many} Plätze für Praxistage. Können Sie einen anbieten?"
