"""Texts of assessment/1_lawful.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Lawful authority"),
    _(
        "Does a policing purpose or another legal gateway allow this disclosure to this recipient for "
        "this purpose?"
    ),
    _("College of Policing APP, Information management"),
    _("Sharing police information"),
    _("ICO Data sharing code of practice"),
    _("Lawfulness"),
    _("No legal gateway is relied on; one must be established before anything is disclosed."),
    _("{gateway} serves the purpose {request.purpose} and reaches this recipient."),
    _("{gateway} does not reach this recipient: {gateway.limits}."),
    _("{gateway} does not serve the purpose {request.purpose}."),
    _("{gateway} is not in force today."),
    _("{gateway} does not apply in {request.jurisdiction}."),
    _(
        "The purpose {request.purpose} is not law enforcement, and {gateway} does not authorise that "
        "use of police data."
    ),
    _(
        "The text of {gateway} has not been verified, so it cannot be relied on alone without the data "
        "protection officer."
    ),
    _("{gateway} may be relied on within its limits only, which a person must confirm: {gateway.limits}."),
    _("Data the gateway covers"),
    _("Does the gateway cover this kind of information, and is no exclusion met?"),
    _("The gateway does not exclude this kind of information."),
    _("{gateway} excludes {item.category}."),
    _("{gateway} covers depersonalised data only."),
    _("Purpose"),
    _("Is the purpose explicit, and is this the right route for it?"),
    _("ICO Guide to law enforcement processing"),
    _("Principles: purpose limitation"),
    _("The purpose is explicit: {request.purpose}."),
    _("The purpose must be chosen and described in words."),
    _("This belongs to another route: {request.wrong_route}."),
    _("The information would leave the United Kingdom, which needs its own procedure."),
    _("For {request.purpose} either data protection regime may apply; a person must record which one."),
    _("This looks like an earlier request; a person must decide whether it is the same."),
    _("Condition for sensitive data"),
    _("Is there a condition in law for sensitive data?"),
    _("Conditions for sensitive processing"),
    _("The item is not sensitive data, or a condition for it is recorded."),
    _("{item.category} is sensitive data, and no condition in law is recorded for it."),
    _(
        "{item.category} is criminal offence data, and outside law enforcement it needs a condition, "
        "which is not recorded."
    ),
    _("{item.sensitive_condition} is not a usual condition for {request.purpose}; a person must confirm it."),
    _("Prohibitions"),
    _("Does any law or order forbid sharing this?"),
    _("No prohibition is recorded on the item."),
    _("{item.category} is never part of what this system releases."),
    _("Telling the person or their associates about this may be an offence of tipping off."),
    _("The item is covered by legal privilege."),
    _("The item shows a spent conviction, whose unauthorised disclosure is an offence."),
    _("{item.category} may not be part of an answer for {request.purpose}."),
    _("The item belongs to another body, whose consent is needed before it goes further."),
    _("The item comes from family proceedings and may not be used beyond them."),
    _("A reporting restriction or a right to anonymity applies to the item."),
    _("The item would reveal a confidential address of a victim."),
    _("The item is patient information, which the Serious Violence Duty does not cover."),
    _("The item identifies an adult whose identity needs their consent under the Modern Slavery Act."),
    _("The item is about the immigration status of a victim, who is treated first as a victim."),
    _("The item is contested, and the dispute is not settled."),
    _("A sealed court order governs the item."),
    _("The person belongs to a group whose information needs senior review."),
    _("Fairness"),
    _("Should the person be told?"),
    _("Fairness and transparency in data sharing"),
    _("The person is or will be told."),
    _("The person is not told, for a reason that is recorded."),
    _("A person must decide whether the person the information is about is told."),
)
