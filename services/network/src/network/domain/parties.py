"""Who is invited to a meeting."""

from uuid import UUID

from sqlmodel import Field

from network.domain.base import Row
from regio_chassis.rows import new_id


class MeetingParty(Row, table=True):
    """A group that meets or a town that is invited: the two lists of the meeting, in a form that an index can find."""

    __tablename__ = "meeting_party"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    group_key: str | None = Field(default=None, foreign_key="working_group.key", index=True, max_length=60)
    town_key: str | None = Field(default=None, foreign_key="town.key", index=True, max_length=60)
