"""What a class must be before it counts as an event."""

from uuid import UUID, uuid4

import pytest

from regio_events import EVENT_TYPES
from regio_events.campaign import CampaignEvent, OfferPublished, OfferRegistered
from regio_events.samples import sample


@pytest.fixture(autouse=True)
def _registry_as_before():
    before = dict(EVENT_TYPES)
    yield
    EVENT_TYPES.clear()
    EVENT_TYPES.update(before)


def test_a_declared_event_is_found_by_its_type():
    class StallOpened(CampaignEvent, type="regio.campaign.stall.opened.v1", public=True, subject="stall_id"):
        stall_id: UUID

    stall_id = uuid4()

    event = StallOpened(stall_id=stall_id)

    assert EVENT_TYPES["regio.campaign.stall.opened.v1"] is StallOpened
    assert (StallOpened.owner, StallOpened.public) == ("campaign", True)
    assert StallOpened.dataschema == "urn:regio:schema:regio.campaign.stall.opened.v1"
    assert event.subject == str(stall_id)


def test_an_event_is_not_public_unless_it_says_so():
    assert OfferPublished.public
    assert not OfferRegistered.public


def test_a_second_major_version_lives_beside_the_first():
    class OfferRegisteredV2(CampaignEvent, type="regio.campaign.offer.registered.v2", subject="offer_id"):
        offer_id: UUID

    assert EVENT_TYPES["regio.campaign.offer.registered.v1"] is OfferRegistered
    assert EVENT_TYPES["regio.campaign.offer.registered.v2"] is OfferRegisteredV2


@pytest.mark.parametrize(
    ("name", "type_", "subject", "complaint"),
    [
        ("OfferRegistered", "regio.campaign.offer.registered.v1", "stall_id", "already defined"),
        ("StallOpened", "campaign.stall.opened.v1", "stall_id", "is not regio"),
        ("StallOpened", "regio.campaign.stall.opened", "stall_id", "is not regio"),
        ("StallOpened", "regio.campaign.stall.opened.v0", "stall_id", "is not regio"),
        ("StallOpened", "regio.campaign.Stall.opened.v1", "stall_id", "is not regio"),
        ("StallOpened", "regio.network.stall.opened.v1", "stall_id", "does not belong to the owner 'campaign'"),
        ("StallOpen", "regio.campaign.stall.open.v1", "stall_id", "past tense"),
        ("StandOpened", "regio.campaign.stall.opened.v1", "stall_id", "a class StallOpened"),
        ("StallOpened", "regio.campaign.stall.opened.v2", "stall_id", "a class StallOpenedV2"),
        ("StallOpened", "regio.campaign.stall.opened.v1", "booth_id", "not one of its fields"),
        ("StallOpened", "regio.campaign.stall.opened.v1", None, "not one of its fields"),
    ],
)
def test_a_wrong_declaration_is_refused_and_leaves_no_trace(name, type_, subject, complaint):
    before = dict(EVENT_TYPES)

    with pytest.raises(TypeError, match=complaint):
        type(CampaignEvent)(
            name,
            (CampaignEvent,),
            {"__annotations__": {"stall_id": UUID}, "__module__": __name__},
            type=type_,
            subject=subject,
        )

    assert before == EVENT_TYPES


def test_an_event_cannot_be_changed():
    event = sample(OfferPublished)

    with pytest.raises(ValueError, match="frozen"):
        event.title = "Something else"


def test_a_field_that_a_newer_package_added_is_ignored():
    data = sample(OfferPublished).model_dump(mode="json")

    opened = OfferPublished.model_validate({**data, "added_in_1_7": "x"})

    assert opened == sample(OfferPublished)
