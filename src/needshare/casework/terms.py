"""The words of casework: why somebody opens a case (clauses A3 and B13), what is shown of it, the parts of the work."""

from typing import Self

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


class Doing(Term):
    """The part of the work that a verb of the access pack belongs to, on the page of what one may share."""

    ASK = "ask", _("Ask")
    HANDLE = "handle", _("Handle and decide")
    RELEASE = "release", _("Release and receive")
    ELSE = "else", _("Everything else")

    @classmethod
    def of(cls, verb: str) -> Self:
        """Name the part of a verb, by what it is done to; what has no place is shown with everything else.

        >>> Doing.of("package.release")
        <Doing.RELEASE: 'release'>
        """
        part = {
            "request": "ask",
            "access": "ask",
            "case": "handle",
            "recipient": "release",
            "package": "release",
        }
        return cls(part.get(verb.partition(".")[0], "else"))
