"""Companies, phases and invitations: each step that is allowed, and every other refused."""

from datetime import date
from itertools import product
from uuid import UUID

import pytest
from placement_examples import (
    BUSINESS,
    COMPANY,
    NOW,
    PHASE,
    a_company,
    a_phase,
    a_planned_phase,
    a_school,
    a_town,
    an_invitation,
)

from placement.domain.companies import Company, CompanyStatus
from placement.domain.errors import (
    AlreadyLinked,
    BusinessGone,
    CalendarNotCovered,
    KeyTaken,
    PhaseNotAllowed,
    PhaseNotEditable,
)
from placement.domain.invitations import Invitation, InvitationStatus
from placement.domain.phases import PhaseStatus, insist_on_place_in_year
from placement.domain.schools import ClosedDay, ClosedDayKind
from regio_chassis.errors import TransitionRefused
from regio_events.placement import (
    CompanyApproved,
    CompanyKind,
    CompanyLinked,
    CompanyRegistered,
    CompanySuspended,
    PhasePlanned,
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
    ("status", "event"),
    [
        (CompanyStatus.INTERESTED, None),
        (CompanyStatus.APPROVED, CompanySuspended(**FACTS)),
        (CompanyStatus.SUSPENDED, None),
    ],
)
def test_a_company_leaves_from_every_state(status, event):
    company = a_company(status)

    assert company.leave() == event
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


def test_a_phase_is_planned_on_its_schools_weekday():
    phase = a_phase()

    event = phase.plan(a_school(), a_town())

    days = tuple(date.fromordinal(date(2022, 2, 22).toordinal() + 7 * week) for week in range(7))
    assert (phase.status, phase.weekday, phase.days) == (PhaseStatus.PLANNED, 2, list(days))
    assert event == PhasePlanned(
        phase_id=PHASE,
        school_key="lessing",
        town_key="nordhausen",
        weekday=2,
        starts_on=date(2022, 2, 21),
        ends_on=date(2022, 4, 8),
        days=days,
    )


def test_a_planned_phase_is_planned_again_around_a_new_closed_day():
    phase = a_phase()
    phase.plan(a_school(), a_town())
    school = a_school()
    school.close_on([ClosedDay(day=date(2022, 3, 1), kind=ClosedDayKind.MOVABLE)])

    event = phase.plan(school, a_town())

    assert date(2022, 3, 1) not in event.days
    assert len(event.days) == 6


def test_a_phase_without_a_day_is_not_planned():
    phase = a_phase(starts_on=date(2022, 2, 21), ends_on=date(2022, 2, 21))

    with pytest.raises(PhaseNotAllowed):
        phase.plan(a_school(), a_town())
    assert phase.status is PhaseStatus.DRAFT


def test_a_phase_beyond_the_known_holidays_is_not_planned():
    phase = a_phase(starts_on=date(2060, 2, 21), ends_on=date(2060, 4, 8))

    with pytest.raises(CalendarNotCovered):
        phase.plan(a_school(), a_town())


def test_only_a_draft_of_a_phase_moves():
    phase = a_phase()
    phase.move(date(2022, 2, 22), date(2022, 4, 7))
    assert phase.starts_on == date(2022, 2, 22)

    with pytest.raises(PhaseNotEditable):
        a_planned_phase().move(date(2022, 2, 22), date(2022, 4, 7))


SECOND = {"id": UUID(int=2), "number": 2, "starts_on": date(2022, 4, 25), "ends_on": date(2022, 7, 15)}


def test_phases_of_a_year_follow_one_another():
    insist_on_place_in_year(a_phase(**SECOND), [a_phase()])
    insist_on_place_in_year(a_phase(), [a_phase(**SECOND), a_phase()])


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"number": 1}, KeyTaken),
        ({"starts_on": date(2022, 4, 8)}, PhaseNotAllowed),
        ({"ends_on": date(2022, 4, 24)}, PhaseNotAllowed),
        ({"ends_on": date(2022, 12, 31)}, PhaseNotAllowed),
        ({"starts_on": date(2022, 1, 3), "ends_on": date(2022, 2, 1)}, PhaseNotAllowed),
    ],
)
def test_a_phase_that_does_not_fit_its_year_is_refused(given, error):
    with pytest.raises(error):
        insist_on_place_in_year(a_phase(**SECOND | given), [a_phase()])
