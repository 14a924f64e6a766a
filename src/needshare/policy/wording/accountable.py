"""Texts of assessment/5_accountable.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Agreement"),
    _("Is there an agreement in force between the parties for this purpose, or is this a one-off decision?"),
    _("The agreement is in force, binds both parties and names the purpose."),
    _(
        "This basis has no agreement: it is a one-off decision, and the record must say why the purpose"
        " justifies interfering with privacy."
    ),
    _("No such agreement with this partner is on the register."),
    _("{agreement.reference} does not bind both the discloser and the recipient."),
    _("{agreement.reference} is not in force; it starts on {agreement.starts_on}."),
    _(
        "{agreement.reference} ended on {agreement.ends_on}; this route is closed, and a one-off "
        "decision stays open."
    ),
    _("{agreement.reference} is suspended; this route is closed."),
    _("{agreement.reference} is withdrawn; this route is closed."),
    _("The review of {agreement.reference} was due on {agreement.review_on}."),
    _("{agreement.reference} does not name the purpose {request.purpose}."),
    _("{agreement.reference} does not reach {request.jurisdiction}."),
    _("Cover of the agreement"),
    _("Does the agreement cover this item?"),
    _("No agreement limits this item."),
    _("{agreement.reference} does not cover {item.category}; this item needs a one-off decision."),
    _("{agreement.reference} does not cover people in this part: {item.subject_role}."),
    _("{agreement.reference} covers {item.category}."),
    _("Accuracy"),
    _("Is the item accurate, current and about the right person?"),
    _("The item is checked, current and about the right person."),
    _("The accuracy of the item is disputed; it stays where it is until that is settled."),
    _("The item has not been checked against its source."),
    _("The item has not been checked against its source and must say so."),
    _("The item may no longer be current: it shows things as at {item.as_at}."),
    _("The item does not say as at which date it is true."),
    _("It is not certain that the item is about the person asked for."),
    _("The item could be about more than one person."),
    _("Accountability"),
    _("Does the record show the common objective, the undertakings and how long it is kept?"),
    _("Objective, declarations and retention are recorded."),
    _("The common objective the request serves is not named."),
    _("The requester has not made the declarations."),
    _("Nothing says how long the recipient keeps the information."),
    _("What is said must be written down by the person who says it."),
    _("Training"),
    _("Are the people who handle and receive it trained?"),
    _("The training of handler and recipient is in date."),
    _("The handler's training is not in date; it lasted until {handler.training_until}."),
    _("The handler's training is not in date; in an emergency this is noted and does not stop the work."),
    _("The recipient's training is not in date; it lasted until {requester.training_until}."),
    _("The handler's training ends on {handler.training_until}."),
)
