"""HTTP in: one route, one command or one query."""

from placement.api import (
    break_glass,
    codes,
    cohorts,
    companies,
    company_steps,
    guardians,
    invitations,
    offer_steps,
    offers,
    phases,
    pupils,
    schools,
    towns,
)

ROUTERS = (
    towns.towns,
    towns.reference,
    schools.router,
    phases.router,
    companies.router,
    company_steps.router,
    invitations.router,
    invitations.seat_calls,
    offers.router,
    offer_steps.router,
    cohorts.router,
    pupils.router,
    guardians.router,
    codes.router,
    break_glass.router,
)
