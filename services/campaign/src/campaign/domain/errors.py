"""Why this service refuses; each ``code`` is stable and part of the HTTP API."""

from collections.abc import Sequence

from regio_chassis.errors import Conflict, Fault, Invalid


class EditionExists(Conflict):
    """A year has one edition."""

    code = "edition-exists"
    title = "There already is an edition for this year."
    title_de = "Für dieses Jahr gibt es schon eine Auflage."


class EditionFixed(Conflict):
    """The dates of an announced edition stand; others have been told."""

    code = "edition-fixed"
    title = "The edition has been announced with these dates."
    title_de = "Die Auflage ist mit diesen Terminen angekündigt."


class EditionNotOpen(Conflict):
    """The edition is not in a state in which this can be done."""

    code = "edition-not-open"
    title = "The edition is not open for this."
    title_de = "Die Auflage lässt das zurzeit nicht zu."


class RegistrationClosed(Conflict):
    """The last day to register has passed; the detail names whom to ask in the town."""

    code = "registration-closed"
    title = "Registration for this edition is over."
    title_de = "Die Anmeldung zu dieser Auflage ist beendet."


class TownExists(Conflict):
    """A town has one key."""

    code = "town-exists"
    title = "There already is a town with this key."
    title_de = "Es gibt schon eine Stadt mit diesem Schlüssel."


class AlreadyTakingPart(Conflict):
    """One participation per town, or business, and edition."""

    code = "already-taking-part"
    title = "There already is a participation in this edition."
    title_de = "Es gibt schon eine Teilnahme an dieser Auflage."


class NotTakingPart(Conflict):
    """The town or business does not take part in the edition, so that this cannot be done yet."""

    code = "not-taking-part"
    title = "The town or business does not take part in this edition."
    title_de = "Die Stadt oder der Betrieb nimmt an dieser Auflage nicht teil."


class BusinessNotListed(Conflict):
    """The business is not approved, or not any longer."""

    code = "business-not-listed"
    title = "The business is not listed."
    title_de = "Der Betrieb ist nicht freigegeben."


class WindowsFixed(Conflict):
    """The programme of the town is public; its action windows do not move any more."""

    code = "windows-fixed"
    title = "The action windows of the town are fixed."
    title_de = "Die Aktionszeiten der Stadt stehen fest."


class OfferFixed(Conflict):
    """A published offer changes by being rescheduled or cancelled, so that everybody hears of it."""

    code = "offer-fixed"
    title = "The offer cannot be edited any more."
    title_de = "Das Angebot lässt sich nicht mehr bearbeiten."


class OutsideWindows(Invalid):
    """An offer lies outside the action windows of its town, and the edition is not year-round."""

    code = "outside-windows"
    title = "The offer lies outside the action windows of its town."
    title_de = "Das Angebot liegt außerhalb der Aktionszeiten der Stadt."


class LawBroken(Invalid):
    """The law on shop hours does not allow it; every fault names its paragraph."""

    def __init__(self, detail: str, *, faults: Sequence[Fault], source: str) -> None:
        super().__init__(detail, source=source)
        self.faults = faults


class OpeningNotAllowed(LawBroken):
    """A special opening that ThürLadÖffG § 10 does not know."""

    code = "opening-not-allowed"
    title = "The law on shop hours does not allow this opening."
    title_de = "Das Ladenöffnungsgesetz lässt diese Öffnung nicht zu."


class ShopsClosed(LawBroken):
    """An offer that needs open shops, at a time when they are closed."""

    code = "shops-closed"
    title = "Shops are closed at this time."
    title_de = "Zu dieser Zeit sind die Geschäfte geschlossen."


class OpeningExists(Conflict):
    """A place has one special opening a day: its hours are consecutive."""

    code = "opening-exists"
    title = "There already is a special opening on this day."
    title_de = "Für diesen Tag gibt es schon eine Sonderöffnung."


class OrderFixed(Conflict):
    """A placed order is the chamber's to decide on."""

    code = "order-fixed"
    title = "The order cannot be changed any more."
    title_de = "Die Bestellung lässt sich nicht mehr ändern."


class OrderingClosed(Conflict):
    """The last day to order material has passed."""

    code = "ordering-closed"
    title = "Orders for this edition are over."
    title_de = "Die Bestellfrist dieser Auflage ist abgelaufen."


class OutOfStock(Conflict):
    """Not so many pieces are left."""

    code = "out-of-stock"
    title = "There are not enough pieces left."
    title_de = "Es sind nicht mehr genug Stücke da."


class ItemExists(Conflict):
    """An edition has a material once."""

    code = "item-exists"
    title = "The edition already has this material."
    title_de = "Die Auflage hat dieses Material schon."


class ReportsMissing(Conflict):
    """Towns that took part have not reported yet."""

    code = "reports-missing"
    title = "Not all towns have reported yet."
    title_de = "Noch nicht alle Städte haben berichtet."


class StampCampaignExists(Conflict):
    """A town has stamp cards once in an edition."""

    code = "stamp-campaign-exists"
    title = "The town already has stamp cards in this edition."
    title_de = "Die Stadt hat in dieser Auflage schon Stempelkarten."


class StampsNotOpen(Conflict):
    """Cards are stamped between opening and closing only."""

    code = "stamps-not-open"
    title = "Cards are not stamped at present."
    title_de = "Zurzeit werden keine Karten gestempelt."


class AlreadyStamped(Conflict):
    """A card has one stamp of each business."""

    code = "already-stamped"
    title = "The card has the stamp of this business."
    title_de = "Die Karte hat den Stempel dieses Betriebs schon."


class NothingWon(Conflict):
    """The card was not drawn, or not yet."""

    code = "nothing-won"
    title = "This card has not won anything."
    title_de = "Diese Karte hat nichts gewonnen."


class PollNotOpen(Conflict):
    """Votes count between opening and closing only."""

    code = "poll-not-open"
    title = "The poll is not open."
    title_de = "Die Abstimmung ist nicht offen."
