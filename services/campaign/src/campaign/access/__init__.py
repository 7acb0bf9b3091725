"""
Who may do what, and which rows a scope reaches.

What anonymous may do, everybody may. Moderators, schools, companies, pupils and guardians have no more than that
here; operators and sister services use the chassis' own operations.
"""

from campaign.access.policy import POLICY
from campaign.access.rows import (
    BUSINESSES,
    EDITIONS,
    OFFERS,
    businesses_in,
    date_polls_in,
    editions_in,
    material_items_in,
    material_orders_in,
    offers_in,
    participations_in,
    sees_inside,
    speaks_for_town,
    special_openings_in,
    stamp_campaigns_in,
    town_participations_in,
    town_reports_in,
    towns_in,
)

__all__ = [
    "BUSINESSES",
    "EDITIONS",
    "OFFERS",
    "POLICY",
    "businesses_in",
    "date_polls_in",
    "editions_in",
    "material_items_in",
    "material_orders_in",
    "offers_in",
    "participations_in",
    "sees_inside",
    "speaks_for_town",
    "special_openings_in",
    "stamp_campaigns_in",
    "town_participations_in",
    "town_reports_in",
    "towns_in",
]
