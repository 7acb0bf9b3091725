"""
Who may do what in this service, and which rows belong to whom.

Town managers and moderators have nothing here: what they read is what anybody may read. The service centre has no row
about a pupil's data; it breaks the glass. Pupils and guardians have no accounts: a code of the school opens a session
whose scope is one pupil.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, case, select, true
from sqlmodel import col

from placement.domain.agreements import Agreement, Signer
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
from regio_chassis.access import ALL, PUBLISHED, Policy, Reach, Role, Scope, own, scoped

AboutPlacement = Placement | Agreement | PracticeDay | DiaryEntry | Assessment | Visit | Incident

_CHAMBER: Mapping[Role, Reach] = {Role.CHAMBER: ALL}
_ANYBODY: Mapping[Role, Reach] = {Role.ANONYMOUS: PUBLISHED, Role.CHAMBER: ALL}
_SCHOOL: Mapping[Role, Reach] = {Role.SCHOOL: own("school"), Role.CHAMBER: ALL}
_COMPANY: Mapping[Role, Reach] = {Role.COMPANY: own("company"), Role.CHAMBER: ALL}
_READS_SCHOOLS: Mapping[Role, Reach] = {**_ANYBODY, Role.SCHOOL: own("school")}
_READS_COMPANIES: Mapping[Role, Reach] = {**_ANYBODY, Role.COMPANY: own("company"), Role.SCHOOL: ALL}
_READS_OFFERS: Mapping[Role, Reach] = {**_ANYBODY, Role.COMPANY: own("company")}
_SCHOOL_ALONE: Mapping[Role, Reach] = {Role.SCHOOL: own("school")}
_PUPIL: Mapping[Role, Reach] = {**_SCHOOL_ALONE, Role.PUPIL: own("pupil"), Role.GUARDIAN: own("pupil")}
_PUPIL_ALONE: Mapping[Role, Reach] = {Role.PUPIL: own("pupil")}
_COMPANY_ALONE: Mapping[Role, Reach] = {Role.COMPANY: own("company")}
_COMPANY_OR_SCHOOL: Mapping[Role, Reach] = {**_COMPANY_ALONE, **_SCHOOL_ALONE}
_THREE: Mapping[Role, Reach] = {**_PUPIL, **_COMPANY_ALONE}
_SCHOOL_SEES_COMPANIES: Mapping[Role, Reach] = {Role.SCHOOL: ALL, Role.CHAMBER: ALL}

SIGNING: Policy = {
    Signer.COMPANY: _COMPANY_ALONE,
    Signer.GUARDIAN: {Role.GUARDIAN: own("pupil")},
    Signer.PUPIL: _PUPIL_ALONE,
    Signer.SCHOOL: _SCHOOL_ALONE,
}
"""Who signs as what: holding another role for the same pupil is not enough."""

POLICY: Policy = {
    "grant.list": _CHAMBER,
    "grant.add": _CHAMBER,
    "grant.remove": _CHAMBER,
    "town.list": _ANYBODY,
    "town.get": _ANYBODY,
    "town.create": _CHAMBER,
    "town.change": _CHAMBER,
    "occupation.list": _ANYBODY,
    "partner.list": _ANYBODY,
    "school_year.list": _ANYBODY,
    "school_year.create": _CHAMBER,
    "school.list": _READS_SCHOOLS,
    "school.get": _READS_SCHOOLS,
    "school.create": _CHAMBER,
    "school.change": _SCHOOL,
    "phase.list": _READS_SCHOOLS,
    "phase.get": _READS_SCHOOLS,
    "phase.practice_days": _READS_SCHOOLS,
    "phase.create": _SCHOOL,
    "phase.change": _SCHOOL,
    "phase.plan": _SCHOOL,
    "company.list": _READS_COMPANIES,
    "company.get": _READS_COMPANIES,
    "company.notes": _COMPANY,
    "company.confirm_day": _COMPANY,
    "company.create": _CHAMBER,
    "company.change": _COMPANY,
    "company.approve": _CHAMBER,
    "company.suspend": _CHAMBER,
    "company.reinstate": _CHAMBER,
    "company.leave": _COMPANY,
    "invitation.list": _CHAMBER,
    "invitation.get": _CHAMBER,
    "invitation.accept": _CHAMBER,
    "invitation.decline": _CHAMBER,
    "place_offer.list": _READS_OFFERS,
    "place_offer.get": _READS_OFFERS,
    "place_offer.create": _COMPANY,
    "place_offer.change": _COMPANY,
    "place_offer.submit": _COMPANY,
    "place_offer.approve": _CHAMBER,
    "place_offer.return": _CHAMBER,
    "place_offer.pause": _COMPANY,
    "place_offer.resume": _COMPANY,
    "place_offer.withdraw": _COMPANY,
    "seat_call.list": _ANYBODY,
    "seat_call.get": _ANYBODY,
    "application.list": _THREE,
    "application.get": _THREE,
    "application.create": _PUPIL,
    "application.change": _PUPIL,
    "application.submit": _PUPIL,
    "application.withdraw": _PUPIL,
    "application.confirm": _PUPIL,
    "application.release": _SCHOOL_ALONE,
    "application.open": _COMPANY_ALONE,
    "application.accept": _COMPANY_ALONE,
    "application.decline": _COMPANY_ALONE,
    "repeat_exception.list": _SCHOOL_ALONE,
    "repeat_exception.grant": _SCHOOL_ALONE,
    "placement.list": _THREE,
    "placement.get": _THREE,
    "placement.acknowledge": _PUPIL,
    "placement.complete": _COMPANY_OR_SCHOOL,
    "placement.terminate": _SCHOOL_ALONE,
    "agreement.list": _THREE,
    "agreement.get": _THREE,
    "agreement.document": _THREE,
    "agreement.complete": _COMPANY_OR_SCHOOL,
    "agreement.amend": _COMPANY_OR_SCHOOL,
    "agreement.sign": _THREE,
    "agreement.record_paper": _SCHOOL_ALONE,
    "agreement.countersign": _SCHOOL_ALONE,
    "practice_day.list": _THREE,
    "practice_day.get": _THREE,
    "practice_day.calendar": _THREE,
    "practice_day.sheet": _COMPANY_OR_SCHOOL,
    "practice_day.record": _COMPANY_OR_SCHOOL,
    "practice_day.correct": _SCHOOL_ALONE,
    "diary.get": _THREE,
    "diary.write": _PUPIL_ALONE,
    "diary.initial": _COMPANY_ALONE,
    "diary.grade": _SCHOOL_ALONE,
    "assessment.get": _THREE,
    "assessment.submit": _COMPANY_ALONE,
    "assessment.discuss": _PUPIL,
    "assessment.grade": _SCHOOL_ALONE,
    "visit.list": _COMPANY_OR_SCHOOL,
    "visit.create": _SCHOOL_ALONE,
    "visit.finish": _SCHOOL_ALONE,
    "visit.cancel": _SCHOOL_ALONE,
    "incident.list": _SCHOOL_ALONE,
    "incident.report": _COMPANY_OR_SCHOOL,
    "incident.resolve": _SCHOOL_ALONE,
    "incident.reopen": _SCHOOL_ALONE,
    "assignment_run.create": _SCHOOL_ALONE,
    "assignment_run.get": _SCHOOL_ALONE,
    "assignment_run.results": _SCHOOL_ALONE,
    "assignment_run.apply": _SCHOOL_ALONE,
    "assignment_run.discard": _SCHOOL_ALONE,
    "figure.list": _SCHOOL,
    "answer_rate.list": _SCHOOL_SEES_COMPANIES,
    "cohort.list": _SCHOOL_ALONE,
    "cohort.get": _SCHOOL_ALONE,
    "cohort.create": _SCHOOL_ALONE,
    "cohort.change": _SCHOOL_ALONE,
    "pupil.list": _SCHOOL_ALONE,
    "pupil.get": _PUPIL,
    "pupil.create": _SCHOOL_ALONE,
    "pupil.change": _SCHOOL_ALONE,
    "pupil.leave": _SCHOOL_ALONE,
    "pupil.return": _SCHOOL_ALONE,
    "pupil.export": _SCHOOL_ALONE,
    "pupil.import_preview": _SCHOOL_ALONE,
    "pupil.import": _SCHOOL_ALONE,
    "pupil.erase": _SCHOOL_ALONE,
    "guardian.list": _SCHOOL_ALONE,
    "guardian.create": _SCHOOL_ALONE,
    "guardian.change": _SCHOOL_ALONE,
    "guardian.remove": _SCHOOL_ALONE,
    "code.create": _SCHOOL_ALONE,
    "code.create_for_cohort": _SCHOOL_ALONE,
    "code.print_for_cohort": _SCHOOL_ALONE,
    "code.use": {Role.ANONYMOUS: PUBLISHED},
    "break_glass.list": _SCHOOL,
    "break_glass.get": _SCHOOL,
    "break_glass.open": _CHAMBER,
    "break_glass.read": _CHAMBER,
    "break_glass.close": _CHAMBER,
}


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
