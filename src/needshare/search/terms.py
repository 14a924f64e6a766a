"""The words of the keyed index: what was hashed, and in which register it was found."""

from needshare.kernel import Term, gettext_noop as _


class IndexKind(Term):
    """What part of a person's details a digest stands for."""

    FULL_NAME = "full_name", _("Whole name")
    NAME_PART = "name_part", _("Part of a name")
    DATE_OF_BIRTH = "date_of_birth", _("Date of birth")
    IDENTIFIER = "identifier", _("Identifier")
    POSTCODE = "postcode", _("Postcode")


class Register(Term):
    """The register whose record a digest leads to."""

    SUBJECTS = "subjects", _("Subjects")


class Confidence(Term):
    """How sure it is that a record found is the person asked about, surest first."""

    STRONG = "strong", _("Strong: an identifier, or the whole name with a birth date or postcode")
    WEAK = "weak", _("Weak: what agrees could fit somebody else")

    @property
    def rank(self) -> int:
        """Order from the surest (0)."""
        return list(Confidence).index(self)
