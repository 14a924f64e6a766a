"""The words of an audit entry: the statute's operations (DPA 2018 s.62(1)) and how an act ended."""

from needshare.kernel import Term, gettext_noop as _


class Operation(Term):
    """What was done with information, in the words of DPA 2018 s.62(1), and running the system."""

    COLLECTION = "collection", _("Collection")
    ALTERATION = "alteration", _("Alteration")
    CONSULTATION = "consultation", _("Consultation")
    DISCLOSURE = "disclosure", _("Disclosure")
    COMBINATION = "combination", _("Combination")
    ERASURE = "erasure", _("Erasure")
    ADMINISTRATION = "administration", _("Administration")


class Ending(Term):
    """How an act ended, as its entry says."""

    DONE = "done", _("Done")
    ASKED = "asked", _("Asked")
    FOUND = "found", _("Answered")
    BLOCKED = "blocked", _("Blocked")
    UNKNOWN = "unknown", _("Nothing to see")


class Kind(Term):
    """What an entry can be found by."""

    OWNER = "owner", _("Organisation")
    ACTOR = "actor", _("Actor")
    OPERATION = "operation", _("Operation")
    REFERENCE = "reference", _("Reference")
    SUBJECT = "subject", _("Person concerned")


class Part(Term):
    """The parts of an entry that are committed to one by one, so that one can be shown or erased."""

    ACTOR = "actor", _("Actor")
    DETAIL = "detail", _("Detail")
    JUSTIFICATION = "justification", _("Justification")
    RECIPIENTS = "recipients", _("Recipients")
    SUBJECT = "subject", _("Person concerned")
