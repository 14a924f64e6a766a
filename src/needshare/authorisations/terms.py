"""The words of an authorisation: what it is on a day. Its kinds are words of the policy pack, not of this file."""

from needshare.kernel import Term, gettext_noop as _


class Standing(Term):
    """What an authorisation is on a day; only one in force carries anything."""

    UNCHECKED = "unchecked", _("Original not checked yet")
    NOT_STARTED = "not_started", _("Not started yet")
    IN_FORCE = "in_force", _("In force")
    LAPSED = "lapsed", _("Lapsed")
    REVOKED = "revoked", _("Revoked")
    REPLACED = "replaced", _("Replaced by a later record")


ENDED = (Standing.LAPSED, Standing.REVOKED, Standing.REPLACED)
