"""HTTP in: one route, one command or one query."""

from campaign.api import (
    businesses,
    editions,
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
