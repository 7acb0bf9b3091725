"""HTTP in: one route, one command or one query."""

from campaign.api import (
    businesses,
    editions,
    exports,
    imports,
    materials,
    notes,
    offers,
    participations,
    programme,
    reports,
    review,
    special_openings,
    town_participations,
    towns,
)

ROUTERS = (
    # Before the resources whose addresses they look like.
    imports.router,
    exports.router,
    editions.router,
    towns.router,
    town_participations.router,
    review.businesses,
    notes.of_towns,
    notes.of_businesses,
    reports.of_towns,
    reports.of_editions,
    reports.reports,
    businesses.router,
    review.participations,
    participations.router,
    review.offers,
    offers.router,
    special_openings.router,
    materials.items,
    materials.orders,
    *programme.ROUTERS,
)
