"""What this service refuses, each with a code that is part of its API."""

from collections.abc import Sequence

from regio_chassis.errors import Conflict, Fault, Invalid, Unavailable


class TownUnknown(Invalid):
    """Without its town nobody can say which holidays hold there."""

    code = "town-unknown"
    title = "This service does not know the town, and so not its holidays."
    title_de = "Der Ort ist diesem Dienst nicht bekannt, und damit nicht seine Feiertage."

    def __init__(self, *, pointer: str, place: str = "body") -> None:
        detail = "Choose a town of the list of towns."
        super().__init__(detail, pointer=pointer)
        self.faults = (Fault(pointer, self.code, detail, place),)


class OccupationUnknown(Invalid):
    """The code is not in the list of occupations."""

    code = "occupation-unknown"
    title = "The KldB 2010 code is not in this service's list of occupations."
    title_de = "Die KldB-2010-Nummer steht nicht in der Berufsliste dieses Dienstes."


class CalendarNotCovered(Invalid):
    """School holidays are published for some years ahead only."""

    code = "calendar-not-covered"
    title = "The school holidays of this time are not known."
    title_de = "Die Schulferien dieser Zeit sind nicht bekannt."


class HoursNotAllowed(Invalid):
    """The times break the law on the protection of young workers."""

    code = "hours-not-allowed"
    title = "Young people may not work at these times."
    title_de = "Zu diesen Zeiten dürfen Jugendliche nicht beschäftigt werden."

    def __init__(self, detail: str, *, faults: Sequence[Fault] = (), source: str | None = None) -> None:
        super().__init__(detail, source=source)
        self.faults = faults or self.faults


class PhaseNotAllowed(Invalid):
    """The phase does not fit its school's year."""

    code = "phase-not-allowed"
    title = "The phase does not fit into the year of its school."
    title_de = "Die Phase passt nicht in das Jahr ihrer Schule."


class SchoolYearNotAllowed(Invalid):
    """The days and the key of a school year contradict each other."""

    code = "school-year-not-allowed"
    title = "The days and the key of the school year do not fit together."
    title_de = "Tage und Schlüssel des Schuljahrs passen nicht zusammen."


class SeatsNotAllowed(Invalid):
    """The seats do not fit the phases they are offered for."""

    code = "seats-not-allowed"
    title = "The seats do not fit the phases they are offered for."
    title_de = "Die Plätze passen nicht zu den Phasen, für die sie angeboten werden."


class KeyTaken(Conflict):
    """Keys are unique."""

    code = "key-taken"
    title = "The key or number is already in use."
    title_de = "Der Schlüssel oder die Nummer ist schon vergeben."


class CompanyNotApproved(Conflict):
    """Only an approved company offers places."""

    code = "company-not-approved"
    title = "The company is not approved."
    title_de = "Der Betrieb ist nicht zugelassen."


class NeedsReview(Conflict):
    """What was approved is changed by whoever approved it."""

    code = "needs-review"
    title = "Name, kind and town of a reviewed company are changed by the service centre."
    title_de = "Name, Art und Ort eines geprüften Betriebs ändert das Service-Center."


class OfferNotEditable(Conflict):
    """What was submitted is changed by returning it first."""

    code = "offer-not-editable"
    title = "Only a draft can be changed."
    title_de = "Nur ein Entwurf kann geändert werden."


class PhaseNotEditable(Conflict):
    """What was planned is published; its days follow the calendar."""

    code = "phase-not-editable"
    title = "Only a draft of a phase can be changed."
    title_de = "Nur der Entwurf einer Phase kann geändert werden."


class BusinessGone(Conflict):
    """The invited business is closed, merged, or took its consent back."""

    code = "business-gone"
    title = "The business cannot be invited any longer."
    title_de = "Das Geschäft kann nicht mehr eingeladen werden."


class AlreadyLinked(Conflict):
    """A company is one business at most."""

    code = "already-linked"
    title = "The company is already linked to another business."
    title_de = "Der Betrieb ist schon mit einem anderen Geschäft verknüpft."


class WeekdayInUse(Conflict):
    """Seats are offered for the weekday a school has."""

    code = "weekday-in-use"
    title = "Companies offer places on the school's present weekday."
    title_de = "Betriebe bieten Plätze am jetzigen Wochentag der Schule an."


class CohortUnknown(Invalid):
    """A pupil is in a class of the school."""

    code = "cohort-unknown"
    title = "The school has no such class."
    title_de = "Die Schule hat keine solche Klasse."


class CodeNotValid(Conflict):
    """Whatever is wrong with a code, the answer is the same."""

    code = "code-not-valid"
    status = 410
    title = "The code is not valid: it was mistyped, used before, or its time is over."
    title_de = "Der Code gilt nicht: vertippt, schon verwendet oder abgelaufen. Die Schule gibt Ihnen einen neuen."


class BreakGlassOver(Conflict):
    """The hour is over."""

    code = "break-glass-over"
    title = "The time for which this pupil could be looked at is over."
    title_de = "Die Zeit, in der die Daten dieses Kindes eingesehen werden konnten, ist um."


class BreakGlassOfAnother(Conflict):
    """Whoever looks gives a reason of their own."""

    code = "break-glass-of-another"
    title = "Somebody else opened this look; open one of your own."
    title_de = "Diese Einsicht hat eine andere Person begonnen; beginnen Sie eine eigene."


class PupilErased(Conflict):
    """Nothing can be done with a pupil whose data is erased."""

    code = "pupil-erased"
    title = "The data of this pupil was erased."
    title_de = "Die Daten dieser Schülerin oder dieses Schülers sind gelöscht."


class NoEvidence(Unavailable):
    """An erasure that a restored backup would undo is none."""

    code = "no-evidence-folder"
    title = "This service has no folder for its ledger of erasures."
    title_de = "Dieser Dienst hat keinen Ordner für sein Löschverzeichnis."
