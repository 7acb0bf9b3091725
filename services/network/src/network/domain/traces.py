"""The last event about a thing, so that the next one can name what it continues."""

from uuid import UUID

from sqlmodel import Field

from network.domain.base import Row


class Trace(Row, table=True):
    """``event_id`` is the last event about ``subject``, ``correlation_id`` the thread it belongs to."""

    __tablename__ = "trace"

    subject: str = Field(primary_key=True, max_length=120)
    event_id: UUID
    correlation_id: UUID
