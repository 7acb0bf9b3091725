"""What the campaign states, and what this service makes of it: once, again, and all over from the start."""

import asyncio
from datetime import date, time
from uuid import UUID

import pytest
from placement_examples import BUSINESS
from placement_world import People, Sister, World, stated

from regio_chassis.access import Role
from regio_events import OfferDate, campaign

OTHER = UUID(int=0xB2)


@pytest.fixture
def shops(database) -> Sister:
    """The service campaign."""
    return Sister("campaign", database)


def _approved(business: UUID = BUSINESS, **given: object) -> campaign.BusinessApproved:
    known = {
        "business_id": business,
        "town_key": "nordhausen",
        "kind": campaign.BusinessKind.RETAIL,
        "branch": "Buchhandlung",
        "consent_placement_contact": True,
        "public_name": "Buchhandlung",
    }
    return campaign.BusinessApproved(**known | given)


def _closed(business: UUID = BUSINESS) -> campaign.BusinessClosed:
    return campaign.BusinessClosed(**_approved(business).model_dump(exclude={"public_name"}))


def _merged(business: UUID, into: UUID) -> campaign.BusinessMerged:
    facts = _approved(business).model_dump(exclude={"public_name"})
    return campaign.BusinessMerged(**facts, into_business_id=into)


def _published(*days: date, sequence: int = 0, state: type = campaign.OfferPublished):
    facts = {
        "offer_id": UUID(int=0xD),
        "business_id": BUSINESS,
        "town_key": "nordhausen",
        "kind": "workshop",
        "dates": [OfferDate(day=day, starts=time(18), ends=time(20)) for day in days],
        "sequence": sequence,
    }
    return state(**facts | ({"title": "Krimiabend"} if state is campaign.OfferPublished else {}))


async def _linked(people: People, world: World) -> None:
    chamber = await people.chamber()
    body = {"company_id": str(world.company)}
    answer = await chamber.post(f"/api/v1/invitations/{BUSINESS}/accept", json=body)
    assert answer.status_code == 200, answer.text


async def _invited(people: People, **asked: object) -> list[tuple[str, str]]:
    answer = await (await people.chamber()).get("/api/v1/invitations", params=asked)
    return sorted((one["public_name"], one["status"]) for one in answer.json()["items"])


async def test_businesses_with_consent_are_invited(people: People, shops: Sister):
    await shops.tell(
        _approved(), _approved(OTHER, public_name="Café"), _approved(UUID(int=3), consent_placement_contact=False)
    )

    assert await _invited(people) == [("Buchhandlung", "open"), ("Café", "open")]
    assert await _invited(people, town="nordhausen", status="open", q="caf") == [("Café", "open")]

    await shops.tell(_approved(public_name="Buchhandlung am Markt"), _approved(OTHER, consent_placement_contact=False))

    assert await _invited(people) == [("Buchhandlung am Markt", "open")]


async def test_an_accepted_invitation_becomes_a_linked_company(people: People, world: World, shops: Sister):
    chamber = await people.chamber()
    await shops.tell(_approved())

    accepted = await chamber.post(f"/api/v1/invitations/{BUSINESS}/accept")

    company = (await chamber.get(f"/api/v1/companies/{accepted.json()['company_id']}")).json()
    assert (company["name"], company["kind"], company["status"]) == ("Buchhandlung", "retail", "interested")
    assert company["business_id"] == str(BUSINESS)
    registered, linked = (await stated(people, "company."))[-2:]
    assert registered.type.endswith("registered.v1")
    assert (linked.type, linked.data["business_id"]) == ("regio.placement.company.linked.v1", str(BUSINESS))
    again = await chamber.post(f"/api/v1/invitations/{BUSINESS}/accept")
    assert (again.status_code, again.json()["code"]) == (409, "transition-not-allowed")


