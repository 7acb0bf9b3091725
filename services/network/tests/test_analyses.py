"""Analyses and their findings, figures of the towns, and who may know the names in an organisation chart."""

from datetime import date

import httpx
import pytest
from network_examples import AT, a_network, an_analysis
from network_sisters import EDITION, handle
from network_stage import Callers
from sqlalchemy import select

from network import commands, queries
from network.domain import (
    AgendaItem,
    Analysis,
    AnalysisStatus,
    BodyKind,
    FieldOfAction,
    FindingKind,
    Indicator,
    IndicatorKind,
    TownRole,
)
from network.domain.errors import AnalysisOver, DatesReversed, NothingFound, NothingToRelease, OutOfRange
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database, Tx
from regio_chassis.rows import new_id
from regio_events.campaign import ReportSubmitted, SpecialOpeningRegistered
from regio_events.network import AnalysisPresented
from regio_events.placement import OfferPublished, OfferWithdrawn, PhaseCompleted

API = "/api/v1"


async def a_field(tx: Tx) -> None:
    await tx.add(FieldOfAction(key="leerstand", number=3, name="Leerstand"))


async def stated(tx: Tx, town: str = "gotha") -> dict[str, tuple[float | None, bool]]:
    found = await tx.entities(Indicator, queries.analyses.indicators(Scope.PUBLIC, town=town))
    return {str(one.kind): (one.value, one.suppressed) for one in found}


def a_report(**changes: object) -> ReportSubmitted:
    values: dict[str, object] = {
        "participation_id": new_id(),
        "edition_id": EDITION,
        "year": 2026,
        "town_key": "gotha",
        "businesses": 31,
        "offers": 12,
        "rating_mean": 4.2,
    }
    return ReportSubmitted.model_validate(values | changes)


@pytest.mark.parametrize("status", [AnalysisStatus.COMMISSIONED, AnalysisStatus.PRESENTED])
def test_findings_are_written_down_while_the_analysis_runs(status: AnalysisStatus) -> None:
    with pytest.raises(AnalysisOver):
        an_analysis(status).find(kind=FindingKind.WEAKNESS, field="leerstand", text="Leer", priority=1, at=AT)


def test_a_presented_analysis_stays_as_it_is() -> None:
    with pytest.raises(AnalysisOver):
        an_analysis(AnalysisStatus.PRESENTED).rewrite({"title": "Anders"})


def test_an_analysis_without_findings_is_not_presented() -> None:
    analysis = an_analysis()

    with pytest.raises(NothingFound):
        analysis.present([], at=AT)

    assert analysis.status is AnalysisStatus.RUNNING


def test_a_presented_analysis_says_how_many_findings_each_field_has() -> None:
    analysis = an_analysis()
    findings = [
        analysis.find(kind=kind, field=field, text="…", priority=2, at=AT)
        for kind, field in (
            (FindingKind.WEAKNESS, "leerstand"),
            (FindingKind.WEAKNESS, "leerstand"),
            (FindingKind.WEAKNESS, "mobilitaet"),
            (FindingKind.POTENTIAL, "digital"),
        )
    ]

    event = analysis.present(findings, at=AT)

    assert event == AnalysisPresented(
        analysis_id=analysis.id,
        town_key="gotha",
        weaknesses={"leerstand": 2, "mobilitaet": 1},
        strengths={},
        potentials={"digital": 1},
    )
    assert analysis.presented_on == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (IndicatorKind.CAMPAIGN_BUSINESSES, 12),
        (IndicatorKind.PLACEMENT_PLACEMENTS, 3),
        (IndicatorKind.VACANCY_PERCENT, 100.5),
        (IndicatorKind.SHOPS, 1.5),
    ],
)
def test_a_measured_value_fits_its_indicator(kind: IndicatorKind, value: float) -> None:
    with pytest.raises(OutOfRange):
        Indicator.measure(town_key="gotha", kind=kind, day=date(2026, 5, 1), value=value, at=AT)


