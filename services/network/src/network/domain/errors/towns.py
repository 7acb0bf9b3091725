"""What is refused about towns and their groups."""

from regio_chassis.errors import Conflict, Invalid


class AlreadyMember(Conflict):
    """The town is a candidate or member of that group already, or was one on that day."""

    code = "already-member"
    title = "The town is a member of this group already."
    title_de = "Die Stadt gehört dieser Arbeitsgruppe bereits an."


class KeyTaken(Conflict):
    """Keys are names for ever, and one thing each."""

    code = "key-taken"
    title = "The key is in use."
    title_de = "Der Schlüssel ist vergeben."


class NothingToRelease(Invalid):
    """A name is released when there is one."""

    code = "nothing-to-release"
    title = "There is no name to release."
    title_de = "Es gibt keinen Namen, der freigegeben werden könnte."


class Unknown(Invalid):
    """The request names a town, group or place that the network does not know."""

    code = "unknown-reference"
    title = "The request names something that does not exist."
    title_de = "Die Anfrage nennt etwas, das es nicht gibt."


class DatesReversed(Invalid):
    """An end before its beginning."""

    code = "dates-reversed"
    title = "The end is before the beginning."
    title_de = "Das Ende liegt vor dem Anfang."
