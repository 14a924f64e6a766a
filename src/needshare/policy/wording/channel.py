"""Texts of schemes/channel.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Channel"),
    _("A panel of agencies helps people who are vulnerable to being drawn into terrorism."),
    _("A referral, or a question of the panel."),
    _("Counter-Terrorism and Security Act 2015, sections 36 to 38."),
    _(
        "The duty to co-operate does not set data protection law aside. Sensitive information stays out"
        " of it."
    ),
    _("Local authority of the panel"),
    _("Who chairs it?"),
    _("Date of the panel"),
    _("Does the person agree to take part?"),
    _("What makes the person vulnerable?"),
)
