"""
Who may do what: the whole table, by operation id.

What anonymous may do, everybody may. Moderators, schools, companies, pupils and guardians have no more than that
here; operators and sister services use the chassis' own operations.
"""

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
from regio_chassis.access import ALL, PUBLISHED, Policy, Role, Scope, Scoped, own, scoped
from regio_chassis.rows import table_of

TOWN = own("town")
BUSINESS = own("business")

_everybody = {Role.ANONYMOUS: PUBLISHED, Role.CHAMBER: ALL}
_of_towns = {Role.ANONYMOUS: PUBLISHED, Role.TOWN_MANAGER: TOWN, Role.CHAMBER: ALL}
_of_businesses = {
    Role.ANONYMOUS: PUBLISHED,
    Role.SHOPKEEPER: BUSINESS,
    Role.TOWN_MANAGER: TOWN,
    Role.CHAMBER: ALL,
}
_chamber = {Role.CHAMBER: ALL}
_town = {Role.TOWN_MANAGER: TOWN, Role.CHAMBER: ALL}
# What anybody may fetch is the same for everybody: documents are made once.
_public = {Role.ANONYMOUS: PUBLISHED}
_host = {Role.SHOPKEEPER: BUSINESS, Role.TOWN_MANAGER: TOWN, Role.CHAMBER: ALL}
_polled = {Role.SHOPKEEPER: PUBLISHED, Role.TOWN_MANAGER: TOWN, Role.CHAMBER: ALL}

POLICY: Policy = {
    "grant.list": _chamber,
    "grant.add": _chamber,
    "grant.remove": _chamber,
    "edition.list": _everybody,
    "edition.get": _everybody,
    "edition.create": _chamber,
    "edition.update": _chamber,
    "edition.announce": _chamber,
    "edition.open": _chamber,
    "edition.close": _chamber,
    "edition.start": _chamber,
    "edition.end": _chamber,
    "edition.evaluate": _chamber,
    "edition.cancel": _chamber,
    "edition.compare": _everybody,
    "edition.remind": _chamber,
    "town_report.list": _of_towns,
    "stamp_campaign.list": _of_towns,
    "stamp_campaign.get": _of_towns,
    "stamp_campaign.result": _of_towns,
    "stamp_campaign.create": _town,
    "stamp_campaign.open": _town,
    "stamp_campaign.close": _town,
    "stamp_campaign.draw": _town,
    "stamp_campaign.give_out": _town,
    "stamp_campaign.claims": _town,
    "stamp_win.hand_out": _town,
    "stamp_card.look": {Role.ANONYMOUS: PUBLISHED},
    "stamp_card.stamp": {Role.SHOPKEEPER: BUSINESS},
    "stamp_card.claim": {Role.ANONYMOUS: PUBLISHED},
    "date_poll.list": _polled,
    "date_poll.get": _polled,
    "date_poll.create": _town,
    "date_poll.open": _town,
    "date_poll.close": _town,
    "date_poll.vote": {Role.SHOPKEEPER: BUSINESS},
    "town.list": _everybody,
    "town.get": _everybody,
    "town.create": _chamber,
    "town.update": _chamber,
    "town_participation.list": _of_towns,
    "town_participation.get": _of_towns,
    "town_participation.notes": _of_towns,
    "town_participation.create": _town,
    "town_participation.update": _town,
    "town_participation.declare": _town,
    "town_participation.confirm": _chamber,
    "town_participation.publish": _town,
    "town_participation.end": _town,
    "town_participation.report": _town,
    "town_participation.withdraw": _town,
    "town_participation.acknowledge": _chamber,
    "business.list": _of_businesses,
    "business.get": _of_businesses,
    "business.register": {Role.ANONYMOUS: PUBLISHED, Role.TOWN_MANAGER: TOWN, Role.CHAMBER: ALL},
    "business.update": _host,
    "business.approve": _town,
    "business.reject": _town,
    "business.close": _host,
    "business.calls": _host,
    "business.duplicates": _town,
    "business.merge": _town,
    "business.approve_many": _town,
    "participation.list": _of_businesses,
    "participation.get": _of_businesses,
    "participation.apply": _host,
    "participation.accept": _town,
    "participation.accept_many": _town,
    "participation.decline": _town,
    "participation.end": _town,
    "participation.withdraw": _host,
    "offer.list": _of_businesses,
    "offer.get": _of_businesses,
    "offer.create": _host,
    "offer.update": _host,
    "offer.register": _host,
    "offer.publish": _town,
    "offer.publish_many": _town,
    "offer.request_changes": _town,
    "offer.reject": _town,
    "offer.reschedule": _host,
    "offer.cancel": _host,
    "special_opening.list": _of_towns,
    "special_opening.get": _of_towns,
    "special_opening.register": _town,
    "special_opening.revoke": _town,
    "material_item.list": {Role.TOWN_MANAGER: PUBLISHED, Role.CHAMBER: ALL},
    "material_item.get": {Role.TOWN_MANAGER: PUBLISHED, Role.CHAMBER: ALL},
    "material_item.create": _chamber,
    "material_item.update": _chamber,
    "material_order.list": _town,
    "material_order.get": _town,
    "material_order.create": _town,
    "material_order.update": _town,
    "material_order.place": _town,
    "material_order.approve": _chamber,
    "material_order.share": _chamber,
    "material_order.ship": _chamber,
    "material_order.receive": _town,
    "business.import": _town,
    "business.export": _town,
    "offer.export": _town,
    "participation.export": _town,
    "programme.get": _public,
    "programme.ics": _public,
    "programme.csv": _public,
    "programme.xlsx": _public,
    "programme.geojson": _public,
    "programme.jsonld": _public,
    "town_programme.get": _public,
    "town_programme.ics": _public,
    "town_programme.csv": _public,
    "town_programme.xlsx": _public,
    "town_programme.geojson": _public,
    "town_programme.jsonld": _public,
    "news.atom": _public,
    "town_news.atom": _public,
    "town_poster.get": _public,
    "business_poster.get": _public,
}

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
    still_marked = and_(_offers.status == OfferStatus.CANCELLED, _offers.ends_on >= today)
    return Scoped(
        published=or_(_offers.status == OfferStatus.PUBLISHED, still_marked),
        business=_offers.business_id,
        town=_offers.town_key,
    )


OFFERS = _offers_on(bindparam("today", type_=Date))
"""The same as ``offers_in``, for statements that are compiled once; they take ``today``."""


def offers_in(scope: Scope, *, today: date) -> ColumnElement[bool]:
    """Published are also cancelled offers until their last date has passed."""
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
