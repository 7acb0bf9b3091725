"""Every route stands in the policy, and strangers change nothing."""

import re

import httpx
import pytest
from fastapi import FastAPI
from network_examples import fill
from network_stage import Callers

from network.access import POLICY
from regio_chassis.access import Role
from regio_chassis.database import Database
from regio_chassis.rows import new_id
from regio_chassis.web.routing import EdgeRoute
from regio_chassis.webhooks import WEBHOOK_POLICY

API = "/api/v1"
OPEN_TO_ALL = {"idea.create", "idea.similar", "idea.support", "idea.withdraw", "device_token.create"}
"""What somebody without an account may do, within limits of its own."""
STRANGERS = [Role.SHOPKEEPER, Role.SCHOOL, Role.COMPANY, Role.PUPIL, Role.GUARDIAN, Role.OPERATOR, Role.SERVICE]


def own_routes(app: FastAPI) -> list[EdgeRoute]:
    return [route for route in app.routes if isinstance(route, EdgeRoute) and route.operation in POLICY]


def path_of(route: EdgeRoute) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: "gotha" if found[1] == "key" else str(new_id()), route.path)


async def test_every_route_is_in_the_policy_and_every_line_of_it_is_a_route(app: FastAPI) -> None:
    routes = [route for route in app.routes if isinstance(route, EdgeRoute) and "/events" not in route.path]

    assert sorted(route.operation for route in routes) == sorted({**POLICY, **WEBHOOK_POLICY})


async def test_nobody_anonymous_changes_anything_but_what_is_open_to_all(app: FastAPI, http: httpx.AsyncClient) -> None:
    changing = [route for route in own_routes(app) if not route.reads and route.operation not in OPEN_TO_ALL]

    answers = {route.operation: await http.request(next(iter(route.methods)), path_of(route)) for route in changing}

    assert {operation: answer.status_code for operation, answer in answers.items()} == dict.fromkeys(answers, 401)
    assert len(answers) > 20


@pytest.mark.parametrize("role", STRANGERS)
async def test_roles_of_the_other_programmes_change_nothing_here(app: FastAPI, caller: Callers, role: Role) -> None:
    stranger = await caller(role)
    changing = [route for route in own_routes(app) if not route.reads and route.operation not in OPEN_TO_ALL]

    answers = {
        route.operation: await stranger.request(next(iter(route.methods)), path_of(route), json={})
        for route in changing
    }

    assert {operation: answer.status_code for operation, answer in answers.items()} == dict.fromkeys(answers, 403)


async def test_everybody_reads_what_is_public(app: FastAPI, database: Database, http: httpx.AsyncClient) -> None:
    await fill(database)
    public = [operation for operation, roles in POLICY.items() if Role.ANONYMOUS in roles]
    open_ones = [route for route in own_routes(app) if route.reads and route.operation in public]
    lists = [route for route in open_ones if "{" not in route.path]

    statuses = {route.path: (await http.get(route.path)).status_code for route in lists}

    assert statuses == dict.fromkeys(statuses, 200)
    assert len(statuses) >= 10
