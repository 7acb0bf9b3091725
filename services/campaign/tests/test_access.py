"""Nobody does what the policy does not give them, and what is not theirs does not exist."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from campaign_people import API, People
from campaign_stage import Stage

from campaign.access import POLICY
from campaign.api import ROUTERS
from campaign.domain import OfferStatus
from regio_chassis.access import Role
from regio_chassis.database import Database

WHY = {"reason": "Darum."}
DATES = {"dates": [{"day": "2026-09-11", "starts": "14:00", "ends": "16:00"}]}


def operations() -> Iterator[tuple[str, str, str]]:
    """Operation, method and path of every route."""
    for router in ROUTERS:
        for route in router.routes:
            operation: str = getattr(route, "operation_id")  # noqa: B009 - routes of Starlette have none
            (method,) = getattr(route, "methods")  # noqa: B009
            path: str = getattr(route, "path")  # noqa: B009
            yield operation, method, path.removeprefix(API)


OPERATIONS = list(operations())
GUARDED = [op for op in OPERATIONS if Role.ANONYMOUS not in POLICY[op[0]]]


def test_every_operation_has_a_row_in_the_policy_and_every_row_an_operation() -> None:
    of_the_chassis = {operation for operation in POLICY if operation.startswith("grant.")}

    assert sorted(operation for operation, _, _ in OPERATIONS) == sorted(set(POLICY) - of_the_chassis)


async def test_a_role_without_the_action_is_refused_before_anything_is_read(people: People) -> None:
    wrong = []
    for operation, method, path in GUARDED:
        for role in Role:
            if role in POLICY[operation]:
                continue
            answer = await people.send(method, path.format(id=uuid4(), key="worbis"), role)
            expected = 401 if role is Role.ANONYMOUS else 403
            if answer.status_code != expected:
                wrong.append((operation, role, answer.status_code))

    assert wrong == []


def steps(stage: Stage, offers: dict[OfferStatus, UUID]) -> list[tuple[str, Any]]:
    """Changes to what belongs to Worbis and its shop."""
    town, shop, part = stage.worbis.id, stage.shop.id, stage.part.id
    return [
        (f"/town-participations/{town}/withdraw", WHY),
        (f"/town-participations/{town}/end", None),
        (f"/businesses/{shop}/close", None),
        (f"/participations/{part}/end", None),
        (f"/participations/{part}/withdraw", None),
        (f"/offers/{offers[OfferStatus.DRAFT]}/register", None),
        (f"/offers/{offers[OfferStatus.REGISTERED]}/publish", None),
        (f"/offers/{offers[OfferStatus.REGISTERED]}/reject", WHY),
        (f"/offers/{offers[OfferStatus.PUBLISHED]}/reschedule", DATES),
        (f"/offers/{offers[OfferStatus.PUBLISHED]}/cancel", WHY),
    ]


@pytest.mark.parametrize(("role", "key"), [(Role.TOWN_MANAGER, "gotha"), (Role.SHOPKEEPER, str(UUID(int=1)))])
async def test_what_is_not_yours_does_not_exist(people: People, database: Database, role: Role, key: str) -> None:
    stage = await Stage.build(database)
    offers = {
        status: (await stage.offer(database, status)).id
        for status in (OfferStatus.DRAFT, OfferStatus.REGISTERED, OfferStatus.PUBLISHED)
    }
    answers = {}
    for path, body in steps(stage, offers):
        answers[path] = (await people.post(path, role, key, json=body)).status_code

    allowed = {404} if role is Role.TOWN_MANAGER else {404, 403}
    assert {path: status for path, status in answers.items() if status not in allowed} == {}
    assert 404 in answers.values()


async def test_a_town_manager_decides_for_the_own_town(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    wish = {"edition_id": str(stage.edition.id), "town_key": "gotha"}

    foreign = await people.post("/town-participations", Role.TOWN_MANAGER, "worbis", json=wish)
    own = await people.post("/town-participations", Role.TOWN_MANAGER, "gotha", json=wish)
    confirmed = await people.post(f"/town-participations/{own.json()['id']}/confirm", Role.TOWN_MANAGER, "gotha")

    assert [answer.status_code for answer in (foreign, own, confirmed)] == [404, 201, 403]


async def test_a_shopkeeper_hosts_for_the_own_business_only(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    offer = {"kind": "show", "title": "Lesung", **DATES, "edition_id": str(stage.edition.id)}
    own = {**offer, "business_id": str(stage.shop.id)}
    of_town = {**offer, "town_key": "worbis"}

    answers = [
        await people.post("/offers", Role.SHOPKEEPER, str(stage.shop.id), json=own),
        await people.post("/offers", Role.SHOPKEEPER, str(uuid4()), json=own),
        await people.post("/offers", Role.SHOPKEEPER, str(stage.shop.id), json=of_town),
        await people.post("/offers", Role.TOWN_MANAGER, "worbis", json=of_town),
        await people.post("/offers", Role.TOWN_MANAGER, "gotha", json=of_town),
    ]

    assert [answer.status_code for answer in answers] == [201, 404, 404, 201, 404]


async def test_anonymous_registrations_are_limited(people: People, database: Database) -> None:
    await Stage.build(database)
    shop = {
        "public_name": "Laden",
        "kind": "retail",
        "branch": "Laden",
        "town_key": "worbis",
        "street": "Weg 1",
        "postcode": "37339",
    }

    answers = [await people.post("/businesses", json=shop) for _ in range(21)]
    staff = await people.post("/businesses", Role.CHAMBER, json=shop)

    assert [answer.status_code for answer in answers] == [201] * 20 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert staff.status_code == 201


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"town_key": "atlantis"}, "/town_key"),
        ({"postcode": "3733"}, "/postcode"),
        ({"kind": "bank"}, "/kind"),
        ({"status": "approved"}, "/status"),
        ({"public_name": ""}, "/public_name"),
        ({"contact_email": "keine"}, "/contact_email"),
        ({"links": [{"label": "X", "url": "javascript:alert(1)"}]}, "/links/0/url"),
    ],
)
async def test_a_registration_names_the_field_at_fault(
    people: People, database: Database, change: dict[str, Any], pointer: str
) -> None:
    await Stage.build(database)
    shop = {
        "public_name": "Laden",
        "kind": "retail",
        "branch": "Laden",
        "town_key": "worbis",
        "street": "Weg 1",
        "postcode": "37339",
    }

    answer = await people.post("/businesses", json=shop | change)

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
