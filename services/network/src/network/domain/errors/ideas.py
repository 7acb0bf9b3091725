"""What is refused about ideas and their support."""

from regio_chassis.errors import Conflict, Invalid


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
