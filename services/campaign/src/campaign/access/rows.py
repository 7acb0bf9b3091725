"""Which rows a scope reaches."""

from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Date, and_, bindparam, or_, true

from campaign.domain import (
    Business,
    BusinessStatus,
    DatePoll,
    Edition,
    EditionStatus,
    MaterialOrder,
    Offer,
    OfferStatus,
    Participation,
    ParticipationStatus,
    PollStatus,
    SpecialOpening,
    StampCampaign,
    StampStatus,
    Town,
    TownParticipation,
    TownReport,
    TownStatus,
)
from regio_chassis.access import Scope, Scoped, scoped
from regio_chassis.rows import table_of

_editions = table_of(Edition).c
_towns = table_of(Town).c
_town_participations = table_of(TownParticipation).c
_businesses = table_of(Business).c
_participations = table_of(Participation).c
_offers = table_of(Offer).c
_openings = table_of(SpecialOpening).c
_orders = table_of(MaterialOrder).c
_reports = table_of(TownReport).c
_stamps = table_of(StampCampaign).c
_polls = table_of(DatePoll).c

_PUBLIC_TOWN = (TownStatus.CONFIRMED, TownStatus.PUBLISHED, TownStatus.ENDED, TownStatus.REPORTED)
_PUBLIC_PARTICIPATION = (ParticipationStatus.ACCEPTED, ParticipationStatus.ENDED)

# Built once: making the same condition for every request takes longer than asking SQLite.
_ANNOUNCED = _editions.status != EditionStatus.DRAFT
_TAKING_PART = _town_participations.status.in_(_PUBLIC_TOWN)
_LISTED = _businesses.status == BusinessStatus.APPROVED
_ACCEPTED = _participations.status.in_(_PUBLIC_PARTICIPATION)


EDITIONS = Scoped(published=_ANNOUNCED)


def editions_in(scope: Scope) -> ColumnElement[bool]:
    return EDITIONS.by(scope)


def towns_in(scope: Scope) -> ColumnElement[bool]:
    return scoped(scope, published=true(), town=_towns.key)


def town_participations_in(scope: Scope) -> ColumnElement[bool]:
    return scoped(scope, published=_TAKING_PART, town=_town_participations.town_key)


BUSINESSES = Scoped(published=_LISTED, business=_businesses.id, town=_businesses.town_key)


def businesses_in(scope: Scope) -> ColumnElement[bool]:
    return BUSINESSES.by(scope)


def participations_in(scope: Scope) -> ColumnElement[bool]:
    return scoped(
        scope,
        published=_ACCEPTED,
        business=_participations.business_id,
        town=_participations.town_key,
    )


def _offers_on(today: date | BindParameter[date]) -> Scoped:
    still_marked = and_(_offers.status == OfferStatus.CANCELLED, _offers.shown_until >= today)
    return Scoped(
        published=or_(_offers.status == OfferStatus.PUBLISHED, still_marked),
        business=_offers.business_id,
        town=_offers.town_key,
    )


OFFERS = _offers_on(bindparam("today", type_=Date))
"""The same as ``offers_in``, for statements that are compiled once; they take ``today``."""


def offers_in(scope: Scope, *, today: date) -> ColumnElement[bool]:
    """Published are also cancelled offers until the last date has passed that was ever told for them."""
    return _offers_on(today).by(scope)


def special_openings_in(scope: Scope) -> ColumnElement[bool]:
    return scoped(scope, published=true(), town=_openings.town_key)


def material_items_in(scope: Scope) -> ColumnElement[bool]:
    """Whoever may order sees all there is."""
    return scoped(scope, published=true())


def material_orders_in(scope: Scope) -> ColumnElement[bool]:
    return scoped(scope, town=_orders.town_key)


def town_reports_in(scope: Scope) -> ColumnElement[bool]:
    return scoped(scope, published=true(), town=_reports.town_key)


def stamp_campaigns_in(scope: Scope) -> ColumnElement[bool]:
    return scoped(scope, published=_stamps.status != StampStatus.DRAFT, town=_stamps.town_key)


def date_polls_in(scope: Scope) -> ColumnElement[bool]:
    """Open ones are for every business; whether it may vote depends on its town."""
    return scoped(scope, published=_polls.status != PollStatus.DRAFT, town=_polls.town_key)


def speaks_for_town(scope: Scope, town_key: str) -> bool:
    """Whether the caller may act for the town itself."""
    return scope.everything or town_key in scope.of("town")


def sees_inside(scope: Scope, business_id: object, town_key: object) -> bool:
    """Whether the caller is the business, its town or the chamber, and so reads its contact."""
    return scope.everything or str(business_id) in scope.of("business") or town_key in scope.of("town")
