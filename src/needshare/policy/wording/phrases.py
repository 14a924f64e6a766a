"""Texts of phrases.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("This cannot be judged until a person establishes {facts}."),
    _("You may do this."),
    _("{agreement} covers only part of what is asked for, item {items}; the rest needs a one-off decision."),
)
