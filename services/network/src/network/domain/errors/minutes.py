"""What is refused about minutes and decisions."""

from regio_chassis.errors import Conflict, Invalid


class MinutesMissing(Conflict):
    """The step needs final minutes."""

    code = "minutes-not-final"
    title = "The minutes are not final."
    title_de = "Das Protokoll ist noch nicht abgeschlossen."


class MinutesFinal(Conflict):
    """The step would change what final minutes say."""

    code = "minutes-final"
    title = "The minutes are final."
    title_de = "Das Protokoll ist abgeschlossen."


class MinutesExist(Conflict):
    """A meeting has one set of minutes."""

    code = "minutes-exist"
    title = "The meeting has minutes already."
    title_de = "Zu dieser Sitzung gibt es bereits ein Protokoll."


class LaterMinutesFinal(Conflict):
    """Minutes stay closed once a later meeting of the series has final ones."""

    code = "later-minutes-final"
    title = "A later meeting of the series has final minutes."
    title_de = "Eine spätere Sitzung der Reihe hat bereits ein abgeschlossenes Protokoll."


class MinutesApproved(Conflict):
    """Minutes that the towns approved stay closed."""

    code = "minutes-approved"
    title = "The minutes are approved."
    title_de = "Das Protokoll ist genehmigt."


class WindowOver(Conflict):
    """Corrections of minutes are taken until the day that the minutes name."""

    code = "window-over"
    title = "Corrections are not taken any longer."
    title_de = "Die Frist für Berichtigungen ist abgelaufen."


class CorrectionsOpen(Conflict):
    """Minutes become final when the time for corrections is over and each one is answered."""

    code = "corrections-open"
    title = "Corrections of the minutes are open."
    title_de = "Es sind noch Berichtigungen des Protokolls offen."


class NotPresent(Invalid):
    """Minutes are corrected by those who were there."""

    code = "not-present"
    title = "The town was not at the meeting."
    title_de = "Die Stadt war bei der Sitzung nicht anwesend."


class NoVote(Invalid):
    """A vote that does not count: the town is no active member on that day, or voted before."""

    code = "no-vote"
    title = "The vote does not count."
    title_de = "Die Stimme zählt nicht."


class DecisionIncomplete(Invalid):
    """The decision lacks what its kind needs, or carries what its kind has no use for."""

    code = "decision-incomplete"
    title = "The decision does not fit its kind."
    title_de = "Der Beschluss passt nicht zu seiner Art."
