"""Invented ideas, and one that is followed from a citizen to the measure of a second town."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from network import commands, queries
from network.domain import Idea, Meeting, Participation, Terms, Votes, local_day
from network.domain.ideas import ANSWER_DAYS
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import new_id
from regio_events.network import DecisionKind, IdeaAnswer

INVENTED = "erfunden: Beispiel für die Vorführung"
OLD = timedelta(days=ANSWER_DAYS + 7)
FUNDING_CENTS = 1_850_000


class IdeaFact(NamedTuple):
    """An invented idea; ``age`` is how long ago it was brought."""

    town_key: str | None
    field_key: str
    title: str
    text: str
    age: timedelta
    screened: bool = True


IDEAS = (
    IdeaFact("gotha", "digital", "Freies WLAN am Neumarkt", "Gäste und Jugendliche wollen ins Internet.", OLD),
    IdeaFact("eisenach", "mobilitaet", "Fahrradständer am Bahnhof", "Die Räder stehen im Regen.", timedelta(days=12)),
    IdeaFact(None, "neubuerger", "Willkommenspaket", "Zugezogene lernen die Läden kennen.", timedelta(days=5)),
    IdeaFact("apolda", "familie", "Spielgerät am Markt", "Damit Kinder gern mitkommen.", timedelta(days=1), False),
)


class Brought(NamedTuple):
    """An idea and the item by which a meeting deals with it."""

    idea_id: UUID
    item_id: UUID


async def load_ideas(tx: Tx, at: datetime) -> None:
    """Ideas in every state a visitor may want to see: new, open, and without an answer for too long."""
    for fact in IDEAS:
        if not await queries.ideas.of_source(tx, INVENTED, fact.title):
            idea = await _submit(tx, fact, at - fact.age)
            if fact.screened:
                await commands.ideas.screen(tx, Scope.ALL, idea.id)


async def bring(tx: Tx, meeting: Meeting) -> Brought:
    """An idea of a citizen of Sondershausen that is put to the meeting."""
    brought = meeting.starts_at - timedelta(weeks=5)
    text = "Ältere Leute möchten sich beim Einkaufen ausruhen."
    fact = IdeaFact("sondershausen", "erlebnisraum", "Bänke auf dem Markt", text, timedelta())
    idea = await _submit(tx, fact, brought)
    await commands.ideas.screen(tx, Scope.ALL, idea.id)
    await commands.ideas.review(tx, Scope.ALL, idea.id, meeting_id=meeting.id, at=brought)
    item_id = await queries.agenda.first_of_origin(tx, str(idea.id))
    await commands.agenda.accept(tx, Scope.ALL, item_id)
    # What the meeting does besides is not the idea's thread.
    tx.correlation = new_id()
    return Brought(idea.id, item_id)


async def follow(tx: Tx, meeting: Meeting, brought: Brought, at: datetime) -> None:
    """The towns decide, the idea becomes a measure that runs, and another town takes it over."""
    town = "sondershausen"
    decision = await commands.decisions.record(
        tx,
        Scope.ALL,
        item_id=brought.item_id,
        title="Bänke auf dem Markt",
        text="Die Stadt stellt Bänke auf und berichtet dem Netzwerk.",
        terms=Terms(kind=DecisionKind.MEASURE, town_keys=(town,), effective_on=meeting.day),
        votes=Votes(yes=tuple(meeting.town_keys)),
        source=INVENTED,
        at=meeting.ends_at,
    )
    measure = await commands.measures.create(
        tx,
        Scope.ALL,
        title="Bänke auf dem Markt",
        text="Sechs Bänke, ausgesucht mit den Anwohnern.",
        field_key="erlebnisraum",
        town_keys=[town],
        decision_id=decision.id,
        responsible="Bauhof (Beispiel)",
        participation=Participation.CONSULT,
        source=INVENTED,
        at=meeting.ends_at,
    )
    await commands.ideas.answer(
        tx,
        Scope.ALL,
        brought.idea_id,
        answer=IdeaAnswer.ACCEPTED,
        reason="Die Städte haben es beschlossen; die Bänke kommen.",
        measure_id=measure.id,
        at=meeting.ends_at,
    )
    today = local_day(at)
    begins, ends = today - timedelta(days=7), today + timedelta(days=60)
    await commands.measures.step(
        tx, Scope.ALL, measure.id, lambda one: one.plan(starts_on=begins, ends_on=ends, affects_access=True)
    )
    await commands.measures.fund(
        tx, Scope.ALL, measure.id, giver="Stadt (Beispiel)", since=begins, until=ends, cents=FUNDING_CENTS
    )
    for title, days in (("Anwohner gefragt", -3), ("Bänke bestellt", 10), ("Bänke aufgestellt", 50)):
        await commands.measures.add_milestone(tx, Scope.ALL, measure.id, title=title, due=today + timedelta(days=days))
    await commands.measures.step(tx, Scope.ALL, measure.id, lambda one: one.start())
    await commands.measures.advance(tx, Scope.ALL, measure.id, 30)
    await commands.measures.transfer(tx, Scope.ALL, measure.id, town_keys=["muehlhausen"], source=INVENTED, at=at)


async def _submit(tx: Tx, fact: IdeaFact, at: datetime) -> Idea:
    # As if somebody had sent it: every idea begins a thread of its own.
    tx.correlation = new_id()
    return await commands.ideas.submit(
        tx,
        title=fact.title,
        text=fact.text,
        field_key=fact.field_key,
        town_key=fact.town_key,
        # Of no secret: nobody takes an invented idea back.
        secret_hash="",
        source=INVENTED,
        at=at,
    )
