"""An invented working meeting: held, with final minutes, and with a decision that the other programmes follow."""

from datetime import datetime, time, timedelta
from uuid import UUID

from network import commands, queries
from network.demo.ideas import bring, follow
from network.domain import BERLIN, Meeting, Terms, Votes, local_day
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_events.network import DecisionKind, MeetingKind

INVENTED = "erfunden: Beispiel für die Vorführung"
SERIES = "gemeinsame-arbeitstreffen"
GROUPS = ("netzwerk-1", "netzwerk-2")
JOINING = ("heilbad-heiligenstadt", "leinefelde-worbis", "sondershausen")
WEDNESDAY = 2


async def load_meeting(tx: Tx, at: datetime) -> None:
    """A meeting three weeks before ``at`` that decides on this year's edition, and the one that follows it."""
    year = local_day(at).year
    if await queries.decisions.of_source(tx, INVENTED, year):
        return
    held = await _schedule(tx, at - timedelta(weeks=3), at - timedelta(weeks=9), number=1)
    await _schedule(tx, at + timedelta(weeks=2), at - timedelta(weeks=3), number=2)
    joining = await _item(tx, held, f"Teilnahme Heimat shoppen {year}", "Welche Städte nehmen teil?")
    parking = await _item(tx, held, "Parken in der Innenstadt", "Erfahrungen mit der Brötchentaste")
    # Discussed and still open, so that whoever tries the programmes has something to decide.
    more = await _item(tx, held, f"Weitere Städte für Heimat shoppen {year}", "Wer kommt noch dazu?")
    benches = await bring(tx, held)
    await commands.meetings.invite(tx, Scope.ALL, held.id, at=held.starts_at - timedelta(weeks=4))
    await commands.meetings.hold(tx, Scope.ALL, held.id, towns_present=held.town_keys, decisions=1, at=held.ends_at)
    for item_id in (joining, parking, more, benches.item_id):
        await commands.agenda.discuss(tx, Scope.ALL, item_id)
    await commands.agenda.adjourn(tx, Scope.ALL, parking)
    await _minutes_and_decision(tx, held, joining, year)
    await follow(tx, held, benches, at)


async def _minutes_and_decision(tx: Tx, held: Meeting, item_id: UUID, year: int) -> None:
    written = held.ends_at + timedelta(days=2)
    minutes = await commands.minutes.draft(
        tx,
        Scope.ALL,
        meeting_id=held.id,
        text=f"TOP 1: Drei Städte nehmen an Heimat shoppen {year} teil.\nTOP 2: vertagt.\nTOP 3: beraten.",
        source=INVENTED,
        at=written,
    )
    await commands.minutes.finalise(tx, Scope.ALL, minutes.id, at=written)
    await commands.decisions.record(
        tx,
        Scope.ALL,
        item_id=item_id,
        title=f"Teilnahme an Heimat shoppen {year}",
        text="Heilbad Heiligenstadt, Leinefelde-Worbis und Sondershausen nehmen teil.",
        terms=Terms(kind=DecisionKind.JOIN_CAMPAIGN, town_keys=JOINING, edition_year=year, effective_on=held.day),
        votes=Votes(yes=tuple(key for key in held.town_keys if key != "gotha"), abstain=("gotha",)),
        source=INVENTED,
        at=written,
    )


async def _schedule(tx: Tx, around: datetime, at: datetime, *, number: int) -> Meeting:
    day = local_day(around)
    day -= timedelta(days=(day.weekday() - WEDNESDAY) % 7)
    starts_at = datetime.combine(day, time(13), BERLIN)
    return await commands.meetings.schedule(
        tx,
        Scope.ALL,
        kind=MeetingKind.WORKING_MEETING,
        title=f"{number}. gemeinsames Arbeitstreffen (Beispiel)",
        group_keys=GROUPS,
        town_keys=(),
        series=SERIES,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        place="Rathaus Sondershausen",
        lead_days=7,
        source=INVENTED,
        at=at,
    )


async def _item(tx: Tx, meeting: Meeting, title: str, text: str) -> UUID:
    item = await commands.agenda.propose(
        tx, Scope.ALL, title=title, text=text, meeting_id=meeting.id, source=INVENTED, at=meeting.created_at
    )
    await commands.agenda.accept(tx, Scope.ALL, item.id)
    return item.id
