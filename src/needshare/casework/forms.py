"""What is asked of casework: how much of a case is shown, which cases are listed, what is searched for."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy as _

from needshare.assessment.forms import first_basis
from needshare.search.queries import MOST
from needshare.web.fields import line, one_of

from .queries import ONLY_THE_CASE, Also, Part
from .terms import EVERYTHING, Folded, Sought

MOST_OF_EACH = 10  # of what is found everywhere
PAGE = 10  # of the cases found (ADR 0045)


class Narrow(forms.Form):
    """Which cases to list, and from where; an unknown word lists the open ones."""

    group = forms.CharField(required=False, max_length=20)
    before = forms.UUIDField(required=False)


@dataclass(frozen=True, slots=True)
class Look:
    """How the page of a case is looked at: what is unfolded, and another basis to show.

    Unknown words are left out. `more`, `less`, `at_basis`, `onward` and `all_versions` write the address
    of the same page, a step on.
    """

    basis: str
    unfolded: frozenset[Folded]
    also: Also = ONLY_THE_CASE

    @classmethod
    def of(cls, query: QueryDict) -> "Look":
        """Read the address of a page."""
        asked = set(query.getlist("show"))
        unfolded = EVERYTHING if "everything" in asked else frozenset(EVERYTHING & asked)
        also = Also(bases_from=first_basis(query), versions="versions" in query)
        return cls(query.get("basis", ""), unfolded, also)

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
        kept = [("basis", basis), *self._bases()]
        return "?" + urlencode([*kept, *(("show", part) for part in sorted(self.unfolded))])

    @property
    def onward(self) -> str:
        """Show other bases; from where on is written behind it."""
        kept = [("show", part) for part in sorted(self.unfolded)]
        return "?" + "".join(f"{pair}&" for pair in urlencode(kept).split("&") if pair)

    @property
    def all_versions(self) -> str:
        """Show every version of the decision."""
        return f"{self.onward}versions=all"

    def _bases(self) -> list[tuple[str, str]]:
        return [("bases", str(self.also.bases_from))] if self.also.bases_from else []

    def _with(self, parts: Collection[str]) -> str:
        shown = [("show", part) for part in sorted(parts)]
        kept = [("basis", self.basis)] if self.basis else []
        return "?" + urlencode([*shown, *kept, *self._bases()])


class Search(forms.Form):
    """What is looked for, in what, and why."""

    words = line(
        _("What do you look for?"),
        _(
            "A name, date of birth, postcode, number or reference, in any order. For example, Nolan 12 2 1984."
        ),
    )
    kind = one_of(_("Where?"), choices=[("", _("Everywhere"))], select=True)
    reason = line(_("Why do you search?"), _("The reason is recorded with your name and what you look for."))

    def __init__(self, *args: Any, kinds: Collection[Sought], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("Everywhere")), *((kind.value, gettext(kind.label)) for kind in kinds)]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # it is a field with choices
        for field in ("words", "reason"):
            self.fields[field].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def asked(self, start: int) -> dict[str, Any]:
        """Return what is searched for, as the act takes it; of the cases found, those from one on."""
        given = self.cleaned_data
        kinds = (Sought(given["kind"]),) if given["kind"] else tuple(Sought)
        most = PAGE if given["kind"] else MOST_OF_EACH
        return {"words": given["words"], "reason": given["reason"], "kinds": kinds, "part": Part(start, most)}


class Further(forms.Form):
    """From which of the cases found on they are shown; the first where nothing sensible is asked."""

    start = forms.IntegerField(required=False, min_value=0, max_value=MOST)

    @classmethod
    def of(cls, sent: QueryDict) -> int:
        """Return it."""
        if "start" not in sent:
            return 0
        asked = cls(sent)
        asked.full_clean()
        return asked.cleaned_data.get("start") or 0
