"""What the bodies and views of several resources share."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError
from starlette.responses import Response

from campaign.commands.bulk import Outcome
from campaign.domain import Link, Row
from campaign.domain.opening_hours import HoursInvalid, OpeningHours
from regio_chassis.web import Body, Day, Line, LocalTime, Text, View, item, problems
from regio_events import OfferDate, Window

V = TypeVar("V", bound=View)

LIST = problems(422)
READ = problems(404)
CREATE = problems(401, 403, 404, 409, 422)
CHANGE = problems(401, 403, 404, 409, 412, 422, 428)
STEP = problems(401, 403, 404, 409, 412, 422)

EditionQuery = Annotated[
    str | None,
    Query(
        pattern=r"^([0-9]{4}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$",
        description="Edition, by id or year",
        examples=["2021"],
    ),
]


def shown(view: type[V], row: Row, **more: object) -> V:
    """A row of ours as ``view``: it was validated when it came in."""
    return view.trusting({**row.__dict__, **more})


def listed(view: type[V]) -> Any:
    """The same for the rows of a list."""
    return view.trusting


def absent() -> Any:
    """A field that a PATCH body may leave out; what is left out does not change."""
    return Field(default_factory=lambda: None)


def sent(body: Body) -> Mapping[str, Any]:
    """What a PATCH body names, with null where it says null."""
    return {name: plain(getattr(body, name)) for name in body.model_fields_set}


def plain(value: Any) -> Any:
    """Value objects instead of their bodies."""
    if isinstance(value, tuple):
        return tuple(plain(member) for member in value)
    if isinstance(value, WindowBody):
        return Window(day=value.day, opens=value.opens, closes=value.closes)
    if isinstance(value, OfferDateBody):
        return OfferDate(day=value.day, starts=value.starts, ends=value.ends)
    if isinstance(value, LinkBody):
        return Link(label=value.label, url=value.url)
    return value


class ReasonBody(Body):
    """Why; shown to those whom it concerns."""

    reason: Annotated[str, Text(1000)] = Field(examples=["Das Zelt ist an diesem Tag vergeben."])


class IdsBody(Body):
    """Which ones; each is decided on by itself."""

    ids: Annotated[tuple[Annotated[UUID, Field(strict=False)], ...], Field(min_length=1, max_length=200)]


class OutcomeView(View):
    """What became of one."""

    id: UUID
    done: bool
    code: str | None = Field(default=None, description="Why it was refused; stable", examples=["not-found"])
    detail: str | None = None


class OutcomesView(View):
    """What became of each, in the order they were named."""

    results: tuple[OutcomeView, ...]


def outcomes(found: Sequence[Outcome]) -> Response:
    """The answer to a request that decided on many."""
    return item(
        OutcomesView(
            results=tuple(
                OutcomeView(id=one.id, done=True)
                if one.refusal is None
                else OutcomeView(id=one.id, done=False, code=one.refusal.code, detail=str(one.refusal))
                for one in found
            )
        ),
        1,
    )


class LinkBody(Body):
    """A page elsewhere."""

    label: Annotated[str, Line(80)] = Field(examples=["Internetseite"])
    url: Annotated[str, Field(max_length=300, pattern=r"^https?://[!-~]+$", examples=["https://example.org/"])]


class WindowBody(Body):
    """The hours of one day on which a town's businesses take part together; local time."""

    day: Day = Field(examples=["2026-09-11"])
    opens: LocalTime = Field(examples=["10:00"])
    closes: LocalTime = Field(description="Later than opens", examples=["18:00"])

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> Self:
        if self.closes <= self.opens:
            raise PydanticCustomError("window", "A window closes after it opens")
        return self


class OfferDateBody(Body):
    """One date of an offer; local time."""

    day: Day = Field(description="Day on which it starts", examples=["2026-09-11"])
    starts: LocalTime = Field(examples=["15:00"])
    ends: LocalTime = Field(description="Not later than starts: on the next day", examples=["17:00"])


def _hours(text: str) -> str:
    try:
        return str(OpeningHours.parse(text))
    except HoursInvalid as refusal:
        raise PydanticCustomError(
            "opening_hours",
            "At character {position}: {expected} expected (OSM opening_hours)",
            {"position": refusal.position, "expected": refusal.expected},
        ) from None


Latitude = Annotated[
    float, Field(ge=47, le=56, allow_inf_nan=False, description="Degrees north, WGS 84", examples=[51.378])
]
Longitude = Annotated[
    float, Field(ge=5, le=16, allow_inf_nan=False, description="Degrees east, WGS 84", examples=[10.138])
]
Hours = Annotated[
    str,
    Line(255),
    AfterValidator(_hours),
    Field(description="OSM opening_hours", examples=["Mo-Fr 09:00-18:00; Sa 09:00-13:00; PH off"]),
]
Links = Annotated[tuple[LinkBody, ...], Field(max_length=10)]
Windows = Annotated[tuple[WindowBody, ...], Field(max_length=60)]
OfferDates = Annotated[tuple[OfferDateBody, ...], Field(min_length=1, max_length=60)]
