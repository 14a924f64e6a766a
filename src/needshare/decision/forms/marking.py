"""What is asked beside the findings: agree or disagree, and why; and one act for those that are met."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _, ngettext_lazy

from needshare.assessment.queries import Basis
from needshare.decision.queries import Considered
from needshare.decision.rules import LONGEST, Mark
from needshare.decision.terms import MarkWords
from needshare.kernel import Outcome

AGREE = (("agree", _("Agree")), ("disagree", _("Disagree")))
TOGETHER, BECAUSE = "agree_together", "because_together"
READ = ngettext_lazy(
    "I have read the %(count)s finding that is met, and agree with it if I have not marked it myself",
    "I have read the %(count)s findings that are met, and agree with each that I have not marked myself",
    "count",
)


class Marks(forms.Form):
    """A mark for every finding of a basis.

    Those that are plainly met may be agreed with together, for one reason. Where a test needs a person
    for several items, what was said of the item before counts until something else is said.
    """

    def __init__(self, *args: Any, considered: Considered, basis: Basis, **options: Any) -> None:
        super().__init__(*args, **options)
        self.considered, self.basis = considered, basis
        self.marked = list(basis.findings)
        self.places = {finding: place for place, finding in enumerate(self.marked)}
        self.plain = sum(finding.is_plainly_met for finding in self.marked)
        for place, finding in enumerate(self.marked):
            self.fields[f"agree_{place}"] = forms.ChoiceField(
                label=_("Do you agree?"),
                choices=AGREE,
                required=not finding.is_plainly_met,
                widget=forms.RadioSelect,
                error_messages={"required": _("Say whether you agree with this finding.")},
            )
            self.fields[f"because_{place}"] = forms.CharField(
                label=_("Why?"), required=False, max_length=LONGEST, widget=forms.Textarea
            )
        if self.plain:
            self.fields[TOGETHER] = forms.BooleanField(label=READ % {"count": self.plain}, required=False)
            self.fields[BECAUSE] = forms.CharField(
                label=_("Why do you agree with them?"),
                help_text=_("This is recorded beside each of them."),
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea,
            )
        self.fields["assessment"] = forms.IntegerField(
            initial=considered.stored.number, required=False, widget=forms.HiddenInput
        )

    def fields_of(self, finding: Any) -> tuple[Any, Any]:
        """Return the two fields beside a finding."""
        place = self.places[finding]
        return self[f"agree_{place}"], self[f"because_{place}"]

    @property
    def opened(self) -> set[str]:
        """Name the headings under which something must be corrected, so that nothing wrong is folded away."""
        wrong = set(self.errors)
        return {
            finding.heading
            for place, finding in enumerate(self.marked)
            if wrong & {f"agree_{place}", f"because_{place}"}
        }

    def clean(self) -> dict[str, Any]:
        """Ask for a mark wherever one is missing, and for a reason wherever one is needed."""
        said = super().clean() or self.cleaned_data
        before: dict[tuple[str, tuple[str, ...]], str] = {}
        for place, finding in enumerate(self.marked):
            if finding.outcome is Outcome.NEEDS_A_PERSON:
                kind = (finding.test, finding.codes)
                said[f"because_{place}"] = said.get(f"because_{place}") or before.get(kind, "")
                before[kind] = said[f"because_{place}"]
            self._reason_is_given(place, finding, said)
        self._rest_is_agreed(said)
        return said

    def _reason_is_given(self, place: int, finding: Any, said: dict[str, Any]) -> None:
        if said.get(f"because_{place}"):
            return
        if said.get(f"agree_{place}") == "disagree":
            self.add_error(f"because_{place}", gettext("Say why, wherever you disagree with a finding."))
        elif finding.outcome is Outcome.NEEDS_A_PERSON:
            self.add_error(f"because_{place}", gettext("Say what you find where a test needs a person."))

    def _rest_is_agreed(self, said: dict[str, Any]) -> None:
        unmarked = any(
            finding.is_plainly_met and not said.get(f"agree_{place}")
            for place, finding in enumerate(self.marked)
        )
        if unmarked and not said.get(TOGETHER):
            self.add_error(
                TOGETHER, gettext("Mark each finding that is met, or say that you agree with them.")
            )
        elif unmarked and not said.get(BECAUSE):
            self.add_error(BECAUSE, gettext("Say why you agree with these findings."))

    def marks(self) -> tuple[Mark, ...]:
        """Return what was said beside each finding."""
        said = self.cleaned_data
        return tuple(
            Mark(
                test=finding.test,
                item=finding.item,
                agrees=said[f"agree_{place}"] == "agree",
                reason=said[f"because_{place}"],
            )
            if said[f"agree_{place}"]
            else Mark(test=finding.test, item=finding.item, reason=said[BECAUSE], words=MarkWords.TOGETHER)
            for place, finding in enumerate(self.marked)
        )
