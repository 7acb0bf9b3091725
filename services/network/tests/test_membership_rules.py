"""When a town belongs to a group, on plain objects."""

from datetime import date

import pytest
from network_examples import (
    AT,
    a_membership,
)

from network.domain import Membership
from network.domain.errors import (
    AlreadyMember,
    DatesReversed,
)
from regio_events import Window
from regio_events.network import (
    MembershipChanged,
    MembershipStatus,
)

SATURDAY = Window.model_validate({"day": "2026-09-12", "opens": "09:00", "closes": "18:00"})


def test_a_signed_membership_covers_its_first_day_and_says_so() -> None:
    membership = a_membership(MembershipStatus.CANDIDATE)

    event = membership.sign(on=date(2026, 3, 1), earlier=[membership])

    assert membership.covers(date(2026, 3, 1))
    assert not membership.covers(date(2026, 2, 28))
    assert event == MembershipChanged(
        membership_id=membership.id,
        town_key="gotha",
        group_key="netzwerk-1",
        since=date(2026, 3, 1),
        until=None,
        status=MembershipStatus.ACTIVE,
    )


def test_a_town_that_left_was_a_member_up_to_its_last_day() -> None:
    membership = a_membership(MembershipStatus.LEFT)

    assert membership.covers(date(2024, 12, 31))
    assert not membership.covers(date(2025, 1, 1))


def test_a_candidate_covers_no_day() -> None:
    assert not a_membership(MembershipStatus.CANDIDATE).covers(date(2026, 3, 1))


@pytest.mark.parametrize("status", [MembershipStatus.CANDIDATE, MembershipStatus.ACTIVE])
def test_a_town_is_not_proposed_while_it_is_candidate_or_member(status: MembershipStatus) -> None:
    with pytest.raises(AlreadyMember):
        Membership.propose(town_key="gotha", group_key="netzwerk-1", earlier=[a_membership(status)], at=AT)


def test_a_town_that_left_may_come_back_after_its_last_day_only() -> None:
    left = a_membership(MembershipStatus.LEFT)
    again, _ = Membership.propose(town_key="gotha", group_key="netzwerk-1", earlier=[left], at=AT)

    with pytest.raises(AlreadyMember):
        again.sign(on=date(2024, 12, 31), earlier=[left, again])

    again.sign(on=date(2025, 1, 1), earlier=[left, again])


def test_a_membership_does_not_end_before_it_began() -> None:
    with pytest.raises(DatesReversed):
        a_membership().leave(on=date(2019, 6, 30))
