"""The words of an agreement: what it is at an instant, and why it cannot be relied on.

Purposes, data categories, methods and markings are words of the policy pack, not of this file.
"""

from needshare.kernel import Term, gettext_noop as _


class Status(Term):
    """What a version of an agreement is; `not_started` and `expired` follow from its dates alone."""

    DRAFT = "draft", _("Draft")
    NOT_STARTED = "not_started", _("Not started yet")
    IN_FORCE = "in_force", _("In force")
    SUSPENDED = "suspended", _("Suspended")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    SUPERSEDED = "superseded", _("Replaced by a later version")


STORED = (Status.DRAFT, Status.IN_FORCE, Status.SUSPENDED, Status.WITHDRAWN, Status.SUPERSEDED)
STANDING = (Status.IN_FORCE, Status.SUSPENDED)
