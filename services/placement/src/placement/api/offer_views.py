"""An offer of places as each role may see it."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy.engine import RowMapping

from placement import access
from placement.domain.offers import OfferStatus, is_full
from placement.domain.requirements import Requirement
from placement.queries import Loaded
from regio_chassis.access import Scope
from regio_chassis.web import View
from regio_events import WallTime


class BreakView(View):
    """A break within the day, local time."""

    starts: WallTime
    ends: WallTime


class HoursView(View):
    """One practice day from start to end, local time Europe/Berlin."""

    starts: WallTime
    ends: WallTime
    breaks: tuple[BreakView, ...]


class OfferItemView(View):
    """An offer of places in a list."""

    id: UUID
    company_id: UUID
    company_name: str = Field(examples=["Tischlerei Hainleite"])
    town_key: str = Field(description="Place of the company", examples=["sondershausen"])
    kldb: str = Field(description="KldB 2010, five digits", examples=["22342"])
    occupation: str = Field(examples=["Berufe im Holz-, Möbel- und Innenausbau – fachlich ausgerichtete Tätigkeiten"])
    tasks: str
    hours: HoursView
    requirements: list[Requirement] = Field(description="Of offer and company together")
    status: OfferStatus
    seats_total: int = Field(description="Seats of all phases together")
    full: bool = Field(description="No seat is free in any phase")
    source: str | None
    version: int


class SeatsView(View):
    """Seats in a phase on a weekday."""

    phase_id: UUID
    weekday: int
    seats: int


class OfferView(OfferItemView):
    """An offer of places with its seats."""

    seats: list[SeatsView]


class OfferFullView(OfferView):
    """An offer with what only its company and the service centre see."""

    rule_set: str = Field(description="Rules by which the hours were checked", examples=["jarbschg-2022"])
    return_reason: str | None
    paused_until: date | None
    tutor_limit: int | None = Field(description="Pupils the tutor looks after at once, of all schools together")


def item_view(row: RowMapping) -> OfferItemView:
    """An offer in a list."""
    needs = sorted({*row["requirements"], *row["company_requirements"]})
    full = row["seats_free"] <= 0
    return OfferItemView.model_validate({**row, "requirements": needs, "full": full})


def view(scope: Scope, loaded: Loaded) -> OfferView:
    """An offer as this caller may see it."""
    facts: dict[str, Any] = loaded.offer.model_dump(exclude={"hours"})
    facts |= {
        "company_name": loaded.company.name,
        "town_key": loaded.company.town_key,
        "hours": loaded.offer.hours,
        "requirements": sorted({*loaded.offer.requirements, *loaded.company.requirements}),
        "seats_total": sum(one.seats for one in loaded.seats),
        "full": is_full(loaded.seats),
        "seats": loaded.seats,
    }
    shape = OfferFullView if access.sees_company_in_full(scope, loaded.company.id) else OfferView
    return shape.model_validate(facts)
