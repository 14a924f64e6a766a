"""The words of look-ups that are picked at random, and of what a reviewer finds of them."""

from needshare.kernel import Term, gettext_noop as _


class LookUpKind(Term):
    """What somebody did who looked something up."""

    SEARCH = "search", _("A search")
    PERSON_SEARCH = "person_search", _("A search for a person")
    ITEM = "item", _("An item opened")


class ReviewVerdict(Term):
    """What a reviewer found of an opening or a look-up."""

    UPHELD = "upheld", _("The reason stands")
    NOT_UPHELD = "not_upheld", _("The reason does not stand")
    LESSON = "lesson", _("The reason stands, and there is something to learn")
