"""What is asked of a decider who shares: items, recipients, conditions."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from needshare.decision.queries import Considered
from needshare.decision.rules import LONGEST, Approval, Condition, ItemChoice
from needshare.decision.terms import DecisionOutcome, ItemOutcome
from needshare.policy import current_pack
from needshare.web.forms import DatePartsField

from .reasons import Reasons
from .recipients import ToWhom

ELSEWHERE = _(
    "To share it tells the recipient that there is such material, who holds it and how to ask for it."
)
DATED = ("return_or_destroy_by", "review_by")


class Share(Reasons, ToWhom):
    """Which items go to whom, how and on what conditions, and why."""

    outcome = DecisionOutcome.DISCLOSE_FULL
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

    def __init__(self, *args: Any, considered: Considered, basis_id: str, **options: Any) -> None:
        super().__init__(*args, considered=considered, basis=considered.basis(basis_id), **options)
        self.ask_to_whom(considered.people)
        self.offer("conditions", [(code, each.text) for code, each in current_pack().conditions.items()])
        self.fields["conditions"].initial = list(considered.default_conditions(basis_id))
        self._ask_of_items()
        items = [f"{name}_{each.number}" for each in considered.gathered for name in ("item", "why")]
        # What is wrong is listed in the order of the page.
        self.order_fields([*items, "recipients", *self.how.values(), "other", "other_method"])

    def _ask_of_items(self) -> None:
        for each in self.considered.gathered:
            self.fields[f"item_{each.number}"] = forms.ChoiceField(
                label=_("Share or withhold this item?"),
                help_text=ELSEWHERE if each.item_version.item.held_elsewhere_as else "",
                choices=ItemOutcome.choices(),
                widget=forms.RadioSelect,
                error_messages={"required": _("Decide each item once: share it or withhold it.")},
            )
            self.fields[f"why_{each.number}"] = forms.CharField(
                label=_("Why, if it is withheld?"), required=False, max_length=LONGEST, widget=forms.Textarea
            )

    def item_fields(self, number: int) -> tuple[Any, Any]:
        """Return the two fields of an item."""
        return self[f"item_{number}"], self[f"why_{number}"]

    def clean(self) -> dict[str, Any]:
        """Ask for a reason wherever one is needed, and for somebody to send it to."""
        said = super().clean() or self.cleaned_data
        for each in self.considered.gathered:
            if said.get(f"item_{each.number}") == ItemOutcome.WITHHOLD and not said.get(f"why_{each.number}"):
                self.add_error(f"why_{each.number}", gettext("Give a reason for each item you withhold."))
        self.somebody_is_named(said)
        return said

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
