"""The words of casework: why somebody opens a case (clauses A3 and B13), and what of it is shown when asked for."""

from needshare.kernel import Term, gettext_noop as _


class WhyOpened(Term):
    """Why a case is opened, as it is told in the record of the look."""

    ASSIGNED = "assigned", _("The person handles the case or took a step in it")
    REASON = "reason", _("The person gave a reason at opening")
    EMERGENCY = "emergency", _("The person opened it in an emergency")
    STEP = "step", _("This person's role takes a step here")
    OVERSIGHT = "oversight", _("This person's role answers for the case")


class Folded(Term):
    """What the page of a case sums up in a line until somebody asks to read it."""

    ANSWERS = "answers", _("Show all answers")
    FINDINGS = "findings", _("Show all findings")
    REASONS = "reasons", _("Show the reasons")


EVERYTHING = frozenset(Folded)


class Sought(Term):
    """What a search looks through."""

    CASES = "cases", _("Cases")
    PEOPLE = "people", _("People")
    ORGANISATIONS = "organisations", _("Organisations")
    AGREEMENTS = "agreements", _("Agreements")
