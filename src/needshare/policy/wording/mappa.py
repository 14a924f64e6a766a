"""Texts of schemes/mappa.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Multi-agency public protection arrangements (MAPPA)"),
    _(
        "The responsible authority and the bodies that must work with it exchange what is needed to "
        "manage the risk of certain offenders."
    ),
    _(
        "A responsible authority, a body with a duty to co-operate or an associate asks; or it is "
        "brought to a meeting at level 1, 2 or 3."
    ),
    _("Criminal Justice Act 2003, section 325."),
    _(
        "What each agency contributes stays its own, and a request by the person for their own data "
        "goes to that agency. Somebody outside the arrangements is not reached by section 325: that "
        "needs a power of its own, and an undertaking."
    ),
    _("Category"),
    _("Category 1"),
    _("Category 2"),
    _("Category 3"),
    _("Category 4"),
    _("Level"),
    _("Level 1"),
    _("Level 2"),
    _("Level 3"),
    _("Lead agency"),
    _("Date of the meeting"),
    _("Who chairs it?"),
    _("Who takes part, and for which agency?"),
    _("Has the statement of confidentiality been read and accepted?"),
    _("Who is at risk, of what, and how soon?"),
    _("What matters for the victim?"),
)
