"""Which rows a scope reaches, and how much of one it sees."""

from uuid import UUID

from sqlalchemy import ColumnElement, case, select, true
from sqlmodel import col

from placement.domain.agreements import Agreement
from placement.domain.applications import Application
from placement.domain.break_glass import BreakGlass
from placement.domain.companies import Company, CompanyStatus
from placement.domain.offers import OfferStatus, PlaceOffer
from placement.domain.phases import Phase, PhaseStatus
from placement.domain.placements import Placement
from placement.domain.practice_days import PracticeDay
from placement.domain.pupils import Cohort, Pupil
from placement.domain.records import Assessment, DiaryEntry, Incident, Visit
from placement.domain.runs import AssignmentRun
from placement.domain.schools import School
from regio_chassis.access import Scope, scoped

AboutPlacement = Placement | Agreement | PracticeDay | DiaryEntry | Assessment | Visit | Incident


def anybody(scope: Scope) -> ColumnElement[bool]:
    """Rows that are public as a whole: towns, school years, partners, seat calls."""
    return scoped(scope, published=true())


def schools(scope: Scope) -> ColumnElement[bool]:
    """Every school that takes part is public; its contact is not (see the views)."""
    return scoped(scope, published=true(), school=col(School.key))


def phases(scope: Scope) -> ColumnElement[bool]:
    """Planned phases are public; a draft belongs to its school. The statement joins ``School``."""
    return scoped(scope, published=col(Phase.status) == PhaseStatus.PLANNED, school=col(School.key))


def companies(scope: Scope) -> ColumnElement[bool]:
    """Approved companies are public."""
    return scoped(scope, published=col(Company.status) == CompanyStatus.APPROVED, company=col(Company.id))


def offers(scope: Scope) -> ColumnElement[bool]:
    """Published offers of approved companies are public."""
    approved = select(col(Company.id)).where(col(Company.status) == CompanyStatus.APPROVED)
    published = (col(PlaceOffer.status) == OfferStatus.PUBLISHED) & col(PlaceOffer.company_id).in_(approved)
    return scoped(scope, published=published, company=col(PlaceOffer.company_id))


def cohorts(scope: Scope) -> ColumnElement[bool]:
    """Classes of the own school."""
    return scoped(scope, school=col(Cohort.school_key))


def pupils(scope: Scope) -> ColumnElement[bool]:
    """Pupils of the own school; oneself, or one's child."""
    return scoped(scope, school=col(Pupil.school_key), pupil=col(Pupil.id))


def looks(scope: Scope) -> ColumnElement[bool]:
    """Looks of the service centre at pupils of the own school."""
    return scoped(scope, school=col(BreakGlass.school_key))


def applications(scope: Scope) -> ColumnElement[bool]:
    """Those of the own pupils, of oneself or one's child; for a company those to it that the school released."""
    released = case((col(Application.released_at).is_not(None), col(Application.company_id)))
    return scoped(scope, school=col(Application.school_key), pupil=col(Application.pupil_id), company=released)


def of_placement(scope: Scope, model: type[AboutPlacement]) -> ColumnElement[bool]:
    """What belongs to a placement, for its school, its pupil, the guardians and its company."""
    return scoped(scope, school=col(model.school_key), pupil=col(model.pupil_id), company=col(model.company_id))


def runs(scope: Scope) -> ColumnElement[bool]:
    """Assignment runs of the own school."""
    return scoped(scope, school=col(AssignmentRun.school_key))


def is_company_only(scope: Scope, *, school_key: str, pupil_id: UUID) -> bool:
    """Whether a row about a pupil is reached as the company only, which sees the least of it."""
    return not (scope.everything or school_key in scope.of("school") or str(pupil_id) in scope.of("pupil"))


def sees_pupil_in_full(scope: Scope, school_key: str) -> bool:
    """Whether all that is stored about a pupil is shown: to the school."""
    return scope.everything or school_key in scope.of("school")


def sees_company_in_full(scope: Scope, id: UUID) -> bool:
    """Whether contact and tutor are shown: to the company itself, to schools and to the service centre."""
    return scope.everything or str(id) in scope.of("company")


def sees_school_in_full(scope: Scope, key: str) -> bool:
    """Whether the contact is shown: to the school itself and to the service centre."""
    return scope.everything or key in scope.of("school")
