"""Texts of assessment/1_lawful_authorised.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Authorisation"),
    _(
        "Where it rests on a warrant, an order, an approval or a consent: is one in force, checked, "
        "that covers this item?"
    ),
    _("College of Policing APP, Information management"),
    _("Sharing police information"),
    _("What is relied on needs no authorisation of its own."),
    _(
        "{gateway} needs this on record, in force and checked: {gateway.rests_on}. None covers "
        "{item.category} of these people today."
    ),
    _(
        "{item.sensitive_condition} needs this on record, in force and checked: "
        "{item.sensitive_condition.rests_on}. None covers {item.category} of everybody it shows today."
    ),
    _(
        "{request.lawful_basis} needs this on record, in force and checked: "
        "{request.lawful_basis.rests_on}. None covers {item.category} of everybody it shows today."
    ),
    _(
        "The body it came from is said to agree to the transfer, and no consent of it that covers "
        "{item.category} is on record, in force and checked."
    ),
    _("On record for it today: {item.authorised_under}."),
)
