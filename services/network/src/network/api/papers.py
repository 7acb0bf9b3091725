"""Agenda and minutes on paper: PDF that a screen reader can read (PDF/UA-1)."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping
from starlette.responses import Response

from network import queries
from network.api.paper_templates import AGENDA, MINUTES
from network.domain import BERLIN, AgendaItem, Decision, Minutes
from regio_chassis.formats import PDF, document, pdf, produces
from regio_chassis.web import ReadingDep, Router, ScopeDep, problems
from regio_events.network import DecisionResult

router = Router("", ["Meetings"])

ANSWERS: dict[int | str, dict[str, Any]] = produces(PDF)["responses"] | problems(404, 422)
PROGRAMMES: Mapping[str, str] = {"campaign": "Heimat shoppen", "placement": "Praxistage"}
RESULTS: Mapping[DecisionResult, str] = {
    DecisionResult.ADOPTED: "angenommen",
    DecisionResult.REJECTED: "abgelehnt",
}


@router.get(
    "/meetings/{id}/agenda.pdf",
    operation_id="meeting.agenda_pdf",
    summary="The agenda of a meeting on paper",
    response_class=Response,
    responses=ANSWERS,
)
async def agenda_pdf(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """The agenda as the caller may see it."""
    meeting = await queries.meetings.meeting(reading, scope, id)
    items = await queries.agenda.on_agenda(reading, scope, id)
    names = await queries.towns.names(reading)
    data = _meeting(meeting, names) | {"items": [_item(item) for item in items]}
    return await _paper(AGENDA, data, title=f"Tagesordnung: {meeting['title']}", filename="tagesordnung.pdf")


@router.get(
    "/minutes/{id}/minutes.pdf",
    operation_id="minutes.pdf",
    summary="Minutes on paper",
    response_class=Response,
    responses=ANSWERS,
)
async def minutes_pdf(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """The minutes with the decisions that rest on them; a draft says that it is one."""
    minutes = await queries.minutes.minutes(reading, scope, id)
    meeting = await queries.meetings.meeting(reading, scope, minutes.meeting_id)
    names = await queries.towns.names(reading)
    decisions = await queries.decisions.standing(reading, scope, minutes.meeting_id)
    data = _meeting(meeting, names) | _minutes(minutes)
    data |= {"decisions": [_decision(decision, names) for decision in decisions]}
    return await _paper(MINUTES, data, title=f"Protokoll: {meeting['title']}", filename="protokoll.pdf")


async def _paper(template: str, data: Mapping[str, Any], *, title: str, filename: str) -> Response:
    # Setting takes tens of milliseconds of one processor: not on the loop that everybody waits for.
    made = await asyncio.to_thread(pdf, template, data, title=title)
    return document(made, PDF, filename=filename)


def origin_programme(type: str | None) -> str | None:
    """The programme whose event proposed an item, by name; events are called ``regio.<service>.…``."""
    return None if type is None else PROGRAMMES.get(type.split(".")[1])


def _meeting(meeting: RowMapping, names: Mapping[str, str]) -> dict[str, Any]:
    starts, ends = meeting["starts_at"].astimezone(BERLIN), meeting["ends_at"].astimezone(BERLIN)
    return {
        "day": f"{starts:%d.%m.%Y}",
        "hours": f"{starts:%H:%M} bis {ends:%H:%M} Uhr",
        "place": meeting["place"] or "",
        "towns": _named(meeting["town_keys"], names),
        "present": _named(meeting["towns_present"], names),
    }


def _item(item: AgendaItem) -> dict[str, Any]:
    return {
        "number": item.number or 0,
        "title": item.title,
        "text": item.text or "",
        "origin": origin_programme(item.origin_type) or "",
        "carried": item.carried_from is not None,
        "public": item.public,
    }


def _minutes(minutes: Minutes) -> dict[str, Any]:
    return {
        "text": minutes.text.split("\n"),
        "final": minutes.is_final,
        "revision": minutes.revision,
        "finalised": _day(minutes.finalised_at) if minutes.is_final else "",
    }


def _decision(decision: Decision, names: Mapping[str, str]) -> dict[str, Any]:
    votes = decision.votes
    return {
        "title": decision.title,
        "text": decision.text or "",
        "result": RESULTS[decision.result],
        "yes": _named(votes.yes, names),
        "no": _named(votes.no, names),
        "abstain": _named(votes.abstain, names),
    }


def _named(keys: Sequence[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(key, key) for key in keys)


def _day(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(BERLIN):%d.%m.%Y}"
