"""The words of a disclosure: where a package is, where each delivery is, and the five checks."""

from needshare.kernel import Term, gettext_noop as _


class PackageState(Term):
    """How far a package has come."""

    PREPARED = "prepared", _("Prepared")
    SENT_BACK = "sent_back", _("Sent back")
    SECOND_CHECKED = "second_checked", _("Second-checked")
    RELEASED = "released", _("Released")
    SET_ASIDE = "set_aside", _("Set aside")


class DeliveryState(Term):
    """How far a delivery to one recipient has come (domain reference 6.3)."""

    SENT = "sent", _("Sent")
    BOUNCED = "bounced", _("Bounced")
    OPENED = "opened", _("Opened")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")


class FiveChecks(Term):
    """The five checks of every release, by name (clause C3)."""

    RIGHT_INFORMATION = "right_information", _("The right information")
    RIGHT_PERSON = "right_person", _("The right person")
    RIGHT_AGENCY = "right_agency", _("The right agency")
    RIGHT_TIME = "right_time", _("The right time")
    RIGHT_WAY = "right_way", _("The right way")
