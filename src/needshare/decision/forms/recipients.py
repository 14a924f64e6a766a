"""Who receives what is shared, and how it goes to each of them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from needshare.decision.rules import RecipientChoice
from needshare.decision.terms import RecipientKind
from needshare.kernel import FieldError, Invalid
from needshare.policy import current_pack


def one_method() -> forms.ChoiceField:
    """Ask how it goes to one recipient; needed only of those who are named."""
    return forms.ChoiceField(label=_("How does it go?"), required=False)


class ToWhom(forms.Form):
    """Which people of the partner's, somebody else, or a member of the public; each with a method."""

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

    def offer(self, name: str, choices: list[Any]) -> None:
        """Fill in the choices of a field."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def ask_to_whom(self, people: Sequence[Any]) -> None:
        """Offer the people of the partner's, and ask of each how it goes to that person."""
        self.offer("recipients", [(each.username, f"{each.name} ({each.username})") for each in people])
        pack = current_pack()
        methods = [
            (word, label)
            for word, label in pack.words("method").items()
            if not pack.column("method", word, "is_forbidden")
        ]
        self.how = {each.username: f"method_{each.pk.hex}" for each in people}
        self.fields.update((name, one_method()) for name in self.how.values())
        for name in (*self.how.values(), "other_method", "public_method"):
            self.offer(name, [("", _("Choose how it goes")), *methods])

    @property
    def how_fields(self) -> dict[str, Any]:
        """Map each person offered to the field that asks how it goes to them."""
        return {username: self[name] for username, name in self.how.items()}

    def placed(self, refusal: Invalid) -> Invalid:
        """Say of each recipient's method that was refused by which field this page asks for it."""
        asked = [self._asked_by(each) for each in self.to_whom()]
        places = {f"recipients.{number}.method": name for number, name in enumerate(asked)}
        return Invalid(
            *(FieldError(places.get(each.field, each.field), each.remedy) for each in refusal.errors)
        )

    def _asked_by(self, choice: RecipientChoice) -> str:
        if choice.kind is RecipientKind.MEMBER_OF_PUBLIC:
            return "public_method"
        return self.how.get(choice.username, "other_method")

    def somebody_is_named(self, said: dict[str, Any]) -> None:
        """Ask for somebody to send it to, and for the method of everybody who is named."""
        if not (said.get("recipients") or said.get("other") or said.get("public_name")):
            self.add_error("recipients", gettext("Name at least one recipient."))
        named = [self.how[username] for username in said.get("recipients") or ()]
        named += ["other_method"] * bool(said.get("other")) + ["public_method"] * bool(
            said.get("public_name")
        )
        for name in named:
            if not said.get(name):
                self.add_error(name, gettext("Choose an approved method."))

    def to_whom(self) -> tuple[RecipientChoice, ...]:
        """Return everybody named, each with the method chosen for that person."""
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
