"""The words of casework: why somebody opens a case (clauses A3 and B13), and what of it is shown when asked for."""

from needshare.kernel import Term, gettext_noop as _


class WhyOpened(Term):
    """Why a case is opened; who is assigned or has a step to take need not say, all others must."""

    ASSIGNED = "assigned", _("The person handles the case or took a step in it")
    STEP = "step", _("This person's role takes a step here")
    COVER = "cover", _("Cover for a colleague who is away")
    SUPERVISION = "supervision", _("Supervision or quality check")
    ADVICE = "advice", _("Advice was asked")
    RELATED = "related", _("A related case or investigation")
    AUDIT = "audit", _("Audit or a complaint")


class Folded(Term):
    """What the page of a case sums up in a line until somebody asks to read it."""

    ANSWERS = "answers", _("Show all answers")
    FINDINGS = "findings", _("Show all findings")
    REASONS = "reasons", _("Show the reasons")


EVERYTHING = frozenset(Folded)
DECLARED = (
    WhyOpened.COVER,
    WhyOpened.SUPERVISION,
    WhyOpened.ADVICE,
    WhyOpened.RELATED,
    WhyOpened.AUDIT,
)
