"""What is refused about measures."""

from regio_chassis.errors import Conflict, Invalid


class NotRunning(Conflict):
    """Nobody works on the measure."""

    code = "measure-not-running"
    title = "The measure is not running."
    title_de = "Die Maßnahme läuft nicht."


class ProgressDerived(Invalid):
    """The progress of a measure with parts follows from them."""

    code = "progress-derived"
    title = "The progress follows from the parts."
    title_de = "Der Fortschritt ergibt sich aus den Teilmaßnahmen."


class ChildrenOpen(Conflict):
    """A part of the measure is not done."""

    code = "parts-open"
    title = "A part of the measure is not done."
    title_de = "Eine Teilmaßnahme ist noch nicht abgeschlossen."


class WrongParent(Invalid):
    """Parts have no parts, and a measure is no part of itself."""

    code = "wrong-parent"
    title = "The measure cannot have this parent."
    title_de = "Die Maßnahme kann nicht zu dieser gehören."


class NoDecision(Conflict):
    """A measure is decided by an adopted decision of the kind ``measure`` that stands."""

    code = "no-decision"
    title = "No decision that stands carries the measure."
    title_de = "Kein gültiger Beschluss trägt die Maßnahme."
