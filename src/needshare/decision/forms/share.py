"""What is asked of a decider who shares: items, recipients, conditions, marks beside the findings."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from needshare.decision.queries import Considered
from needshare.decision.rules import LONGEST, Approval, Condition, ItemChoice, Mark
from needshare.decision.terms import ItemOutcome
from needshare.kernel import Outcome
from needshare.policy import current_pack
from needshare.web.forms import DatePartsField

from .reasons import Reasons, reasons
from .recipients import ToWhom

DATED = ("return_or_destroy_by", "review_by")
AGREE = (("agree", _("Agree")), ("disagree", _("Disagree")))


class Share(Reasons, ToWhom):
    """Which items go to whom, how and on what conditions, and why."""

    conditions = forms.MultipleChoiceField(
        label=_("Conditions on what the recipient may do"),
        help_text=_(
            "Those the policy attaches are ticked. They go with the package even if you untick them."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    on_return_or_destroy_by = DatePartsField(label=_("Return or destroy by"), required=False)
    on_review_by = DatePartsField(label=_("Review by"), required=False)
    least_data = reasons(
        _("Why is this the least information that does the job?"),
        _("Say why this is the least information that does the job."),
    )

    def __init__(self, *args: Any, considered: Considered, basis_id: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.considered, self.basis = considered, considered.basis(basis_id)
        self.ask_to_whom(considered.people)
        self.offer("conditions", [(code, each.text) for code, each in current_pack().conditions.items()])
        self.fields["conditions"].initial = list(considered.default_conditions(basis_id))
        if not self.basis.agreement_reference:
            self.fields["interference_justified"] = reasons(
                _("Without an agreement: why does the purpose justify interfering with privacy?"),
                _("Without an agreement, say why the purpose justifies interfering with privacy."),
            )
        self._ask_of_items()
        self._ask_of_findings()

    def _ask_of_items(self) -> None:
        for each in self.considered.gathered:
            self.fields[f"item_{each.number}"] = forms.ChoiceField(
                label=_("Share or withhold this item?"),
                choices=ItemOutcome.choices(),
                widget=forms.RadioSelect,
                error_messages={"required": _("Decide each item once: share it or withhold it.")},
            )
            self.fields[f"why_{each.number}"] = forms.CharField(
                label=_("Why, if it is withheld?"), required=False, max_length=LONGEST, widget=forms.Textarea
            )

    def _ask_of_findings(self) -> None:
        self.marked: list[Any] = []
        gathered = {each.number for each in self.considered.gathered}
        for finding in self.basis.shown_for(gathered):
            place = len(self.marked)
            self.marked.append(finding)
            is_plain = finding.outcome is Outcome.MET and not finding.codes
            self.fields[f"agree_{place}"] = forms.ChoiceField(
                label=_("Do you agree?"),
                choices=AGREE,
                required=not is_plain,
                widget=forms.RadioSelect,
                error_messages={"required": _("Say whether you agree with this finding.")},
            )
            self.fields[f"because_{place}"] = forms.CharField(
                label=_("Why?"), required=False, max_length=LONGEST, widget=forms.Textarea
            )

    def fields_of(self, finding: Any) -> tuple[Any, Any] | None:
        """Return the two fields beside a finding, or nothing where it is not asked about."""
        if finding not in self.marked:
            return None
        place = self.marked.index(finding)
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

    def item_fields(self, number: int) -> tuple[Any, Any]:
        """Return the two fields of an item."""
        return self[f"item_{number}"], self[f"why_{number}"]

    def clean(self) -> dict[str, Any]:
        """Ask for a reason wherever one is needed, and for somebody to send it to."""
        said = super().clean() or self.cleaned_data
        for each in self.considered.gathered:
            if said.get(f"item_{each.number}") == ItemOutcome.WITHHOLD and not said.get(f"why_{each.number}"):
                self.add_error(f"why_{each.number}", gettext("Give a reason for each item you withhold."))
        for place, finding in enumerate(self.marked):
            self._reason_is_given(place, finding, said)
        self.somebody_is_named(said)
        return said

    def _reason_is_given(self, place: int, finding: Any, said: dict[str, Any]) -> None:
        if said.get(f"because_{place}"):
            return
        if said.get(f"agree_{place}") == "disagree":
            self.add_error(f"because_{place}", gettext("Say why, wherever you disagree with a finding."))
        elif finding.outcome is Outcome.NEEDS_A_PERSON:
            self.add_error(f"because_{place}", gettext("Say what you find where a test needs a person."))

    @property
    def is_whole(self) -> bool:
        """Tell whether every item is shared."""
        return all(
            self.cleaned_data[f"item_{each.number}"] == ItemOutcome.SHARE for each in self.considered.gathered
        )

    def approval(self) -> Approval:
        """Return what is approved."""
        said = self.cleaned_data
        items = tuple(
            ItemChoice(
                number=each.number,
                outcome=ItemOutcome(said[f"item_{each.number}"]),
                reason=said[f"why_{each.number}"],
            )
            for each in self.considered.gathered
        )
        conditions = tuple(
            Condition(code=code, on=said[f"on_{code}"] if code in DATED else None)
            for code in said["conditions"]
        )
        return Approval(basis=self.basis.id, items=items, recipients=self.to_whom(), conditions=conditions)

    def marks(self) -> tuple[Mark, ...]:
        """Return what was said beside the findings."""
        said = self.cleaned_data
        return tuple(
            Mark(
                test=finding.test,
                item=finding.item,
                agrees=said[f"agree_{place}"] == "agree",
                reason=said[f"because_{place}"],
            )
            for place, finding in enumerate(self.marked)
            if said[f"agree_{place}"]
        )