async def test_an_invitation_accepted_twice_at_once_becomes_one_company(people: People, world: World, shops: Sister):
    chamber, path = await people.chamber(), f"/api/v1/invitations/{BUSINESS}/accept"
    await shops.tell(_approved())

    answers = await asyncio.gather(*(chamber.post(path) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    linked = (await chamber.get("/api/v1/companies", params={"business": str(BUSINESS)})).json()["items"]
    assert len(linked) == 1


async def test_an_invitation_accepted_as_a_known_company_states_its_offers_with_the_business(
    people: People, world: World, shops: Sister
):
    await shops.tell(_approved())

    await _linked(people, world)

    linked, offer = (await stated(people))[-2:]
    assert (linked.type, linked.data["company_id"]) == ("regio.placement.company.linked.v1", str(world.company))
    assert (offer.type, offer.data["business_id"]) == ("regio.placement.offer.published.v1", str(BUSINESS))


async def test_a_declined_invitation_says_why_and_may_be_accepted_later(people: People, world: World, shops: Sister):
    chamber, path = await people.chamber(), f"/api/v1/invitations/{BUSINESS}"
    await shops.tell(_approved())

    declined = await chamber.post(f"{path}/decline", json={"reason": "Keine Zeit"})
    await shops.restore()

    assert (declined.json()["status"], declined.json()["decline_reason"]) == ("declined", "Keine Zeit")
    assert (await chamber.get(path)).json() == declined.json()
    assert (await chamber.post(f"{path}/accept")).json()["status"] == "accepted"


async def test_an_invitation_from_an_unknown_town_is_not_accepted(people: People, world: World, shops: Sister):
    await shops.tell(_approved(town_key="nirgendwo"))

    refused = await (await people.chamber()).post(f"/api/v1/invitations/{BUSINESS}/accept")

    assert (refused.status_code, refused.json()["code"]) == (422, "town-unknown")
    assert await _invited(people) == [("Buchhandlung", "open")]


async def test_the_offers_of_a_closed_business_are_paused_with_the_cause(people: People, world: World, shops: Sister):
    chamber = await people.chamber()
    await shops.tell(_approved())
    await _linked(people, world)

    (cause,) = await shops.tell(_closed())

    offer = (await chamber.get(f"/api/v1/place-offers/{world.offer}")).json()
    assert (offer["status"], offer["paused_until"]) == ("paused", None)
    event = (await stated(people))[-1]
    assert (event.type, event.causationid) == ("regio.placement.offer.paused.v1", cause)
    notes = (await chamber.get(f"/api/v1/companies/{world.company}/notes")).json()["items"]
    assert [note["kind"] for note in notes] == ["business_closed"]


async def test_a_closure_told_again_does_not_pause_what_somebody_resumed(people: People, world: World, shops: Sister):
    chamber = await people.chamber()
    await shops.tell(_approved())
    await _linked(people, world)
    await shops.tell(_closed())
    await chamber.post(f"/api/v1/place-offers/{world.offer}/resume")
    before = await stated(people)

    await shops.restore()

    assert (await chamber.get(f"/api/v1/place-offers/{world.offer}")).json()["status"] == "published"
    assert await stated(people) == before


async def test_a_closed_business_cannot_be_accepted(people: People, world: World, shops: Sister):
    await shops.tell(_approved(), _closed())

    refused = await (await people.chamber()).post(f"/api/v1/invitations/{BUSINESS}/accept")

    assert (refused.status_code, refused.json()["code"]) == (409, "business-gone")
    assert await _invited(people) == []


async def test_a_link_follows_the_merge_of_businesses(people: People, world: World, shops: Sister):
    chamber = await people.chamber()
    await shops.tell(_approved(), _approved(OTHER))
    await _linked(people, world)

    await shops.tell(_merged(BUSINESS, OTHER))
    once = await stated(people)
    await shops.restore()

    company = (await chamber.get(f"/api/v1/companies/{world.company}")).json()
    assert company["business_id"] == str(OTHER)
    linked, offer = once[-2:]
    assert (linked.type, linked.data["business_id"]) == ("regio.placement.company.linked.v1", str(OTHER))
    assert (offer.type, offer.data["business_id"]) == ("regio.placement.offer.published.v1", str(OTHER))
    assert await stated(people) == once


async def test_a_business_that_took_over_a_linked_one_becomes_no_second_company(
    people: People, world: World, shops: Sister
):
    chamber = await people.chamber()
    await shops.tell(_approved(), _approved(OTHER))
    await _linked(people, world)
    await shops.tell(_merged(BUSINESS, OTHER))

    accepted = await chamber.post(f"/api/v1/invitations/{OTHER}/accept")

    assert accepted.json()["company_id"] == str(world.company)


async def test_campaign_offers_on_practice_days_are_noted_whatever_came_first(
    people: People, world: World, shops: Sister
):
    chamber, path = await people.chamber(), f"/api/v1/companies/{world.company}/notes"
    tuesday, wednesday = date(2026, 5, 12), date(2026, 5, 13)
    await shops.tell(_published(tuesday, wednesday), _approved())
    await _linked(people, world)

    (note,) = (await chamber.get(path)).json()["items"]
    assert (note["kind"], note["title"], note["days"]) == ("campaign_offer", "Krimiabend", ["2026-05-12"])

    await shops.tell(_published(date(2026, 5, 19), sequence=1, state=campaign.OfferRescheduled))
    (note,) = (await chamber.get(path)).json()["items"]
    assert (note["title"], note["days"]) == ("Krimiabend", ["2026-05-19"])

    await shops.restore()
    await shops.tell(_published(tuesday))
    (note,) = (await chamber.get(path)).json()["items"]
    assert note["days"] == ["2026-05-19"]

    await shops.tell(_published(date(2026, 5, 19), sequence=2, state=campaign.OfferCancelled))
    assert (await chamber.get(path)).json()["items"] == []


async def test_the_tutor_confirms_a_practice_day_and_is_asked_again_when_the_offer_moves(
    people: People, world: World, shops: Sister
):
    await shops.tell(_approved(), _published(date(2026, 5, 12)))
    await _linked(people, world)
    company = await people.person(Role.COMPANY, world.company)
    other = await people.person(Role.COMPANY, world.other_company)
    path = f"/api/v1/companies/{world.company}/notes"
    confirm = f"{path}/{UUID(int=0xD)}/confirm"

    assert (await other.post(confirm, json={"day": "2026-05-12"})).status_code == 404
    assert (await company.post(confirm, json={"day": "2026-05-19"})).status_code == 404
    confirmed = await company.post(confirm, json={"day": "2026-05-12"})
    again = await company.post(confirm, json={"day": "2026-05-12"})
    await shops.tell(_published(date(2026, 5, 12), date(2026, 5, 19), sequence=1, state=campaign.OfferRescheduled))

    assert (confirmed.status_code, confirmed.json()["items"]) == (200, [])
    assert again.status_code == 404
    (note,) = (await company.get(path)).json()["items"]
    assert note["days"] == ["2026-05-19"]


async def test_many_facts_at_once_are_written_as_one_by_one(people: People, shops: Sister):
    many = [_approved(UUID(int=100 + number), public_name=f"Laden {number:03}") for number in range(100)]

    await shops.tell(*many, *many)

    assert len(await _invited(people, limit=100)) == 100
    assert shops.counters.applied == 200
