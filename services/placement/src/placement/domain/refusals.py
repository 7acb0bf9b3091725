"""What placements, agreements and practice days refuse, each with a code that is part of the API."""

from regio_chassis.errors import Conflict, Invalid


class PlaceFull(Conflict):
    """Somebody was faster, or the tutor has as many as one can look after."""

    code = "place-full"
    title = "No seat is free any longer."
    title_de = "Es ist kein Platz mehr frei."


class AlreadyPlaced(Conflict):
    """One placement per pupil and phase."""

    code = "already-placed"
    title = "The pupil has a place in this phase."
    title_de = "Der Platz für diese Phase steht schon fest."


class Repeated(Conflict):
    """Company and occupation differ from phase to phase, unless the school granted an exception."""

    code = "repeated"
    title = "The pupil knows this company or occupation from another phase."
    title_de = "Betrieb oder Beruf sind aus einer anderen Phase schon bekannt."


class NotOffered(Conflict):
    """The offer is not published, or has no seats in this phase."""

    code = "not-offered"
    title = "The place is not offered in this phase."
    title_de = "Dieser Platz wird in dieser Phase nicht angeboten."


class RankTaken(Conflict):
    """Wishes have an order."""

    code = "rank-taken"
    title = "Another wish of the pupil has this rank, or this offer."
    title_de = "Ein anderer Wunsch hat diesen Rang oder dieses Angebot."


class DeadlineOver(Conflict):
    """The time for an answer is over."""

    code = "deadline-over"
    title = "The time for an answer is over."
    title_de = "Die Frist für eine Antwort ist vorbei."


class TooEarly(Conflict):
    """What is to be recorded has not happened yet."""

    code = "too-early"
    title = "It is too early for this."
    title_de = "Dafür ist es zu früh."


class TooLate(Conflict):
    """After noon the school records, not the company."""

    code = "too-late"
    title = "It is too late for this; the school can still record it."
    title_de = "Dafür ist es zu spät; die Schule kann es noch eintragen."


class AlreadySigned(Conflict):
    """One signature for each role."""

    code = "already-signed"
    title = "This side has signed."
    title_de = "Diese Seite hat schon unterschrieben."


class SignatureNotNeeded(Conflict):
    """A change of tutor alone is not signed by the pupil again."""

    code = "signature-not-needed"
    title = "This version needs no signature of this side."
    title_de = "Diese Fassung braucht keine Unterschrift dieser Seite."


class AgreementNotActive(Conflict):
    """No start before the agreement is active."""

    code = "agreement-not-active"
    title = "No start before the agreement is active."
    title_de = "Kein Beginn, bevor die Vereinbarung gilt."


class RequirementsNotAcknowledged(Conflict):
    """What is needed has to be known before the first day."""

    code = "requirements-not-acknowledged"
    title = "The pupil has not acknowledged what is needed on the first day."
    title_de = "Was am ersten Tag nötig ist, wurde noch nicht bestätigt."


class NothingChanged(Conflict):
    """A new version needs something new."""

    code = "nothing-changed"
    title = "The change changes nothing."
    title_de = "Die Änderung ändert nichts."


class RunOutdated(Conflict):
    """Wishes, seats or placements changed since the dry run."""

    code = "run-outdated"
    title = "Wishes, seats or placements changed since the dry run; run it again."
    title_de = "Wünsche, Plätze oder Zusagen haben sich seit dem Probelauf geändert; bitte erneut rechnen."


class TermsNotAllowed(Invalid):
    """Days and weekday of an agreement lie within its phase."""

    code = "terms-not-allowed"
    title = "The terms do not fit the phase."
    title_de = "Die Bedingungen passen nicht zur Phase."


class DayNotAllowed(Invalid):
    """A visit or an incident lies within the placement."""

    code = "day-not-allowed"
    title = "The day does not fit the placement."
    title_de = "Der Tag passt nicht zum Praktikum."
