"""HTTP in: one route, one command or one query."""

from placement.api import companies, company_steps, invitations, offer_steps, offers, phases, schools, towns

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
)
