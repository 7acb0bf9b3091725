"""One event as it travels: a CloudEvents 1.0 JSON document, written and read."""

from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

from regio_events._base import EVENT_TYPES, TYPE_PATTERN, Event
from regio_events._types import UtcDatetime


class UnknownType(LookupError):
    """This version of the package does not know the event's type."""

    def __init__(self, type: str) -> None:
        super().__init__(f"unknown event type {type!r}")
        self.type = type


class NewerMajor(UnknownType):
    """The type is a newer major version of one that this package knows: update the package."""


def _absent(value: object) -> bool:
    return value is None


class Envelope(BaseModel):
    """One event as it travels; ``Envelope.model_validate_json(body)`` reads it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: Literal["1.0"] = "1.0"
    id: UUID = Field(description="Id of the event, the same in every channel that carries it")
    type: str = Field(min_length=1, description="regio.<service>.<entity>.<past-tense>.v<major>")
    source: str = Field(min_length=1, description="/regio/<service>")
    subject: str = Field(min_length=1, description="Id of the thing the event is about; order is kept per subject")
    time: UtcDatetime = Field(description="When the owner recorded the event, UTC")
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str = Field(min_length=1, description="urn:regio:schema:<type>")
    sequence: str = Field(pattern=r"^[0-9]{19}$", description="Position in the channel, 19 digits")
    previous: UUID | None = Field(
        default=None, exclude_if=_absent, description="Id of the event before it in the channel; absent on the first"
    )
    epoch: int = Field(ge=1, description="Raised when the owner restored a backup: read the channel again from 0")
    partitionkey: str = Field(min_length=1, description="Equal to subject")
    traceparent: str | None = Field(default=None, exclude_if=_absent, description="W3C trace context")
    correlationid: UUID = Field(description="Shared by all events that one action set off, across services")
    causationid: UUID | None = Field(
        default=None, exclude_if=_absent, description="Id of the event that caused this one"
    )
    data: dict[str, object] = Field(description="The facts, after the JSON Schema named by dataschema")

    @property
    def position(self) -> int:
        """Dense number of the event in its channel, from 1."""
        return int(self.sequence)

    def open(self) -> Event:
        """
        The typed event inside.

        Raises:
            NewerMajor: the type is a newer major version of one this package knows.
            UnknownType: this version of the package does not know the type at all.
            pydantic.ValidationError: ``data`` does not fit the event's schema.
        """
        known = EVENT_TYPES.get(self.type)
        if known is None:
            raise _unknown(self.type)
        return known.model_validate(self.data)


def _unknown(name: str) -> UnknownType:
    found = TYPE_PATTERN.fullmatch(name)
    if found is None:
        return UnknownType(name)
    stem, _, major = name.rpartition(".v")
    majors = [int(known.rpartition(".v")[2]) for known in EVENT_TYPES if known.rpartition(".v")[0] == stem]
    return NewerMajor(name) if majors and int(major) > max(majors) else UnknownType(name)


def render(
    event: Event,
    *,
    id: UUID,
    time: datetime,
    epoch: int,
    position: int,
    previous: UUID | None,
    correlationid: UUID,
    causationid: UUID | None,
    traceparent: str | None,
) -> bytes:
    """
    The event as one CloudEvents document, ready for stream, feed, SSE and webhook.

    The envelope is not validated: its values come from the log. ``time`` must be aware.
    """
    return assemble(
        event.type,
        event.subject,
        event.__pydantic_serializer__.to_json(event),
        id=id,
        time=time,
        epoch=epoch,
        position=position,
        previous=previous,
        correlationid=correlationid,
        causationid=causationid,
        traceparent=traceparent,
    )


def assemble(
    type: str,
    subject: str,
    data: bytes,
    *,
    id: UUID | str,
    time: datetime,
    epoch: int,
    position: int,
    previous: UUID | str | None,
    correlationid: UUID | str,
    causationid: UUID | str | None,
    traceparent: str | None,
) -> bytes:
    """The same document from stored parts; ``data`` is the event as JSON, ``event.model_dump_json().encode()``."""
    moment = time.astimezone(UTC).isoformat().replace("+00:00", "Z")
    stated = Stated(type, subject, data, id, moment, epoch, correlationid, causationid, traceparent)
    return stated.at(position, previous)


class Stated:
    """The same document but for its place, which in each channel is another one."""

    __slots__ = ("_before", "_behind", "_data")

    def __init__(
        self,
        type: str,
        subject: str,
        data: bytes,
        id: UUID | str,
        time: str,
        epoch: int,
        correlationid: UUID | str,
        causationid: UUID | str | None,
        traceparent: str | None,
    ) -> None:
        # Put together as text: a serializer takes three times as long, and only the subject could need escaping.
        quoted = to_json(subject).decode()
        trace = "" if traceparent is None else f',"traceparent":{to_json(traceparent).decode()}'
        cause = "" if causationid is None else f',"causationid":"{causationid}"'
        self._before = (
            f'{{"specversion":"1.0","id":"{id}","type":"{type}","source":"/regio/{type.split(".", 2)[1]}"'
            f',"subject":{quoted},"time":"{time}","datacontenttype":"application/json"'
            f',"dataschema":"urn:regio:schema:{type}","sequence":"'
        )
        self._behind = (
            f',"epoch":{epoch},"partitionkey":{quoted}{trace},"correlationid":"{correlationid}"{cause},"data":'
        )
        self._data = data

    def at(self, position: int, previous: UUID | str | None) -> bytes:
        """The document at this position, behind the event with this id."""
        before = "" if previous is None else f',"previous":"{previous}"'
        return b"%b%b}" % (f'{self._before}{position:019d}"{before}{self._behind}'.encode(), self._data)
