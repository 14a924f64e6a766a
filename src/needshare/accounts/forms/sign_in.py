"""What people type to sign in: username, password, codes; allauth checks them."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as factors
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.totp.internal.auth import generate_totp_secret, validate_totp_code
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from needshare.accounts import proofs
from needshare.crypto.seeds import open_seed, seal_seed

SEED = "sealed_seed"  # in the session, while an authenticator app is being set up


def code_field(hint: Any) -> forms.CharField:
    """Ask for a one-time code, with the keyboard of digits on a phone."""
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    return forms.CharField(label=_("Code"), help_text=hint, max_length=16, widget=widget)


def password_field(label: Any, *, autocomplete: str, hint: Any = "") -> Any:
    """Ask for a password; long ones and spaces are welcome, pasting too."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, help_text=hint, strip=False, max_length=256, widget=widget)


class SignIn(LoginForm):
    """Username and password."""

    password = password_field(_("Password"), autocomplete="current-password")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        login = self.fields["login"]
        login.label = _("Username")
        login.help_text = _("It ends in the code of your organisation, such as a.name@nmc.")
        login.widget = forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        )

    def clean_login(self) -> str:
        """Usernames are in small letters."""
        return str(super().clean_login()).lower()


class Password(ReauthenticateForm):
    """One's password again, before a second factor is set up."""

    password = password_field(_("Password"), autocomplete="current-password")


class NewPassword(ChangePasswordForm):
    """The password in use and a new one, twice."""

    oldpassword = password_field(_("Current password"), autocomplete="current-password")
    password1 = password_field(
        _("New password"),
        autocomplete="new-password",
        hint=_("15 characters or more. Three or four words that do not belong together are good."),
    )
    password2 = password_field(_("New password again"), autocomplete="new-password")

    def clean_password1(self) -> str:
        """Refuse passwords that are short, common or like the username."""
        chosen = str(self.cleaned_data["password1"])
        return str(get_account_adapter().clean_password(chosen, user=self.user))


class Code(forms.Form):
    """A code of the authenticator app, or a recovery code; wrong ones are counted."""

    user: Any
    code = code_field(_("6 digits from your authenticator app, or one of your recovery codes."))

    def clean_code(self) -> str:
        """Compare the code, and use it up."""
        forget = check_rate_limit(self.user)
        code = str(self.cleaned_data["code"])
        self.authenticator = proofs.of_code(self.user, code)
        forget()
        return code


class SecondFactor(Code, factors.AuthenticateForm):
    """A code at sign-in."""


class Confirmation(Code, factors.ReauthenticateForm):
    """The same again, to confirm a step that matters."""


class AuthenticatorApp(forms.Form):
    """The first code of a new authenticator app; until it is right, the seed waits sealed in the session."""

    code = code_field(_("6 digits from your authenticator app."))

    def __init__(self, *args: Any, user: Any, request: HttpRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        if SEED not in request.session:
            request.session[SEED] = seal_seed(user.pk, generate_totp_secret())
        self.secret = open_seed(user.pk, request.session[SEED])

    def clean_code(self) -> str:
        """Compare the code with the seed; wrong ones are counted."""
        forget = check_rate_limit(self.user, error_key="rate_limited")
        code = str(self.cleaned_data["code"])
        if not validate_totp_code(self.secret, code):
            raise get_adapter().validation_error("incorrect_code")
        forget()
        return code
