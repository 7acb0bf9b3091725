"""
Facts of the sister services, kept locally.

Every write says what its owner last said, in the order of the owner's channel, so that reading the channel again
from the start ends in the same state.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists, or_, select, update
from sqlmodel import Field

from campaign.domain import Business, Row
from regio_chassis.database import Tx
from regio_chassis.handling import Handled
from regio_chassis.rows import enum_field, json_field, table_of
from regio_events import Window, network, placement
from regio_events.network import DecisionKind, DecisionResult


class KnownDecision(Row, table=True):
    """A decision of the network, as it reads now; also kept while the edition it is about is not announced yet."""

    __tablename__: ClassVar[str] = "known_decision"

    decision_id: UUID = Field(primary_key=True)
    revision: int
    kind: DecisionKind = enum_field(DecisionKind)
    result: DecisionResult = enum_field(DecisionResult)
    town_keys: tuple[str, ...] = json_field(tuple[str, ...])
    edition_year: int | None = Field(default=None, index=True)
    windows: tuple[Window, ...] = json_field(tuple[Window, ...])
    effective_on: date
    revoked: bool

    @property
    def holds(self) -> bool:
        """It was adopted and not revoked since."""
        return self.result is DecisionResult.ADOPTED and not self.revoked


class KnownCompany(Row, table=True):
    """A company of placement."""

    __tablename__: ClassVar[str] = "known_company"

    company_id: UUID = Field(primary_key=True)
    suspended: bool


class PlaceOffer(Row, table=True):
    """Places that a company offers to pupils; ``business_id`` is the business it is linked to."""

    __tablename__: ClassVar[str] = "place_offer"

    offer_id: UUID = Field(primary_key=True)
    company_id: UUID = Field(index=True)
    business_id: UUID | None = Field(default=None, index=True)
    open: bool


_decisions = table_of(KnownDecision)
_businesses = table_of(Business).alias("linked")
_companies = table_of(KnownCompany)
_offers = table_of(PlaceOffer)


def offers_places(business_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Whether a company linked to the business offers places at present: the badge "Praxistage-Betrieb".

    A link to a duplicate counts for the business that it was merged into.
    """
    suspended = select(_companies.c.company_id).where(_companies.c.suspended)
    # Said outright: by itself SQLAlchemy connects with the next statement around only, and the business asked for
    # stands in the one around that.
    linked = (
        exists()
        .where(
            _businesses.c.id == _offers.c.business_id,
            or_(_businesses.c.id == business_id, _businesses.c.merged_into == business_id),
        )
        .correlate_except(_businesses)
    )
    return exists().where(linked, _offers.c.open, _offers.c.company_id.not_in(suspended)).correlate_except(_offers)


async def decision_stands(
    tx: Tx, fact: network.DecisionRecorded | network.DecisionCorrected | network.DecisionRevoked
) -> KnownDecision:
    """The decision reads as ``fact`` says."""
    decision = KnownDecision(
        decision_id=fact.decision_id,
        revision=fact.version,
        kind=fact.kind,
        result=fact.result,
        town_keys=fact.town_keys,
        edition_year=fact.edition_year or _year_of(fact.window),
        windows=fact.window or (),
        effective_on=fact.effective_on,
        revoked=isinstance(fact, network.DecisionRevoked),
    )
    values = {column.key: getattr(decision, column.key) for column in _decisions.columns}
    await tx.upsert(_decisions, [values], key=["decision_id"])
    return decision


async def places_offered(tx: Tx, facts: Sequence[Handled[placement.OfferPublished]]) -> None:
    await _write_offers(tx, [handled.event for handled in facts], taking=True)


async def places_paused(tx: Tx, facts: Sequence[Handled[placement.OfferPaused]]) -> None:
    await _write_offers(tx, [handled.event for handled in facts], taking=False)


async def places_withdrawn(tx: Tx, facts: Sequence[Handled[placement.OfferWithdrawn]]) -> None:
    await _write_offers(tx, [handled.event for handled in facts], taking=False)


async def companies_suspended(tx: Tx, facts: Sequence[Handled[placement.CompanySuspended]]) -> None:
    await _write_companies(tx, [handled.event.company_id for handled in facts], suspended=True)


async def companies_approved(tx: Tx, facts: Sequence[Handled[placement.CompanyApproved]]) -> None:
    """Also the end of a suspension."""
    await _write_companies(tx, [handled.event.company_id for handled in facts], suspended=False)


async def companies_linked(tx: Tx, facts: Sequence[Handled[placement.CompanyLinked]]) -> None:
    """Offers that were published before the link belong to the business as well."""
    link = update(_offers).where(_offers.c.company_id == bindparam("company")).values(business_id=bindparam("business"))
    await tx.execute(
        link, [{"company": handled.event.company_id, "business": handled.event.business_id} for handled in facts]
    )


async def _write_offers(
    tx: Tx,
    facts: Sequence[placement.OfferPublished | placement.OfferPaused | placement.OfferWithdrawn],
    *,
    taking: bool,
) -> None:
    values: list[dict[str, Any]] = [
        {"offer_id": fact.offer_id, "company_id": fact.company_id, "business_id": fact.business_id, "open": taking}
        for fact in facts
    ]
    await tx.upsert(_offers, values, key=["offer_id"])


async def _write_companies(tx: Tx, companies: Sequence[UUID], *, suspended: bool) -> None:
    values = [{"company_id": company, "suspended": suspended} for company in companies]
    await tx.upsert(_companies, values, key=["company_id"])


def _year_of(windows: Sequence[Window] | None) -> int | None:
    return windows[0].day.year if windows else None
