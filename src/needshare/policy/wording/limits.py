"""Texts of clocks/limits.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Answer to a routine request"),
    _("Answer to an urgent request"),
    _("Answer in an emergency"),
    _("Acknowledging a request"),
    _("Routine case without a handler"),
    _("Urgent case without a handler"),
    _("Emergency without a handler"),
    _("Acknowledgement by the recipient"),
    _("Approval not released lapses"),
    _("Link to a package expires"),
    _("Verification of a portal user holds"),
    _("Record after an emergency"),
    _("Review of an emergency"),
    _("Note of verbal sharing"),
    _("Telling recipients of a correction"),
    _("Reporting a breach to the regulator"),
    _("First review of an agreement"),
    _("Review of an agreement"),
    _("Longest life of an agreement"),
)
