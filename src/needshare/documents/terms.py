"""The words of material held: what kind of statement it is, and who it is about.

Data categories, markings and what goes with a marking are words of the policy pack, not of this file.
"""

from needshare.kernel import Term, gettext_noop as _


class Label(Term):
    """What kind of statement an item makes, printed wherever it goes (domain reference 5.6)."""

    FACT = "fact", _("Fact")
    OPINION = "opinion", _("Opinion")
    ALLEGATION = "allegation", _("Allegation")
    INTELLIGENCE = "intelligence", _("Intelligence")
    ASSESSMENT = "assessment", _("Professional assessment")
    OUTCOME = "outcome", _("Outcome")


class Accuracy(Term):
    """Whether somebody has confirmed that an item is right."""

    VERIFIED = "verified", _("Verified")
    STALE = "stale", _("No longer current")
    UNVERIFIED = "unverified", _("Not verified")
    DISPUTED = "disputed", _("Disputed")


class ContentKind(Term):
    """What one version of an item is made of."""

    TEXT = "text", _("Text")
    FILE = "file", _("File")


class SubjectRole(Term):
    """What a person is in the matter an item is about (Data Protection Act 2018 s.38(3), and practice)."""

    SUSPECT = "suspect", _("Suspect")
    CONVICTED = "convicted", _("Convicted")
    VICTIM = "victim", _("Victim")
    WITNESS_OR_OTHER_INFORMANT = "witness_or_other_informant", _("Witness or other informant")
    ARRESTED_NFA = "arrested_nfa", _("Arrested, no further action taken: not convicted")
    CAUTIONED = "cautioned", _("Cautioned")
    MISSING = "missing", _("Missing")
    VULNERABLE_PERSON = "vulnerable_person", _("Vulnerable person")
    CHILD = "child", _("Child")
    RELATIVE_OR_ASSOCIATE = "relative_or_associate", _("Relative or associate")
    COMPLAINANT = "complainant", _("Complainant")
    EMPLOYEE = "employee", _("Employee")
    PROFESSIONAL = "professional", _("Professional")
    OTHER = "other", _("Other")
