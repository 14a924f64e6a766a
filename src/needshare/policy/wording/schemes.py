"""Texts of clocks/schemes.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Answer for public protection arrangements"),
    _("the request is received"),
    _("Answer for a risk assessment conference"),
    _("Answer under the insurance memorandum"),
    _("Common-law police disclosure"),
    _("Answer for a Channel panel"),
    _("Answer for a strategy discussion"),
)
