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
    _("Kind of reason, without sensitive detail"),
    _("How to ask again or appeal"),
    _("Other routes"),
    _("Whom to contact if somebody is at risk"),
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
