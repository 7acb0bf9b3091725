"""What is refused about meetings, their agenda and who comes."""

from regio_chassis.errors import Conflict, Invalid


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


class WrongParties(Invalid):
    """Groups and towns do not fit the kind of meeting."""

    code = "wrong-parties"
    title = "Groups and towns do not fit the kind of meeting."
    title_de = "Arbeitsgruppen und Städte passen nicht zur Art der Sitzung."
