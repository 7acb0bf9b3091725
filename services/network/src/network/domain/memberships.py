"""Membership of a town in a working group: dated, and never overwritten."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar, Self
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from network.domain.base import Row
from network.domain.errors import AlreadyMember, DatesReversed
from regio_chassis.rows import Stateful, new_id, status_field, utc_field
from regio_events.network import MembershipChanged, MembershipStatus

OPEN = (MembershipStatus.CANDIDATE, MembershipStatus.ACTIVE)
_open = text("status IN ('candidate', 'active')")


class Membership(Row, Stateful, table=True):
    """One stay of a town in a group; a town that comes back gets a second one."""

    __tablename__ = "membership"
    __table_args__ = (
        Index("ux_membership_open", "town_key", "group_key", unique=True, sqlite_where=_open, postgresql_where=_open),
    )

    TRANSITIONS: ClassVar[Mapping[MembershipStatus, Mapping[str, MembershipStatus]]] = {
        MembershipStatus.CANDIDATE: {"sign": MembershipStatus.ACTIVE},
        MembershipStatus.ACTIVE: {"leave": MembershipStatus.LEFT},
        MembershipStatus.LEFT: {},
    }

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    town_key: str = Field(foreign_key="town.key", max_length=60)
    group_key: str = Field(foreign_key="working_group.key", index=True, max_length=60)
    role: str | None = Field(default=None, max_length=120)
    status: MembershipStatus = status_field(MembershipStatus, MembershipStatus.CANDIDATE)
    since: date | None = None
    until: date | None = None
    source: str | None = Field(default=None, max_length=500)
    created_at: datetime = utc_field()
    changed_at: datetime | None = utc_field(nullable=True)

    @classmethod
    def propose(
        cls,
        *,
        town_key: str,
        group_key: str,
        earlier: Sequence["Membership"],
        at: datetime,
        role: str | None = None,
        source: str | None = None,
    ) -> tuple[Self, MembershipChanged]:
        """
        The town becomes a candidate; ``earlier`` are all its memberships of the group.

        Raises:
            AlreadyMember: one of them is still open.
        """
        if any(one.status in OPEN for one in earlier):
            raise AlreadyMember("the town is a candidate or an active member of this group")
        membership = cls(town_key=town_key, group_key=group_key, role=role, source=source, created_at=at)
        return membership, membership._changed()

    def sign(self, *, on: date, earlier: Sequence["Membership"]) -> MembershipChanged:
        """
        The town is a member from the day ``on``; ``earlier`` are its former memberships of the group.

        Raises:
            AlreadyMember: it was a member on that day already.
        """
        self._insist_on("sign")
        if any(one.until is not None and one.until >= on for one in earlier if one.id != self.id):
            raise AlreadyMember("an earlier membership lasts beyond that day")
        self._step("sign")
        self.since = on
        return self._changed()

    def leave(self, *, on: date) -> MembershipChanged:
        """
        The day ``on`` is the last one of the membership.

        Raises:
            DatesReversed: it had not begun by then.
        """
        self._insist_on("leave")
        if self.since is not None and on < self.since:
            raise DatesReversed("a membership ends after it began", pointer="/on")
        self._step("leave")
        self.until = on
        return self._changed()

    def covers(self, day: date) -> bool:
        """The town was an active member on that day; an unknown beginning covers every earlier day."""
        if self.status is MembershipStatus.CANDIDATE:
            return False
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def _changed(self) -> MembershipChanged:
        return MembershipChanged(
            membership_id=self.id,
            town_key=self.town_key,
            group_key=self.group_key,
            since=self.since,
            until=self.until,
            status=self.status,
        )
