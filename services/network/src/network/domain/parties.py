"""Who is invited to a meeting."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from network.domain.base import Row
from regio_chassis.rows import new_id, utc_field


class MeetingParty(Row, table=True):
    """
    A group that meets or a town that is invited: the two lists of the meeting, in a form that an index can find.

    ``starts_at`` is the meeting's, so that the next meetings of one group are read in order, however many others have.
    """

    __tablename__ = "meeting_party"
    __table_args__ = (
        Index("ix_meeting_party_group_starts", "group_key", "starts_at", "meeting_id"),
        Index("ix_meeting_party_town_starts", "town_key", "starts_at", "meeting_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    group_key: str | None = Field(default=None, foreign_key="working_group.key", max_length=60)
    town_key: str | None = Field(default=None, foreign_key="town.key", max_length=60)
    starts_at: datetime = utc_field()
