"""Texts of schemes/operation_encompass.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Operation Encompass"),
    _(
        "A school is told before the next school day that one of its children was at home during "
        "domestic abuse."
    ),
    _("The police bring it up after an incident; a school may ask."),
    _("Domestic Abuse Act 2021, section 49A."),
    _("It goes to the safeguarding lead of the school, by name, and is kept apart from the pupil's file."),
    _("Number of the school (URN)"),
    _("Safeguarding lead of the school"),
    _("Date of the incident"),
    _("Can it reach the school before the next school day?"),
    _("Is it in the holidays?"),
    _("If the child is taught at home, who at the local authority?"),
)
