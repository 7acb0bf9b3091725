"""
Who may do what in this service, and which rows belong to whom.

Town managers and moderators have nothing here: what they read is what anybody may read. The service centre has no row
about a pupil's data; it breaks the glass. Pupils and guardians have no accounts: a code of the school opens a session
whose scope is one pupil.
"""

from placement.access.policy import POLICY, SIGNING
from placement.access.rows import (
    AboutPlacement,
    anybody,
    applications,
    cohorts,
    companies,
    is_company_only,
    looks,
    of_placement,
    offers,
    phases,
    pupils,
    runs,
    schools,
    sees_company_in_full,
    sees_pupil_in_full,
    sees_school_in_full,
)

__all__ = [
    "POLICY",
    "SIGNING",
    "AboutPlacement",
    "anybody",
    "applications",
    "cohorts",
    "companies",
    "is_company_only",
    "looks",
    "of_placement",
    "offers",
    "phases",
    "pupils",
    "runs",
    "schools",
    "sees_company_in_full",
    "sees_pupil_in_full",
    "sees_school_in_full",
]
