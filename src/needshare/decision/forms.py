"""What a decider is asked: items, recipients, conditions, reasons. Nothing is chosen beforehand but what
the policy attaches by itself.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from needshare.kernel import FieldError, Invalid, Outcome
from needshare.policy import Pack, current_pack
from needshare.web.forms import DatePartsField

from .queries import Considered
from .rules import (
    LONGEST,
    MODEL_HEADINGS,
    Approval,
    Condition,
    ItemChoice,
    Mark,
    Reasoning,
    RecipientChoice,
)
from .terms import ItemOutcome, RecipientKind, ReferTo

DATED = ("return_or_destroy_by", "review_by")
AGREE = (("agree", _("Agree")), ("disagree", _("Disagree")))


def reasons(label: Any, needed: Any = None, hint: Any = "") -> forms.CharField:
    """Ask for some sentences; `needed` is the remedy where there are none."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(needed),
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={"required": needed} if needed else {},
    )


def one_method() -> forms.ChoiceField:
    """Ask how it goes to one recipient; needed only of those who are named."""
    return forms.ChoiceField(label=_("How does it go?"), required=False)


class Reasons(forms.Form):
    """The reasons that nearly every decision gives."""

    reasons_for_sharing = reasons(
        _("Reasons for sharing"), _("Give the reasons for sharing, even if you decide against it.")
    )
    reasons_against_sharing = reasons(
        _("Reasons against sharing"), _("Give the reasons against sharing, even if you decide for it.")
    )
    effect_on_privacy = reasons(
        _("Effect on the person's privacy"), _("Say what the decision does to the person's privacy.")
    )
    effect_on_trust = reasons(_("Effect on public trust"), _("Say what the decision does to public trust."))
    effect_on_investigation = reasons(
        _("Effect on any investigation"),
        _("Say what the decision does to any investigation, or that there is none."),
    )
    alternatives = reasons(_("Alternatives considered"), _("Say which alternatives you considered."))
    information = reasons(_("Information and intelligence: what is known?"))
    risk = reasons(_("Threat and risk: what could happen?"))
    powers = reasons(_("Powers and policy: what allows or forbids it?"))
    options = reasons(_("Options: what could be done?"))
    action = reasons(_("Action: what is done, and how is it reviewed?"))

    def reasoning(self, **more: Any) -> Reasoning:
        """Return the reasons given."""
        said = self.cleaned_data
        plain = {name: said[name] for name in PLAIN if name in said}
        headings = {name: said[name] for name in MODEL_HEADINGS if said.get(name)}
        return Reasoning(**plain, model_headings=headings, **more)


PLAIN = (
    "reasons_for_sharing",
    "reasons_against_sharing",
    "harm_of_not_sharing",
    "effect_on_privacy",
    "effect_on_trust",
    "effect_on_investigation",
    "alternatives",
    "least_data",
    "interference_justified",
    "told_to_requester",
)


