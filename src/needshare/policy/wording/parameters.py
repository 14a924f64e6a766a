"""Texts of parameters.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Days after training lapsed before new work stops"),
    _("Days before training lapses from which it is noted"),
    _("Days after which information counts as no longer current"),
    _("Highest marking this system may carry"),
    _("Number of people above which a request counts as bulk"),
    _("Letters by which an e-mail domain may differ from a registered one and still count as imitating it"),
)
