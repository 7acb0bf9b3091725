"""From the entries of a list to whole objects: one statement for each kind and for what it shows inside."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from network import queries
from network.api.oparl import objects
from network.api.oparl.objects import Names, Object
from network.domain import AgendaItem, Decision
from network.queries.oparl import Entry, Kind
from regio_chassis.database import Reading


async def whole(reading: Reading, names: Names, entries: Sequence[Entry]) -> list[Object]:
    """The objects in the order of ``entries``; those that are gone as stubs."""
    found: dict[tuple[Kind, str], Object] = {}
    for kind in {entry.kind for entry in entries}:
        ids = [entry.id for entry in entries if entry.kind is kind and not entry.gone]
        loaded = await _of_kind(reading, names, kind, ids)
        found |= {(kind, id): made for id, made in loaded.items()}
    return [objects.bare(objects.stub(names, entry) | found.get((entry.kind, entry.id), {})) for entry in entries]


async def _of_kind(reading: Reading, names: Names, kind: Kind, keys: Sequence[str]) -> dict[str, Object]:
    match kind:
        case Kind.GROUP:
            return await _groups(reading, names, keys)
        case Kind.TOWN:
            return {row.key: objects.town(names, row) for row in await queries.council.towns(reading, keys)}
        case _:
            return {str(id): made for id, made in (await _by_id(reading, names, kind, [UUID(k) for k in keys])).items()}


async def _by_id(reading: Reading, names: Names, kind: Kind, ids: Sequence[UUID]) -> dict[UUID, Object]:
    found = queries.council
    match kind:
        case Kind.OFFICE:
            return {row.id: objects.office(names, row) for row in await found.offices(reading, ids)}
        case Kind.PERSON:
            return {row.id: objects.person(names, row) for row in await found.roles(reading, ids)}
        case Kind.ROLE:
            return {row.id: objects.role(names, row) for row in await found.roles(reading, ids)}
        case Kind.MEMBER:
            return {row.id: objects.member(names, row) for row in await found.members(reading, ids=ids)}
        case Kind.MEETING:
            return await _meetings(reading, names, ids)
        case Kind.PLACE:
            return {row.id: objects.place(names, row) for row in await found.meetings(reading, ids)}
        case Kind.AGENDA:
            return {row.id: objects.agenda_file(names, row) for row in await found.meetings(reading, ids)}
        case Kind.MINUTES:
            return {row.id: objects.minutes_file(names, row) for row in await found.minutes(reading, ids=ids)}
        case Kind.ITEM:
            return await _items(reading, names, await found.items(reading, ids=ids), embedded=False)
        case _:
            return await _papers(reading, names, ids)


async def _groups(reading: Reading, names: Names, keys: Sequence[str]) -> dict[str, Object]:
    members = await queries.council.members(reading, group_keys=keys)
    return {
        row.key: objects.group(names, row, [one for one in members if one.group_key == row.key])
        for row in await queries.council.groups(reading, keys)
    }


async def _meetings(reading: Reading, names: Names, ids: Sequence[UUID]) -> dict[UUID, Object]:
    items = await queries.council.items(reading, meeting_ids=ids)
    shown = await _items(reading, names, items, embedded=True)
    minutes = {row.meeting_id: row for row in await queries.council.minutes(reading, meeting_ids=ids)}
    made = {}
    for row in await queries.council.meetings(reading, ids):
        own = [
            objects.own(names, Kind.ITEM, one.id, one.created_at, one.changed_at) | shown[one.id]
            for one in items
            if one.meeting_id == row.id
        ]
        made[row.id] = objects.meeting(names, row, own, minutes.get(row.id))
    return made


async def _items(reading: Reading, names: Names, items: Sequence[AgendaItem], *, embedded: bool) -> dict[UUID, Object]:
    decisions: dict[UUID, list[Decision]] = {}
    for decision in await queries.council.decisions(reading, item_ids=[item.id for item in items]):
        decisions.setdefault(decision.item_id, []).append(decision)
    whole_agenda = items if embedded else await _agendas(reading, items)
    places = _places(whole_agenda)
    return {
        item.id: objects.agenda_item(
            names, item, decisions.get(item.id, []), place=places.get(item.id), embedded=embedded
        )
        for item in items
    }


async def _agendas(reading: Reading, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    meeting_ids = sorted({item.meeting_id for item in items if item.meeting_id is not None})
    return await queries.council.items(reading, meeting_ids=meeting_ids)


def _places(agenda: Sequence[AgendaItem]) -> dict[UUID, int]:
    """Where each item stands in the public agenda of its meeting, from 0 as in ``Meeting.agendaItem``."""
    counted: Counter[UUID | None] = Counter()
    found = {}
    for item in agenda:
        found[item.id] = counted[item.meeting_id]
        counted[item.meeting_id] += 1
    return found


async def _papers(reading: Reading, names: Names, ids: Sequence[UUID]) -> dict[UUID, Object]:
    decisions = await queries.council.decisions(reading, ids=ids)
    found = await queries.council.meetings(reading, [one.meeting_id for one in decisions])
    meetings = {row.id: row for row in found}
    return {one.id: objects.paper(names, one, meetings.get(one.meeting_id)) for one in decisions}
