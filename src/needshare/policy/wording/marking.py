"""Texts of lists/marking.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Marking"),
    _("OFFICIAL"),
    _("OFFICIAL-SENSITIVE"),
    _("A marking inside OFFICIAL, not a tier of its own"),
    _("SECRET"),
    _("TOP SECRET"),
    _("Former marking"),
    _("NOT PROTECTIVELY MARKED"),
    _("UNCLASSIFIED"),
    _("PROTECT"),
    _("RESTRICTED"),
    _("CONFIDENTIAL"),
    _("Descriptor"),
    _("PERSONAL DATA"),
    _("LEGAL"),
    _("COMMERCIAL"),
    _("HR / MANAGEMENT"),
    _("MARKET SENSITIVE"),
    _("INVESTIGATORY"),
    _("Caveat"),
    _("UK EYES ONLY"),
    _("Handling instruction"),
    _("RECIPIENTS ONLY"),
    _("ORGANISATIONAL USE ONLY"),
    _("HMG USE ONLY"),
    _("EMBARGOED"),
    _("FOR PUBLIC RELEASE"),
    _("Rule of handling"),
    _("Use it for your work only; work is what somebody could ask you to account for."),
    _("Keep it on systems of the force and lock the screen when you leave it."),
    _("Speak of it only to people who need to know it for this case."),
    _("Do not print, copy or photograph it unless the case needs it, and record where the copy goes."),
    _(
        "To look without a reason, or for your own ends, can be an offence under section 170 of the "
        "Data Protection Act 2018."
    ),
)
