"""Texts of lists/names.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Forms of one given name"),
    _("Forms of one name"),
)
