"""Texts of texts.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Cover of a disclosure"),
    _("Marking"),
    _("Reference"),
    _("To whom it is disclosed, and for which purpose only"),
    _("Legal basis in plain words"),
    _("Date the information is true as at"),
    _("Grading or note on accuracy, completeness, reliability and currency"),
    _("Fact or opinion"),
    _("Conditions"),
    _("Do not copy or pass on"),
    _("Whom to tell of a breach or a mistake, and within which time"),
    _("How long it may be kept"),
    _("Not evidence unless it says so"),
    _("How to acknowledge it"),
    _("Refusal"),
    _("What was decided"),
    _(
        "We have considered your request and refuse it. This says nothing about whether any information"
        " is held."
    ),
    _("Why"),
    _("How to ask again, or to have it looked at again"),
    _(
        "If you can answer the reasons above, send a new request. You can also ask for a review: "
        "somebody more senior than the person who decided looks at it again. Ask for it where you read "
        "this letter, or in writing."
    ),
    _("Other routes"),
    _(
        "A court can order us to give information. People can ask us for the information about "
        "themselves. Anybody can ask what a public authority holds under the law on freedom of "
        "information."
    ),
    _("If somebody is at risk"),
    _(
        "Do not wait for a review. If somebody may come to harm, call 101. If somebody is in danger "
        "now, call 999."
    ),
    _("Whom to contact"),
    _("Call our published switchboard or write to us, and give the reference of this letter."),
    _("Not held, or neither confirmed nor denied"),
    _(
        "We have considered your request. There is no information that we can provide in answer to it. "
        "This neither confirms nor denies that any information is held. If somebody is at immediate "
        "risk, call 999."
    ),
    _("Correction"),
    _("The item"),
    _("What changed"),
    _("What to do"),
    _("By when"),
    _("Telling a person of a breach"),
    _("What happened, in plain words"),
    _("How to reach the data protection officer"),
    _("What may follow"),
    _("What was done and what the person can do"),
)
