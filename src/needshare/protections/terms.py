"""The words of silent flags (domain reference 2.10): what they protect, what they hide, how an answer goes out."""

from needshare.kernel import Term, gettext_noop as _


class SilentFlag(Term):
    """A prohibition whose existence nobody but the specialist unit may know of, by its code."""

    B01 = "b01", _("Protected gender recognition")
    B02 = "b02", _("Protected person")
    B03 = "b03", _("Covert human intelligence source")
    B04 = "b04", _("Intercept or covert operation")
    B16 = "b16", _("National security")


class Hides(Term):
    """What a silent flag takes out of sight."""

    RECORD = "record", _("The whole person, with every item about them alone")
    DETAILS = "details", _("Some other names and numbers")
    ITEMS = "items", _("Some items")


class Outward(Term):
    """What the specialist unit does with the answer that waits."""

    STANDS = "stands", _("Let the answer stand")
    NCND = "ncnd", _("Replace it: neither confirm nor deny")
    ELSEWHERE = "elsewhere", _("Let it stand, and deal with it outside this system")


class AlertState(Term):
    """Whether the specialist unit has dealt with an alert."""

    OPEN = "open", _("To be looked at")
    DECIDED = "decided", _("Decided")