class Share(Reasons):
    """Which items go to whom, how and on what conditions, and why."""

    recipients = forms.MultipleChoiceField(
        label=_("Who receives it?"),
        help_text=_("Only the people you tick can open the package."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other = forms.CharField(
        label=_("Somebody of another organisation, by username"), required=False, max_length=120
    )
    public_name = forms.CharField(label=_("Full name"), required=False, max_length=200)
    public_address = forms.CharField(
        label=_("Postal address"), required=False, max_length=500, widget=forms.Textarea
    )
    public_email = forms.EmailField(label=_("E-mail address"), required=False)
    public_evidence = forms.CharField(
        label=_("How do you know who they are?"), required=False, max_length=2000, widget=forms.Textarea
    )
    public_method = one_method()
    other_method = one_method()
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
        pack = current_pack()
        people = [(each.username, f"{each.name} ({each.username})") for each in considered.people]
        self._offer("recipients", people)
        self._ask_how(pack)
        self._offer("conditions", [(code, each.text) for code, each in pack.conditions.items()])
        self.fields["conditions"].initial = list(considered.default_conditions(basis_id))
        if not self.basis.agreement_reference:
            self.fields["interference_justified"] = reasons(
                _("Without an agreement: why does the purpose justify interfering with privacy?"),
                _("Without an agreement, say why the purpose justifies interfering with privacy."),
            )
        self._ask_of_items()
        self._ask_of_findings()

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _ask_how(self, pack: Pack) -> None:
        """Ask of each person who could receive it how it goes to that person."""
        methods = [
            (word, label)
            for word, label in pack.words("method").items()
            if not pack.column("method", word, "is_forbidden")
        ]
        self.how = {each.username: f"method_{each.pk.hex}" for each in self.considered.people}
        self.fields.update((name, one_method()) for name in self.how.values())
        for name in (*self.how.values(), "other_method", "public_method"):
            self._offer(name, [("", _("Choose how it goes")), *methods])

    @property
    def how_fields(self) -> dict[str, Any]:
        """Map each person offered to the field that asks how it goes to them."""
        return {username: self[name] for username, name in self.how.items()}

    def placed(self, refusal: Invalid) -> Invalid:
        """Say of each recipient's method that was refused by which field this page asks for it."""
        asked = [self._asked_by(each) for each in self._recipients()]
        places = {f"recipients.{number}.method": name for number, name in enumerate(asked)}
        return Invalid(
            *(FieldError(places.get(each.field, each.field), each.remedy) for each in refusal.errors)
        )

    def _asked_by(self, choice: RecipientChoice) -> str:
        if choice.kind is RecipientKind.MEMBER_OF_PUBLIC:
            return "public_method"
        return self.how.get(choice.username, "other_method")

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
        if not (said.get("recipients") or said.get("other") or said.get("public_name")):
            self.add_error("recipients", gettext("Name at least one recipient."))
        self._method_is_chosen(said)
        return said

    def _method_is_chosen(self, said: dict[str, Any]) -> None:
        """Ask for the method of everybody who is named."""
        named = [self.how[username] for username in said.get("recipients") or ()]
        named += ["other_method"] * bool(said.get("other")) + ["public_method"] * bool(
            said.get("public_name")
        )
        for name in named:
            if not said.get(name):
                self.add_error(name, gettext("Choose an approved method."))

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
        return Approval(
            basis=self.basis.id, items=items, recipients=self._recipients(), conditions=conditions
        )

    def _recipients(self) -> tuple[RecipientChoice, ...]:
        said = self.cleaned_data
        choices = [RecipientChoice(method=said[self.how[each]], username=each) for each in said["recipients"]]
        if said["other"]:
            choices.append(RecipientChoice(method=said["other_method"], username=said["other"]))
        if said["public_name"]:
            choices.append(
                RecipientChoice(
                    method=said["public_method"],
                    kind=RecipientKind.MEMBER_OF_PUBLIC,
                    name=said["public_name"],
                    address=said["public_address"],
                    email=said["public_email"],
                    identity_evidence=said["public_evidence"],
                )
            )
        return tuple(choices)

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


class Refuse(Reasons):
    """Why nothing is shared, what harm that may do, and what the requester is told."""

    harm_of_not_sharing = reasons(
        _("What harm could come of not sharing?"),
        _("Before refusing, say what harm could come of not sharing."),
    )
    told_to_requester = reasons(
        _("What is the requester told?"),
        _("Say what the requester is told, without sensitive detail."),
        _("The requester reads this. Do not say whether anything is held."),
    )


class Refer(forms.Form):
    """Who must settle a doubt, which, and by when."""

    to = forms.ChoiceField(
        label=_("To whom?"),
        choices=ReferTo.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whom to refer it to.")},
    )
    question = reasons(_("Which question must they answer?"), _("Write the question they must answer."))
    answer_by = DatePartsField(label=_("By when do you need the answer?"))


class Defer(forms.Form):
    """Until when the answer waits, and why."""

    until = DatePartsField(label=_("When is it decided again?"))
    reasons_for_sharing = reasons(_("What speaks for sharing?"), _("Say what speaks for sharing."))
    reasons_against_sharing = reasons(_("Why not now?"), _("Say why the answer must wait."))


class Neither(forms.Form):
    """Why neither answer may be given."""

    reasons_for_sharing = reasons(_("What speaks for sharing?"), _("Say what speaks for sharing."))
    reasons_against_sharing = reasons(
        _("Why may neither answer be given?"), _("Say why neither answer may be given.")
    )
    alternatives = reasons(_("Alternatives considered"), _("Say which alternatives you considered."))


class NotHeld(forms.Form):
    """That the search was enough."""

    reasons_against_sharing = reasons(
        _("Why is the search enough to answer that nothing is held?"),
        _("Say why the search is enough to answer that nothing is held."),
    )


class Reason(forms.Form):
    """Why a case goes back."""

    reason = reasons(
        _("What must be assessed again, or what was the answer?"),
        _("Say what must be assessed again, or what the answer was."),
    )


class Reopen(forms.Form):
    """Why a decision is made again."""

    reason = reasons(_("Why must the decision be made again?"), _("Say why the decision must be made again."))
