"""The words of a decision: its outcomes, and the kinds of recipient."""

from needshare.kernel import Term, gettext_noop as _


class DecisionOutcome(Term):
    """What a named person decided (domain reference 1.9.6)."""

    DISCLOSE_FULL = "disclose_full", _("Disclose in full")
    DISCLOSE_PARTIAL = "disclose_partial", _("Disclose in part")
    REFUSE = "refuse", _("Refuse")
    REFER = "refer", _("Refer")
    NOT_HELD = "not_held", _("Not held")
    NCND = "ncnd", _("Neither confirm nor deny")
    DEFER = "defer", _("Defer")


class ReviewOutcome(Term):
    """What the review of a refusal comes to (clause C10)."""

    STANDS = "stands", _("The refusal stands")
    DECIDE_AGAIN = "decide_again", _("It is decided again, by somebody else")
    ASK_AGAIN = "ask_again", _("The requester may ask again for what was withheld")


class ItemOutcome(Term):
    """What was decided of one item."""

    SHARE = "share", _("Share")
    WITHHOLD = "withhold", _("Withhold")


class RecipientKind(Term):
    """Who may be given information (clause C1)."""

    AGENCY = "agency", _("Partner agency")
    FORCE = "force", _("Another force")
    COURT = "court", _("Court")
    REGULATOR = "regulator", _("Regulator")
    MEMBER_OF_PUBLIC = "member_of_public", _("Member of the public")


class Route(Term):
    """On what the sharing rests: an agreement's cover, or a one-off basis of its own."""

    AGREEMENT = "agreement", _("Under an agreement")
    ONE_OFF = "one_off", _("One-off")


class ModelHeading(Term):
    """The headings of the National Decision Model, under which a decision is reasoned."""

    INFORMATION = "information", _("Information and intelligence")
    RISK = "risk", _("Threat and risk")
    POWERS = "powers", _("Powers and policy")
    OPTIONS = "options", _("Options")
    ACTION = "action", _("Action and review")


class ReferTo(Term):
    """Whom a doubt is referred to (domain reference 1.1)."""

    INFORMATION_MANAGEMENT = "information_management", _("Information management")
    INFORMATION_SECURITY = "information_security", _("Information security")
    LEGAL = "legal", _("Legal services")
    DPO = "dpo", _("Data protection officer")
    OFFICER_IN_CASE = "officer_in_case", _("Officer in the case")
    INTELLIGENCE = "intelligence", _("Intelligence unit")
    PUBLIC_PROTECTION = "public_protection", _("Public protection unit")
    SUPERVISOR = "supervisor", _("Supervisor")
    SOURCE_UNIT = "source_unit", _("Source unit")


class MarkWords(Term):
    """Whose words the reason beside a finding is."""

    OWN = "own", _("In words of its own")
    TOGETHER = "together", _("With others, for one reason")
    AS_FOUND = "as_found", _("For the reason the finding gives")
