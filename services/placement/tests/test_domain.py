"""Companies and invitations: each step that is allowed, and every other refused."""

from itertools import product
from uuid import UUID

import pytest
from placement_examples import (
    BUSINESS,
    COMPANY,
    NOW,
    a_company,
    an_invitation,
)

from placement.domain.companies import Company, CompanyStatus
from placement.domain.errors import (
    AlreadyLinked,
    BusinessGone,
    NeedsReview,
)
from placement.domain.invitations import Invitation, InvitationStatus
from regio_chassis.errors import TransitionRefused
from regio_events.placement import (
    CompanyApproved,
    CompanyKind,
    CompanyLeft,
    CompanyLinked,
    CompanyRegistered,
    CompanySuspended,
)

FACTS = {"company_id": COMPANY, "business_id": None, "town_key": "nordhausen", "kind": CompanyKind.CRAFT}


def test_a_company_registers_as_interested():
    company = a_company(CompanyStatus.INTERESTED)

    assert company.registered() == CompanyRegistered(**FACTS)


def test_an_interested_company_is_approved_under_its_name():
    company = a_company(CompanyStatus.INTERESTED)

    event = company.approve()

    assert company.status is CompanyStatus.APPROVED
    assert event == CompanyApproved(**FACTS, public_name="Tischlerei")


def test_an_approved_company_is_suspended_with_a_reason_that_stays_inside():
    company = a_company()

    event = company.suspend("Keine Betreuung")

    assert company.status is CompanyStatus.SUSPENDED
    assert company.suspended_reason == "Keine Betreuung"
    assert event == CompanySuspended(**FACTS)


def test_a_suspended_company_is_reinstated():
    company = a_company(CompanyStatus.SUSPENDED, suspended_reason="Keine Betreuung")

    event = company.reinstate()

    assert (company.status, company.suspended_reason) == (CompanyStatus.APPROVED, None)
    assert event == CompanyApproved(**FACTS, public_name="Tischlerei")


@pytest.mark.parametrize(
    ("status", "events"),
    [
        (CompanyStatus.INTERESTED, []),
        (CompanyStatus.APPROVED, [CompanySuspended(**FACTS), CompanyLeft(**FACTS)]),
        (CompanyStatus.SUSPENDED, [CompanyLeft(**FACTS)]),
    ],
)
def test_a_company_leaves_from_every_state_and_says_so_where_it_was_public(status, events):
    company = a_company(status)

    assert company.leave() == events
    assert company.status is CompanyStatus.LEFT


COMPANY_VERBS = {
    "approve": Company.approve,
    "suspend": lambda company: company.suspend("Grund"),
    "reinstate": Company.reinstate,
    "leave": Company.leave,
}


@pytest.mark.parametrize(
    ("status", "verb"),
    [pair for pair in product(CompanyStatus, COMPANY_VERBS) if pair[1] not in Company.TRANSITIONS[pair[0]]],
)
def test_every_other_step_of_a_company_is_refused_and_changes_nothing(status, verb):
    company = a_company(status)
    before = company.model_dump()

    with pytest.raises(TransitionRefused):
        COMPANY_VERBS[verb](company)

    assert company.model_dump() == before


def test_a_reviewed_company_changes_its_contact_itself_and_its_name_by_the_chamber():
    company = a_company()

    assert company.change({"tutor": "Frau T"}, by_chamber=False) is None
    with pytest.raises(NeedsReview):
        company.change({"name": "Anders", "tutor": None}, by_chamber=False)
    assert (company.name, company.tutor) == ("Tischlerei", "Frau T")
    assert company.change({"name": "Anders"}, by_chamber=True) == CompanyApproved(**FACTS, public_name="Anders")
    assert company.change({"requirements": []}, by_chamber=False) == CompanyApproved(**FACTS, public_name="Anders")


def test_an_interested_company_changes_its_name_and_nobody_is_told():
    company = a_company(CompanyStatus.INTERESTED)

    assert company.change({"name": "Anders"}, by_chamber=False) is None
    assert company.name == "Anders"


def test_a_company_is_linked_to_one_business_only():
    company = a_company()

    event = company.link(BUSINESS)

    assert event == CompanyLinked(**FACTS | {"business_id": BUSINESS})
    assert company.link(BUSINESS) == event
    with pytest.raises(AlreadyLinked):
        company.link(UUID(int=99))


def test_a_link_follows_the_merge_of_the_business():
    company = a_company(business_id=BUSINESS)

    event = company.follow_merge(UUID(int=99))

    assert company.business_id == UUID(int=99)
    assert event.business_id == UUID(int=99)


def test_an_invitation_is_accepted_as_a_company():
    invitation = an_invitation()

    invitation.accept(a_company(), at=NOW)

    assert (invitation.status, invitation.company_id, invitation.decided_at) == (
        InvitationStatus.ACCEPTED,
        COMPANY,
        NOW,
    )


def test_an_invitation_is_declined_and_may_be_accepted_later():
    invitation = an_invitation()

    invitation.decline("Keine Zeit", at=NOW)
    assert (invitation.status, invitation.decline_reason) == (InvitationStatus.DECLINED, "Keine Zeit")

    invitation.accept(a_company(), at=NOW)
    assert (invitation.status, invitation.decline_reason) == (InvitationStatus.ACCEPTED, None)


INVITATION_VERBS = {
    "accept": lambda invitation: invitation.accept(a_company(), at=NOW),
    "decline": lambda invitation: invitation.decline(None, at=NOW),
}


@pytest.mark.parametrize(
    ("status", "verb"),
    [pair for pair in product(InvitationStatus, INVITATION_VERBS) if pair[1] not in Invitation.TRANSITIONS[pair[0]]],
)
def test_every_other_step_of_an_invitation_is_refused_and_changes_nothing(status, verb):
    invitation = an_invitation(status=status)
    before = invitation.model_dump()

    with pytest.raises(TransitionRefused):
        INVITATION_VERBS[verb](invitation)

    assert invitation.model_dump() == before


@pytest.mark.parametrize("gone", [{"closed": True}, {"merged_into": UUID(int=9)}, {"consent": False}])
def test_the_invitation_of_a_business_that_is_gone_is_not_accepted(gone):
    with pytest.raises(BusinessGone):
        an_invitation(**gone).accept(a_company(), at=NOW)


def test_a_company_from_an_invitation_knows_what_the_campaign_knew():
    company = an_invitation().as_company()

    assert (company.name, company.kind, company.town_key) == ("Buchhandlung", CompanyKind.RETAIL, "nordhausen")
