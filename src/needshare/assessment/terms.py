"""The words of an assessment: what a person found of each item and of harm both ways."""

from needshare.kernel import Term, gettext_noop as _


class MatchConfidence(Term):
    """How sure it is that a person held is the person asked about."""

    CONFIRMED = "confirmed", _("Confirmed")
    WEAK = "weak", _("Weak")
    AMBIGUOUS = "ambiguous", _("Ambiguous: more than one person fits")


class HarmLevel(Term):
    """How bad a harm would be, after what is done to lessen it."""

    NONE = "none", _("None")
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    SEVERE = "severe", _("Severe")


class Answer(Term):
    """A person's answer to a question the software cannot judge."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class SubjectTold(Term):
    """Whether the person is told of the sharing, or why not (fairness)."""

    YES = "yes", _("Yes, they are told")
    NO_WITH_REASON = "no_with_reason", _("No, for the reason given")
    UNKNOWN = "unknown", _("Not considered yet")


class ChangeKind(Term):
    """What a what-if changes."""

    AGREEMENT = "agreement", _("An agreement")
    GATEWAY = "gateway", _("A gateway")
    LAYER = "layer", _("The force's own layer of the policy")
