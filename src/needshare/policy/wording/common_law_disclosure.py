"""Texts of schemes/common_law_disclosure.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Common-law police disclosure"),
    _(
        "An employer or a regulator is warned of an arrest or a charge, where the work brings the "
        "person to people who are vulnerable."
    ),
    _(
        "An arrest, a voluntary interview or a charge for a recordable offence. The police bring it up,"
        " or the regulator asks."
    ),
    _("Common law: a pressing social need."),
    _(
        "Confidentiality is presumed. The person is heard first, unless that is unsafe or too late. It "
        "never takes the place of a check by the Disclosure and Barring Service. No further action, a "
        "charge or an acquittal is told afterwards."
    ),
    _("Which post or profession?"),
    _("What access does it give to people who are vulnerable?"),
    _("What has happened?"),
    _("Arrest"),
    _("Voluntary interview"),
    _("Charge"),
    _("Which offence, and how is it linked to the post?"),
    _("What is the pressing need?"),
    _("Has the person been heard?"),
    _("Yes"),
    _("Not yet"),
    _("No: it would be unsafe or too late"),
    _("Has the contact at the employer or regulator been confirmed?"),
)
