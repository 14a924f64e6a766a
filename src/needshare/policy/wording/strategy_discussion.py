"""Texts of schemes/strategy_discussion.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Strategy discussion"),
    _(
        "Children's social care, the police and others decide together whether a child suffers "
        "significant harm and what is done at once."
    ),
    _("Children's social care calls it after a referral; the police may ask for one."),
    _("Children Act 1989, section 47; Children Act 2004, section 11."),
    _("Much is said by word of mouth: it is noted the same day."),
    _("Which child is it about?"),
    _("Full name."),
    _("What is alleged, and by whom?"),
    _("What keeps the child safe now?"),
    _("Is the child under police protection?"),
    _("Joint or single enquiry?"),
    _("Joint"),
    _("Single agency"),
    _("Not decided yet"),
    _("Which agencies are invited?"),
    _("When is it held?"),
)
