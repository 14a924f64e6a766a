"""The words of a consultation: what was answered."""

from needshare.kernel import Term, gettext_noop as _


class ConsultationAnswer(Term):
    """What somebody who was asked about a case answered."""

    NO_OBJECTION = "no_objection", _("No objection")
    OBJECTION = "objection", _("An objection")
    CANNOT_SAY = "cannot_say", _("Cannot say: ask somebody else")


class ConsultationState(Term):
    """Where a consultation stands, as whoever asked sees it."""

    WAITING = "waiting", _("Not answered yet")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Not asked any more")
