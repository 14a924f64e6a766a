"""The words of search: in which register it looks, what agrees between what is asked and a record."""

from needshare.kernel import Term, gettext_noop as _


class Register(Term):
    """The register whose record a row of the index leads to."""

    SUBJECTS = "subjects", _("People")
    CASES = "cases", _("Cases")
    AGREEMENTS = "agreements", _("Agreements")


class InquiryKind(Term):
    """How somebody was looked for."""

    SEARCH = "search", _("A search")
    CASE_SEARCH = "case_search", _("A search for a case")
    REQUEST = "request", _("A request")
    ENTRY = "entry", _("A person entered in the register")


SEARCHES = frozenset({InquiryKind.SEARCH, InquiryKind.CASE_SEARCH})


class TakenUp(Term):
    """For what the worker takes up what somebody looked for."""

    COMPARED = "compared", _("Compared with what is kept apart")
    TOLD = "told", _("Told to those whose cases were hidden")


class Likeness(Term):
    """One reason why a record is shown for what was asked, the surest first."""

    IDENTIFIER = "identifier", _("Same number or reference")
    FULL_NAME = "full_name", _("Whole name")
    ALIAS = "alias", _("Alias")
    DATE_OF_BIRTH = "date_of_birth", _("Date of birth")
    DATE_SWAPPED = "date_swapped", _("Date of birth with day and month swapped")
    ADDRESS = "address", _("Same address")
    POSTCODE = "postcode", _("Postcode")
    NAME_PART = "name_part", _("Part of a name")
    OTHER_FORM = "other_form", _("Other form of the name")
    SOUNDS_LIKE = "sounds_like", _("Sounds like")
    LETTERS = "letters", _("Letters within a name or number")
    BIRTH_YEAR = "birth_year", _("Year of birth")
    OUTWARD = "outward", _("First half of the postcode")
    WORD = "word", _("Word in the record")


class Difference(Term):
    """In what a record found differs from what was asked, or from a namesake found with it."""

    DATE_OF_BIRTH = "date_of_birth", _("Date of birth")
    ALIAS = "alias", _("Other names")
    ADDRESS = "address", _("Address")
    IDENTIFIER = "identifier", _("Numbers")


class Confidence(Term):
    """How sure it is that a record found is the person asked about, surest first."""

    STRONG = "strong", _("Strong: an identifier, or the whole name with a birth date or postcode")
    WEAK = "weak", _("Weak: what agrees could fit somebody else")

    @property
    def rank(self) -> int:
        """Order from the surest (0)."""
        return list(Confidence).index(self)