async def test_an_analysis_is_seen_by_its_town_until_it_is_presented_to_all(
    database: Database, caller: Callers, http: httpx.AsyncClient
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await a_field(tx)
    manager = await caller(Role.TOWN_MANAGER, "gotha")
    stranger = await caller(Role.TOWN_MANAGER, "eisenach")
    body = {"town_key": "gotha", "title": "Innenstadtanalyse", "experts": "Institut"}
    made = (await manager.post(f"{API}/analyses", json=body)).json()
    path = f"{API}/analyses/{made['id']}"
    finding = {"analysis_id": made["id"], "kind": "weakness", "field": "leerstand", "text": "Leer", "priority": 1}

    early = await manager.post(f"{API}/findings", json=finding)
    await manager.post(f"{path}/start")
    found = await manager.post(f"{API}/findings", json=finding)
    unknown = await manager.post(f"{API}/findings", json=finding | {"field": "unbekannt"})
    foreign = await stranger.post(f"{API}/findings", json=finding)
    hidden = [(await http.get(one)).status_code for one in (path, f"{API}/findings/{found.json()['id']}")]
    presented = await manager.post(f"{path}/present")
    shown = [(await http.get(one)).status_code for one in (path, f"{API}/findings/{found.json()['id']}")]

    assert (early.status_code, early.json()["code"]) == (409, "analysis-not-running")
    assert (found.status_code, unknown.json()["code"], foreign.status_code) == (201, "unknown-reference", 404)
    assert (hidden, presented.json()["status"], shown) == ([404, 404], "presented", [200, 200])
    assert (await stranger.post(f"{API}/analyses", json=body)).status_code == 404


async def test_a_report_states_figures_and_one_evaluation_for_the_edition_however_many_towns_report(
    database: Database,
) -> None:
    first, second = a_report(), a_report(town_key="eisenach", businesses=4, rating_mean=None)
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        for event in (first, second, first):
            await handle(tx, event)

        items = await tx.entities(AgendaItem, select(AgendaItem))
        assert [(one.title, one.origin_type) for one in items] == [
            ("Auswertung Heimat shoppen 2026", ReportSubmitted.type)
        ]
        assert await stated(tx) == {
            "campaign_businesses": (31.0, False),
            "campaign_offers": (12.0, False),
            "campaign_rating": (4.2, False),
        }
        assert (await stated(tx, "eisenach"))["campaign_businesses"] == (4.0, False)


async def test_a_corrected_report_replaces_its_figures(database: Database) -> None:
    report = a_report()
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await handle(tx, report)
        await handle(tx, report.model_copy(update={"businesses": 32}))

        assert (await stated(tx))["campaign_businesses"] == (32.0, False)
        rows = await tx.entities(Indicator, queries.analyses.indicators(Scope.ALL, town="gotha"))
        assert len(rows) == len({one.kind for one in rows})


async def test_what_placement_suppressed_stays_suppressed(database: Database) -> None:
    completed = PhaseCompleted(
        phase_id=new_id(), town_key="gotha", companies=7, placements=None, training_offers=None, suppressed=True
    )
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await handle(tx, completed)

        assert await stated(tx) == {
            "placement_companies": (7.0, False),
            "placement_placements": (None, True),
            "placement_training_offers": (None, True),
        }


@pytest.mark.parametrize(("seats", "shown"), [(0, (0, False)), (4, (None, True)), (5, (5, False))])
async def test_few_seats_of_a_town_are_not_counted_in_public(
    database: Database, seats: int, shown: tuple[int | None, bool]
) -> None:
    offer = OfferPublished(
        offer_id=new_id(),
        company_id=new_id(),
        town_key="gotha",
        kldb="62512",
        occupation="Buchhandel",
        weekdays=(2,),
        phase_ids=(new_id(),),
        seats_total=seats,
        requirement_codes=(),
    )
    gone = OfferWithdrawn.model_validate(offer.model_dump() | {"offer_id": new_id(), "seats_total": 9})
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await handle(tx, offer)
        await handle(tx, gone)

        picture = await queries.picture.picture(tx, Scope.PUBLIC, "gotha")

        assert (picture.seats.offered, picture.seats.suppressed) == shown


async def test_the_last_special_opening_of_a_year_is_put_to_the_town(database: Database) -> None:
    days = [date(2026, 4, 12), date(2026, 6, 7), date(2026, 9, 13), date(2026, 12, 6)]
    openings = [
        SpecialOpeningRegistered.model_validate(
            {
                "opening_id": new_id(),
                "town_key": "gotha",
                "municipality_key": "16067029",
                "day": day,
                "opens": "13:00",
                "closes": "18:00",
            }
        )
        for day in days
    ]
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await handle(tx, *openings[:3])
        before = await tx.entities(AgendaItem, select(AgendaItem))
        await handle(tx, openings[3])
        await handle(tx, openings[3])

        (item,) = await tx.entities(AgendaItem, select(AgendaItem))

    assert before == []
    assert (item.title, item.town_key) == ("Verkaufsoffene Sonntage 2026 sind vergeben", "gotha")
    assert (item.origin_type, item.not_after) == (SpecialOpeningRegistered.type, date(2026, 12, 31))


async def test_a_name_is_shown_to_others_only_while_it_is_released(
    database: Database, caller: Callers, http: httpx.AsyncClient
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
    manager = await caller(Role.TOWN_MANAGER, "gotha")
    body = {"town_key": "gotha", "name": "Gewerbeverein", "kind": "association"}
    made = (await manager.post(f"{API}/town-bodies", json=body)).json()
    role = {"body_id": made["id"], "function": "Vorsitz", "person_name": "Erika Musterfrau"}
    answer = await manager.post(f"{API}/town-roles", json=role)
    path = f"{API}/town-roles/{answer.json()['id']}"

    async def shown(client: httpx.AsyncClient) -> str | None:
        name: str | None = (await client.get(path)).json()["person_name"]
        return name

    async def change(**values: object) -> httpx.Response:
        return await manager.patch(path, json=values, headers={"If-Match": "*"})

    seen = [(await shown(manager), await shown(http))]
    await change(released=True)
    seen.append((await shown(manager), await shown(http)))
    await change(released=False)
    seen.append((await shown(manager), await shown(http)))

    name = "Erika Musterfrau"
    assert seen == [(name, None), (name, name), (name, None)]
    assert (await http.get(f"{API}/town-roles")).json()["items"][0]["person_name"] is None
    assert (await change(person_name=None, released=True)).json()["code"] == "nothing-to-release"
    assert (
        await (await caller(Role.TOWN_MANAGER, "eisenach")).patch(path, json={}, headers={"If-Match": "*"})
    ).status_code == 404


def test_a_released_name_that_is_taken_back_leaves_when_it_was() -> None:
    role = TownRole(
        body_id=new_id(), town_key="gotha", function="Vorsitz", person_name="Erika", released=True, created_at=AT
    )

    role.rewrite({"released": False}, at=AT)

    assert role.withdrawn_at == AT
    with pytest.raises(NothingToRelease):
        role.rewrite({"released": True, "person_name": None}, at=AT)
    with pytest.raises(DatesReversed):
        role.rewrite(
            {"released": False, "since": date(2026, 5, 1), "until": date(2026, 4, 30)},
            at=AT,
        )


async def test_no_event_of_an_organisation_chart_exists_that_could_carry_a_name(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        before = len(tx.recorded)
        body = await commands.organisation.add_body(
            tx, Scope.ALL, town_key="gotha", name="Gewerbeverein", kind=BodyKind.ASSOCIATION, at=AT
        )
        await commands.organisation.add_role(
            tx, Scope.ALL, body_id=body.id, function="Vorsitz", person_name="Erika", at=AT
        )

        assert len(tx.recorded) == before


async def test_analyses_of_one_town_are_listed_by_town(database: Database) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await commands.analyses.commission(tx, Scope.ALL, town_key="gotha", title="Analyse", experts="Institut", at=AT)

        mine = await tx.entities(Analysis, queries.analyses.analyses(Scope.ALL, town="gotha"))
        other = await tx.entities(Analysis, queries.analyses.analyses(Scope.ALL, town="eisenach"))

    assert (len(mine), other) == (1, [])
