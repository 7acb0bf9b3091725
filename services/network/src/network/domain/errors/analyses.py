"""What is refused about analyses and indicators."""

from regio_chassis.errors import Conflict, Invalid


class AnalysisOver(Conflict):
    """Findings are written down while an analysis runs, and nothing changes once it was presented."""

    code = "analysis-not-running"
    title = "The analysis does not run."
    title_de = "Die Analyse läuft nicht."


class NothingFound(Conflict):
    """An analysis is presented with what it found."""

    code = "nothing-found"
    title = "The analysis has no findings."
    title_de = "Die Analyse hat noch keine Ergebnisse."


class OutOfRange(Invalid):
    """A figure that its indicator cannot have."""

    code = "out-of-range"
    title = "The value does not fit the indicator."
    title_de = "Der Wert passt nicht zum Indikator."
