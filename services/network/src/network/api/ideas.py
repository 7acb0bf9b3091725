"""Ideas: anybody may bring one, without an account."""

from datetime import timedelta
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from sqlmodel import col
from starlette.responses import Response

from network import commands, queries
from network.api.devices import device_hash, issue, new_secret, secret_hash, supporting
from network.api.idea_shapes import (
    AlikeList,
    AlikeView,
    AnswerBody,
    ContactView,
    DeviceView,
    DraftBody,
    IdeaBody,
    IdeaChange,
    IdeaView,
    ReviewBody,
    SubmittedView,
    SupportBody,
    WithdrawBody,
    idea_view,
    row_view,
)
from network.api.inputs import Orderings, ReasonBody, changes
from network.domain import Idea, IdeaStatus, local_day
from regio_chassis.trigrams import rewrite_trigrams
from regio_chassis.web import (
    AfterCommit,
    IfMatch,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Search,
    Slug,
    Transaction,
    Verbs,
    created,
    item,
    limited,
    page,
    problems,
)
from regio_chassis.web.exchange import edge_of

router = Router("/ideas", ["Ideas"])
devices = Router("/device-tokens", ["Ideas"])

ORDERINGS: Orderings = {
    "-created_at": [col(Idea.created_at)],
    "supports": [col(Idea.supports)],
    "answer_due": [col(Idea.answer_due)],
}


@router.get("", operation_id="idea.list", summary="Ideas", response_model=Page[IdeaView], responses=problems(422))
async def list_ideas(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    now: Now,
    town: Slug | None = None,
    field: Annotated[Slug | None, Query(description="Field of action")] = None,
    status: IdeaStatus | None = None,
    meeting: UUID | None = None,
    measure: UUID | None = None,
    overdue: Annotated[bool, Query(description="Only those that should have been answered by now")] = False,
    q: Search | None = None,
) -> Response:
    """Ideas that were screened, the newest first; those who screen also see what waits for it."""
    statement = queries.ideas.ideas(
        scope,
        town=town,
        field=field,
        status=status,
        meeting=meeting,
        measure=measure,
        overdue_on=local_day(now) if overdue else None,
        said=None if q is None else await queries.ideas.saying(reading, q),
    )
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=partial(row_view, at=now))


@router.post(
    "/similar",
    operation_id="idea.similar",
    summary="Ideas like the one somebody is about to submit",
    response_model=AlikeList,
    responses=problems(422, 429),
    dependencies=[limited("idea.similar", burst=60, per=timedelta(hours=1))],
)
async def similar(tx: Transaction, scope: ScopeDep, body: DraftBody, now: Now) -> Response:
    """Up to five public ideas that are probably the same: supporting one of them counts more than another one."""
    found = await queries.ideas.alike(tx, scope, title=body.title, text=body.text, most=5)
    views = [AlikeView(likeness=round(likeness, 2), idea=idea_view(idea, now)) for likeness, idea in found]
    return item(AlikeList(items=views), 0)


@router.get("/{id}", operation_id="idea.get", summary="An idea", response_model=IdeaView, responses=problems(404, 422))
async def get_idea(reading: ReadingDep, scope: ScopeDep, id: UUID, now: Now) -> Response:
    """One idea."""
    idea = await queries.ideas.idea(reading, scope, id)
    return item(idea_view(idea, now), idea.version)


@router.post(
    "",
    operation_id="idea.create",
    summary="Submit an idea",
    status_code=201,
    response_model=SubmittedView,
    responses=problems(409, 422, 429),
    dependencies=[limited("idea.create", burst=10, per=timedelta(hours=1))],
)
async def create_idea(tx: Transaction, body: IdeaBody, now: Now) -> Response:
    """Bring an idea, without an account. It is shown when somebody has looked at it."""
    secret = new_secret()
    idea = await commands.ideas.submit(tx, **body.model_dump(), secret_hash=secret_hash(secret), at=now)
    view = SubmittedView(idea=idea_view(idea, now), withdraw_secret=secret)
    return created(view, idea.version, f"/api/v1/ideas/{idea.id}")


