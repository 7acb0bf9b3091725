"""Nobody sees or does what is not theirs: every route of every service, every role, own and foreign objects."""

import dataclasses
from collections.abc import AsyncIterator

import pytest
from matrix import EVERY, KINDS, NOBODYS, House, differences, furnish, leaks, surplus
from matrix_samples import OPEN

from regio.programmes import SERVICES
from regio_chassis.access import ALL, Role
from regio_chassis.service import Service
from regio_chassis.testing.servers import PostgresServer
from regio_chassis.web.routing import EdgeRoute


@pytest.fixture(scope="module", params=SERVICES, ids=lambda service: service.name)
async def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    service: Service = request.param
    folder = tmp_path_factory.mktemp("matrix")
    found = await furnish(service, f"sqlite:///{folder}/{service.name}.db", folder)
    yield found
    await found.close()


@pytest.fixture(scope="module", params=SERVICES, ids=lambda service: service.name)
async def house_on_postgresql(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer
) -> AsyncIterator[House]:
    url = await postgres.database()
    found = await furnish(request.param, url, tmp_path_factory.mktemp("matrix"))
    yield found
    await found.close()
    await postgres.drop(url)


async def test_every_route_has_a_row_in_the_policy_or_a_reason_to_be_open(house: House) -> None:
    for route in house.app.router.routes:
        if isinstance(route, EdgeRoute):
            assert route.operation in house.policy, f"{route.path}: no row {route.operation!r} in POLICY"
        else:
            assert getattr(route, "path", "") in OPEN, f"{route}: neither policy nor a reason in matrix_samples.OPEN"


async def test_every_route_about_an_object_has_objects_to_try_it_on(house: House) -> None:
    assert house.untried() == []


@pytest.mark.parametrize("role", Role)
async def test_every_route_does_for_a_role_what_its_policy_row_says(house: House, role: Role) -> None:
    wrong = await differences(house, role)

    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("role", KINDS)
async def test_nobody_makes_anything_for_an_owner_they_do_not_speak_for(house: House, role: Role) -> None:
    wrong: list[str] = []
    for operation, route in house.routes.items():
        reach = house.policy[operation].get(role)
        if route.reads or route.param_convertors or reach is None or reach.everything or not reach.kinds:
            continue
        for name, sample in house.owned():
            owner = {kind: min(keys) for kind, keys in sample.keys.items() if kind in reach.kinds}
            if not house.names(operation, owner):
                continue
            async with house.client(role, NOBODYS) as client:
                answer = await house.ask(client, operation, {}, owner)
            if answer.status_code < 400 or answer.status_code >= 500:
                wrong.append(f"{operation} for {name} of {owner}: {answer.status_code} {answer.text[:200]}")
            break
    assert wrong == [], "\n".join(wrong)


async def test_a_planted_hole_is_found(house: House) -> None:
    """Somebody widens a row by mistake, and a query forgets the scope."""
    kind = house.policy
    for operation in ("offer.get", "meeting.change", "place_offer.withdraw"):
        if operation not in kind:
            continue
        edge = house.app.state.edge
        house.app.state.edge = dataclasses.replace(edge, policy={**kind, operation: {Role.ANONYMOUS: ALL}})

        found = await differences(house, Role.ANONYMOUS) + await differences(house, Role.TOWN_MANAGER)

        house.app.state.edge = edge
        assert {line.split()[0] for line in found} == {operation}


@pytest.mark.parametrize("role", Role)
async def test_no_list_count_search_or_export_shows_what_is_hidden_from_a_role(house: House, role: Role) -> None:
    wrong = await leaks(house, role)

    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("role", KINDS)
async def test_who_owns_nothing_sees_what_anybody_sees(house: House, role: Role) -> None:
    wrong = await surplus(house, role)

    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("role", KINDS)
async def test_postgresql_draws_the_same_lines(house_on_postgresql: House, role: Role) -> None:
    """Every query with a scope, once: whether a role may call a route at all no database decides."""
    house = house_on_postgresql

    wrong = await differences(house, role, bounded=True) + await leaks(house, role) + await surplus(house, role)

    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("role", Role)
async def test_the_channel_of_all_events_is_for_sister_services_only(house: House, role: Role) -> None:
    async with house.client(role, EVERY) as client:
        for path in ("/api/v1/events", "/api/v1/events/stream"):
            if role is Role.SERVICE and path.endswith("stream"):
                continue  # it does not end
            answer = await client.get(path, params={"channel": "events"})
            allowed = {200} if role is Role.SERVICE else {401, 403}
            assert answer.status_code in allowed, path
        assert (await client.get("/api/v1/events", params={"channel": "public"})).status_code == 200
