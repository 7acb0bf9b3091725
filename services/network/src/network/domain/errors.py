"""What this service refuses; every class has a code that is stable and part of the HTTP API."""

from regio_chassis.errors import Conflict, Invalid


class AlreadyMember(Conflict):
    """The town is a candidate or member of that group already, or was one on that day."""

    code = "already-member"
    title = "The town is a member of this group already."
    title_de = "Die Stadt gehört dieser Arbeitsgruppe bereits an."


class InvitationTooLate(Conflict):
    """Fewer days are left until the meeting than its invitation needs."""

    code = "invitation-too-late"
    title = "The invitation needs more notice."
    title_de = "Für die Einladung ist die Frist zu kurz."


class NotYet(Conflict):
    """The meeting has not begun, so that nobody can have held it."""

    code = "not-yet"
    title = "The meeting has not begun."
    title_de = "Die Sitzung hat noch nicht begonnen."


class NotHeld(Conflict):
    """Minutes and decisions need a meeting that was held."""

    code = "meeting-not-held"
    title = "The meeting was not held."
    title_de = "Die Sitzung hat nicht stattgefunden."


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


class NotAttached(Conflict):
    """The agenda item waits for a meeting."""

    code = "no-meeting"
    title = "The agenda item has no meeting yet."
    title_de = "Der Tagesordnungspunkt gehört noch zu keiner Sitzung."


class NotDiscussed(Conflict):
    """Only what was discussed can be decided."""

    code = "not-discussed"
    title = "The agenda item was not discussed."
    title_de = "Der Tagesordnungspunkt wurde nicht behandelt."


class MeetingOver(Conflict):
    """Proposals are put to meetings that are still to come, or whose minutes are open."""

    code = "meeting-over"
    title = "The meeting takes no more agenda items."
    title_de = "Die Sitzung nimmt keine Tagesordnungspunkte mehr auf."


class KeyTaken(Conflict):
    """Keys are names for ever, and one thing each."""

    code = "key-taken"
    title = "The key is in use."
    title_de = "Der Schlüssel ist vergeben."


class NotInvited(Conflict):
    """The invitation to the meeting has not gone out."""

    code = "not-invited"
    title = "The invitation has not gone out."
    title_de = "Die Einladung ist noch nicht verschickt."


class AnswerTooLate(Conflict):
    """An invitation is answered before the meeting begins."""

    code = "answer-too-late"
    title = "The invitation cannot be answered any longer."
    title_de = "Die Einladung kann nicht mehr beantwortet werden."


class AlreadyInvited(Conflict):
    """An invitee is on the list once."""

    code = "already-invited"
    title = "They are invited already."
    title_de = "Die Einladung ist bereits ausgesprochen."


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


class NothingToRelease(Invalid):
    """A name is released when there is one."""

    code = "nothing-to-release"
    title = "There is no name to release."
    title_de = "Es gibt keinen Namen, der freigegeben werden könnte."


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


class DatesReversed(Invalid):
    """An end before its beginning."""

    code = "dates-reversed"
    title = "The end is before the beginning."
    title_de = "Das Ende liegt vor dem Anfang."


class WrongParties(Invalid):
    """Groups and towns do not fit the kind of meeting."""

    code = "wrong-parties"
    title = "Groups and towns do not fit the kind of meeting."
    title_de = "Arbeitsgruppen und Städte passen nicht zur Art der Sitzung."


class Unknown(Invalid):
    """The request names a town, group or place that the network does not know."""

    code = "unknown-reference"
    title = "The request names something that does not exist."
    title_de = "Die Anfrage nennt etwas, das es nicht gibt."


class AnswerIncomplete(Invalid):
    """An accepted idea belongs to a measure; a rejected or redirected one does not."""

    code = "answer-incomplete"
    title = "The answer does not fit its kind."
    title_de = "Die Antwort passt nicht zu ihrer Art."


class NotSupportable(Conflict):
    """Only ideas that wait for an answer can be supported."""

    code = "not-supportable"
    title = "The idea cannot be supported any longer."
    title_de = "Die Idee kann nicht mehr unterstützt werden."


class DeviceUnknown(Invalid):
    """The device token was not issued here."""

    code = "device-unknown"
    title = "The device token is not valid."
    title_de = "Das Gerätekennzeichen ist nicht gültig."


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