@router.patch(
    "/{id}",
    operation_id="idea.change",
    summary="Change an idea",
    response_model=IdeaView,
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def change_idea(
    tx: Transaction, scope: ScopeDep, id: UUID, body: IdeaChange, version: IfMatch, now: Now
) -> Response:
    """Put it to another town or field, or take out what is nobody's business."""
    idea = await commands.ideas.change(tx, scope, id, changes(body), version=version)
    return item(idea_view(idea, now), idea.version)


@router.get(
    "/{id}/contact",
    operation_id="idea.contact",
    summary="How the author wants to be answered",
    response_model=ContactView,
    responses=problems(401, 403, 404, 422),
)
async def get_contact(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """The contact, until the idea is answered."""
    answer = item(ContactView(contact=await queries.ideas.contact(reading, scope, id)), 0)
    answer.headers["cache-control"] = "no-store"
    return answer


verb = Verbs(router, "idea", IdeaView)


@verb("screen", "Show an idea")
async def screen(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch, now: Now) -> Response:
    """Nothing speaks against showing it."""
    idea = await commands.ideas.screen(tx, scope, id, version=version)
    return item(idea_view(idea, now), idea.version)


@verb("hide", "Do not show an idea")
async def hide(tx: Transaction, scope: ScopeDep, id: UUID, body: ReasonBody, version: IfMatch, now: Now) -> Response:
    """It is insulting, advertising, or about persons."""
    idea = await commands.ideas.hide(tx, scope, id, reason=body.reason, version=version)
    return item(idea_view(idea, now), idea.version)


@verb("review", "Put an idea to a meeting")
async def review(tx: Transaction, scope: ScopeDep, id: UUID, body: ReviewBody, version: IfMatch, now: Now) -> Response:
    """A meeting deals with it: it is proposed for its agenda."""
    idea = await commands.ideas.review(tx, scope, id, meeting_id=body.meeting_id, at=now, version=version)
    return item(idea_view(idea, now), idea.version)


@verb("answer", "Answer an idea")
async def answer(tx: Transaction, scope: ScopeDep, id: UUID, body: AnswerBody, version: IfMatch, now: Now) -> Response:
    """Say in public what becomes of it, and why."""
    idea = await commands.ideas.answer(tx, scope, id, **body.model_dump(), at=now, version=version)
    return item(idea_view(idea, now), idea.version)


@router.post(
    "/{id}/withdraw",
    operation_id="idea.withdraw",
    summary="Take one's idea back",
    response_model=IdeaView,
    responses=problems(404, 409, 422, 429),
    dependencies=[limited("idea.withdraw", burst=20, per=timedelta(hours=1))],
)
async def withdraw(
    request: Request, tx: Transaction, after: AfterCommit, id: UUID, body: WithdrawBody, now: Now
) -> Response:
    """The author takes it back: the text is gone."""
    idea = await commands.ideas.withdraw(tx, id, secret_hash=secret_hash(body.secret))
    after.append(partial(rewrite_trigrams, edge_of(request).database))
    return item(idea_view(idea, now), idea.version)


@router.post(
    "/{id}/support",
    operation_id="idea.support",
    summary="Support an idea",
    response_model=IdeaView,
    responses=problems(404, 409, 422, 429),
    dependencies=[supporting()],
)
async def support(
    request: Request, tx: Transaction, scope: ScopeDep, id: UUID, body: SupportBody, now: Now
) -> Response:
    """Support it, once a device; saying it again changes nothing."""
    hashed = partial(device_hash, edge_of(request), body.device_token)
    idea = await commands.ideas.support(tx, scope, id, hashed=hashed)
    return item(idea_view(idea, now), idea.version)


@devices.post(
    "",
    operation_id="device_token.create",
    summary="A token for this device",
    status_code=201,
    response_model=DeviceView,
    responses=problems(422, 429),
    dependencies=[limited("device_token.create", burst=20, per=timedelta(days=1))],
)
async def create_token(request: Request) -> Response:
    """A token by which ideas count this device once; nothing about it is stored here."""
    return item(DeviceView(device_token=issue(edge_of(request))), 0, status=201)
