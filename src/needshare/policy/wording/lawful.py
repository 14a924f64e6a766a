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
    _("The police may not disclose by {gateway}: {gateway.limits}."),
    _("This partner may not disclose by {gateway}: {gateway.limits}."),
    _("{gateway} does not reach this recipient: {gateway.limits}."),
    _("{gateway} does not reach the police: {gateway.limits}."),
    _("{gateway} does not serve the purpose {request.purpose}."),
    _(
        "For the purpose {request.purpose} nobody relies on {gateway}: never rely on "
        "{request.purpose.never_rely_on}."
    ),
    _("{gateway} does not carry law enforcement, which is what {request.purpose} is here."),
    _("{gateway} gives no power to disclose: {gateway.limits}."),
    _("What {gateway} is for belongs to another route: {gateway.route}."),
    _("{gateway} is not in force today."),
    _("{gateway} does not apply in {request.jurisdiction}."),
    _("It is not said in which jurisdiction this is, so nobody can tell whether {gateway} applies there."),
    _(
        "The purpose {request.purpose} is not law enforcement here, and {gateway} does not authorise "
        "that use of police data."
    ),
    _(
        "The purpose {request.purpose} is not law enforcement here, and {gateway} is no source in law "
        "that authorises it."
    ),
    _(
        "The text of {gateway} has not been verified, so it cannot be relied on alone without the data "
        "protection officer."
    ),
    _("{gateway} may be relied on within its limits only, which a person must confirm: {gateway.limits}."),
    _(
        "{gateway} is a duty: it still carries no more than is necessary, and the marking is judged as "
        "for any other."
    ),
    _("Data the gateway covers"),
    _("Does the gateway cover this kind of information, and is no exclusion met?"),
    _("The gateway does not exclude this kind of information."),
    _("{gateway} excludes {item.category}."),
    _("{gateway} is not for people in this part: {item.subject_role}."),
    _(
        "{gateway} names an adult only with their consent; a person confirms the consent, or that it is"
        " a child."
    ),
    _("{gateway} covers depersonalised data only."),
    _(
        "{gateway} carries nothing that a health or social care body holds about people. Ask for "
        "depersonalised data, or leave it to a clinician to report in the public interest, or apply for"
        " an order."
    ),
    _("{item.category} is had by another route: {item.category.route}."),
    _("Purpose"),
    _("Is the purpose explicit, and is this the right route for it?"),
    _("ICO Guide to law enforcement processing"),
    _("Principles: purpose limitation"),
    _("The purpose is explicit: {request.purpose}."),
    _("The purpose must be chosen and described in words."),
    _("This belongs to another route: {request.wrong_route}."),
    _("{request.purpose} has a route of its own: {request.purpose.route}."),
    _("{requester.organisation_type} asks by another route: {requester.organisation_type.route}."),
    _(
        "The words of the request speak of another route: {request.route_spoken_of}. A person looks "
        "whether it belongs there."
    ),
    _("For {request.purpose} either data protection regime may apply; a person must record which one."),
    _("{request.purpose} is not law enforcement, so Part 3 cannot be what it is shared under."),
    _("Outside law enforcement the force needs a basis in Article 6, and none is recorded."),
    _(
        "The recipient is no competent authority and has a basis of its own in Article 6, which is to "
        "be recorded."
    ),
    _("This looks like an earlier request; a person must decide whether it is the same."),
    _("{request.scheme} does not serve the purpose {request.purpose}."),
    _("{requester.organisation_type} does not ask under {request.scheme}."),
    _("Under {request.scheme} nobody is told anything before proof of who the applicant is has been seen."),
    _("Proof of the applicant's address and of their relationship to the child must be seen first."),
    _("The statement of confidentiality of the arrangements has not been read and accepted."),
    _("A party without a solicitor needs an order of the court."),
    _(
        "Appendix D needs the signed consent of who reported the loss, appendix E a summary of the "
        "evidence, and both the indemnity."
    ),
    _(
        "The referral is below the threshold of the conference: a person judges whether it goes there, "
        "and on which consent."
    ),
    _("The person has not been heard. Hear them first, unless that would be unsafe or too late."),
    _(
        "The same was asked before for another purpose. What was approved then is no approval for "
        "{request.purpose}: a person decides afresh."
    ),
    _("Transfer overseas"),
    _(
        "If it leaves the United Kingdom: is there a ground, a proper recipient, the originator's "
        "leave, and no risk left?"
    ),
    _("International transfers"),
    _("The information stays in the United Kingdom."),
    _(
        "The information would leave the United Kingdom, and nothing says why that is necessary for law"
        " enforcement."
    ),
    _("A transfer overseas needs a ground: approval of the country, safeguards, or special circumstances."),
    _("It is not said whether the recipient overseas is an authority for law enforcement."),
    _("It is not said whether the body the information came from agreed to the transfer."),
    _("The risk of a death penalty, torture or unfair treatment has not been assessed and resolved."),
    _("The body the information came from could not be asked in time; it must be told without delay."),
    _(
        "The information would leave the United Kingdom: a superintendent or above decides, with the "
        "data protection officer, and records country, ground, risk and approval."
    ),
    _("Condition for sensitive data"),
    _("Is there a condition in law for sensitive data?"),
    _("Conditions for sensitive processing"),
    _("The item is not sensitive data, or a condition for it is recorded."),
    _("{item.category} is sensitive data, and no condition in law is recorded for it."),
    _(
        "{item.category} is criminal offence data, and outside law enforcement it needs a condition, "
        "which is not recorded."
    ),
    _(
        "{item.sensitive_condition} is a condition of law enforcement, and this is not: a condition of "
        "Article 9 or of Schedule 1 is needed."
    ),
    _("{item.sensitive_condition} is no condition of law enforcement: a condition of Schedule 8 is needed."),
    _(
        "{item.sensitive_condition} needs an appropriate policy document that is kept under review, and"
        " its review is overdue."
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
    _("The spent conviction is left out of the answer."),
    _("The item belongs to another body, whose consent is needed before it goes further."),
    _("The body it came from agrees, by the record: {item.authorised_under}."),
    _("The item comes from family proceedings and may not be used beyond them."),
    _("A reporting restriction or a right to anonymity applies to the item."),
    _("The item would reveal a confidential address of a victim."),
    _("The item is patient information, which the Serious Violence Duty does not cover."),
    _("The item identifies an adult whose identity needs their consent under the Modern Slavery Act."),
    _("The adult it identifies consents, by the record: {item.authorised_under}."),
    _("The item is about the immigration status of a victim, who is treated first as a victim."),
    _(
        "The item is about a victim and would reach immigration enforcement; it is not shared unless a "
        "senior officer records the exception."
    ),
    _("The item is contested, and the dispute is not settled."),
    _("A sealed court order governs the item."),
    _("The person belongs to a group whose information needs senior review."),
    _("A senior officer has approved, by the record: {item.authorised_under}."),
    _("Fairness"),
    _("Should the person be told?"),
    _("Fairness and transparency in data sharing"),
    _("The person is or will be told."),
    _("The person is not told, for a reason that is recorded."),
    _("Nothing says what is best for the people it is about."),
    _("A person must decide whether the person the information is about is told."),
)
