"""What a browser sends of a passkey: proofs of who somebody is, a new passkey, its name."""

from typing import Any

from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.accounts import proofs

LONGEST = 16_384  # letters of what a browser sends; the largest attestations have a few thousand
LONGEST_NAME = 60


class Credential(forms.JSONField):
    """What the browser answers, as text; no more of it than any device makes."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Passkey"),
            widget=forms.HiddenInput(attrs={"id": None}),
            error_messages={
                "required": _("Your browser sent no passkey. Try again."),
                "invalid": _("The passkey was not accepted. Try again."),
            },
        )

    def bound_data(self, data: Any, initial: Any) -> str:
        """Show nothing: what was sent once is never sent again, nor read again to be shown."""
        return ""

    def prepare_value(self, value: Any) -> str:
        return ""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return super().to_python(value)
        except RecursionError:  # brackets in brackets, thousands of them
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class Proof(forms.Form):
    """A proof by passkey. Whatever is wrong with it, the answer is the same."""

    user: Any
    credential: Any = Credential()

    def clean_credential(self) -> Any:
        """Check the proof; of somebody known, tries are counted."""
        forget = check_rate_limit(self.user) if self.user is not None else lambda: None
        try:
            used = proofs.proved(self.user, self.cleaned_data["credential"])
        except forms.ValidationError:
            field = self.fields["credential"]
            raise forms.ValidationError(field.error_messages["invalid"], code="invalid") from None
        forget()
        return used


class SignInWithPasskey(Proof, webauthn.LoginWebAuthnForm):
    """A proof by whoever the passkey says it is: nothing is typed, nobody is named before."""


class PasskeyAfterPassword(Proof, webauthn.AuthenticateWebAuthnForm):
    """A proof by the person whose password was right."""


class ConfirmWithPasskey(Proof, webauthn.ReauthenticateWebAuthnForm):
    """The same again, to confirm a step that matters."""


class NewPasskey(forms.Form):
    """A passkey that was just made, and what to call it."""

    name = forms.CharField(
        label=_("Name of the passkey"),
        help_text=_("So that you can tell it from others, such as “work laptop” or “key on my ring”."),
        max_length=LONGEST_NAME,
        required=False,  # the device has made it when this is looked at; then it is named after the browser
    )
    credential = Credential()

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self.signed = 0

    def clean_credential(self) -> Any:
        """Check that it was made here and now, and verified the person."""
        credential = self.cleaned_data["credential"]
        try:
            self.signed = proofs.enrolled(credential)
        except forms.ValidationError:
            field = self.fields["credential"]
            raise forms.ValidationError(field.error_messages["invalid"], code="invalid") from None
        return credential


class PasskeyName(forms.Form):
    """What to call a passkey."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=LONGEST_NAME)
