"""The chain of the three programmes, over three real services: a decision, a participation, an invitation, a badge."""

from typing import Any

from programmes import TODAY, Client, Programmes, run, until

from regio_events import Envelope

API = "/api/v1"
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def only(events: list[Envelope], type: str, subject: str) -> Envelope:
    """The one event of a type about a subject."""
    (found,) = [event for event in events if event.type == type and event.subject == subject]
    return found


async def comes_true(client: Client, path: str, **wanted: Any) -> dict[str, Any]:
    """The resource at ``path`` (or the one item of a list) once it says what is ``wanted``."""
    found: dict[str, Any] = {}

    async def holds() -> bool:
        nonlocal found
        answer = await client.find(path)
        items = answer.get("items", [answer] if answer else [])
        found = items[0] if len(items) == 1 else {}
        return all(found.get(name) == value for name, value in wanted.items()) and bool(found)

    await until(holds, seconds=20)
    return found


async def published_offer(placement: Client, company_id: str) -> dict[str, Any]:
    """Two places of a company in a phase that is planned, seen by everybody."""
    if (await placement.get(f"{API}/companies/{company_id}"))["status"] != "approved":
        await placement.post(f"{API}/companies/{company_id}/approve")
    phases = (await placement.get(f"{API}/phases?status=planned"))["items"]
    phase = max(phases, key=lambda each: each["ends_on"])
    offer = await placement.post(
        f"{API}/place-offers",
        {
            "company_id": company_id,
            "kldb": "62512",
            "tasks": "Bücher einräumen, Kundschaft beraten",
            "hours": {"starts": "08:00", "ends": "14:30", "breaks": [{"starts": "10:00", "ends": "10:30"}]},
            "seats": [{"phase_id": phase["id"], "weekday": phase["weekday"], "seats": 2}],
        },
    )
    await placement.post(f"{API}/place-offers/{offer['id']}/submit")
    return await placement.post(f"{API}/place-offers/{offer['id']}/approve")


async def test_a_decision_ends_as_a_badge_and_every_hop_names_its_cause(programmes: Programmes) -> None:
    programmes.keys["network"] = run(
        "network", programmes.urls["network"], "key", "create", "--role", "moderator", "--label", "the moderator"
    ).strip()
    programmes.start()
    await programmes.ready()
    async with (
        programmes.client("network", trace=TRACE) as network,
        programmes.client("campaign") as campaign,
        programmes.client("placement") as placement,
    ):
        # A decision of the network declares the town in the campaign.
        (item,) = (await network.get(f"{API}/agenda-items?status=discussed&limit=1"))["items"]
        decision = await network.post(
            f"{API}/decisions",
            {
                "item_id": item["id"],
                "kind": "join_campaign",
                "title": "Auch Apolda nimmt teil",
                "town_keys": ["apolda"],
                "edition_year": TODAY.year,
                "effective_on": TODAY.isoformat(),
                "votes": {"yes": ["apolda", "gotha"]},
            },
        )
        town = await comes_true(
            campaign, f"{API}/town-participations?town=apolda", status="declared", decision_id=decision["id"]
        )

        # The service centre confirms, and what the network wanted the town to do is done.
        await campaign.post(f"{API}/town-participations/{town['id']}/confirm")

        (place,) = (await campaign.get(f"{API}/towns?limit=1"))["items"]

        # An approved business that agreed to be asked is invited to offer places.
        business = await campaign.post(
            f"{API}/businesses",
            {
                "public_name": "Buchhandlung am Brühl",
                "kind": "retail",
                "branch": "Buchhandlung",
                "town_key": place["key"],
                "street": "Am Brühl 1",
                "postcode": "99734",
                "consent_placement_contact": True,
            },
        )
        await campaign.post(f"{API}/businesses/{business['id']}/approve")
        await comes_true(placement, f"{API}/invitations/{business['id']}", status="open")

        # It becomes a company with a published offer of places, and the badge appears at the business.
        accepted = await placement.post(f"{API}/invitations/{business['id']}/accept")
        offer = await published_offer(placement, accepted["company_id"])
        shown = await comes_true(campaign, f"{API}/businesses/{business['id']}", badge=True)
        await programmes.settled()

    said = {service: await programmes.log(service) for service in ("network", "campaign", "placement")}
    recorded = only(said["network"], "regio.network.decision.recorded.v1", decision["id"])
    declared = only(said["campaign"], "regio.campaign.town.declared.v1", town["id"])
    confirmed = only(said["campaign"], "regio.campaign.town.confirmed.v1", town["id"])
    approved = only(said["campaign"], "regio.campaign.business.approved.v1", business["id"])
    published = only(said["placement"], "regio.placement.offer.published.v1", offer["id"])
    assert shown["badge"]
    assert (declared.causationid, declared.correlationid) == (recorded.id, recorded.correlationid)
    assert (recorded.traceparent, declared.traceparent) == (TRACE, TRACE)
    assert {each.causationid for each in (recorded, confirmed, approved, published)} == {None}
    assert await programmes.parked() == []
    # Every event that any of them stated because of another names one that exists, and shares its correlation.
    by_id = {event.id: event for events in said.values() for event in events}
    for event in by_id.values():
        if event.causationid is not None:
            assert event.correlationid == by_id[event.causationid].correlationid
