"""What is asked of casework: why a case is opened, how much of it is shown, which cases are listed."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from .terms import DECLARED, EVERYTHING, Folded


class Reason(forms.Form):
    """Why somebody who is not assigned needs to open a case."""

    reason = forms.ChoiceField(
        label=_("Why do you need to open this case?"),
        choices=[(word.value, word.label) for word in DECLARED],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you need to open this case.")},
    )


class Narrow(forms.Form):
    """Which cases to list, and from where; an unknown word lists the open ones."""

    group = forms.CharField(required=False, max_length=20)
    before = forms.UUIDField(required=False)


@dataclass(frozen=True, slots=True)
class Look:
    """How the page of a case is looked at: the reason given, what is unfolded, and another basis to show.

    Unknown words are left out. `more`, `less` and `at_basis` write the address of the same page, a step on.
    """

    reason: str
    basis: str
    unfolded: frozenset[Folded]

    @classmethod
    def of(cls, query: QueryDict) -> "Look":
        """Read the address of a page."""
        asked = set(query.getlist("show"))
        unfolded = EVERYTHING if "everything" in asked else frozenset(EVERYTHING & asked)
        return cls(query.get("reason", ""), query.get("basis", ""), unfolded)

    @property
    def is_folded(self) -> bool:
        """Tell whether there is more to show."""
        return self.unfolded != EVERYTHING

    def more(self, *parts: str) -> str:
        """Unfold some parts, or with none named everything."""
        return self._with({*self.unfolded, *parts} if parts else EVERYTHING)

    def less(self, part: str) -> str:
        """Fold a part again."""
        return self._with(self.unfolded - {part})

    def at_basis(self, basis: str) -> str:
        """Show the findings of another basis."""
        shown = [("show", part) for part in sorted(self.unfolded)]
        return "?" + urlencode([("reason", self.reason), ("basis", basis), *shown])

    def _with(self, parts: Collection[str]) -> str:
        shown = [("show", part) for part in sorted(parts)]
        kept = [pair for pair in (("reason", self.reason), ("basis", self.basis)) if pair[1]]
        return "?" + urlencode([*shown, *kept])
