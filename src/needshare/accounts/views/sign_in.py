"""The pages of signing in: allauth's steps on pages of our own, each step with its entry."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

import qrcode
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import (
    AccountInactiveView,
    LoginView,
    LogoutView,
    PasswordChangeView,
    ReauthenticateView,
)
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView as ConfirmationView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.conf import settings
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.generic import TemplateView

from needshare.accounts import actions, proofs
from needshare.accounts.adapters import actor_in
from needshare.accounts.confirmation import SIGNED_OUT_OF, last_proof, provider_of
from needshare.accounts.forms import sign_in as forms
from needshare.accounts.forms.passkeys import ConfirmWithPasskey, PasskeyAfterPassword, SignInWithPasskey
from needshare.crypto.seeds import open_seed, seal_seed
from needshare.web.doorways import ANYONE
from needshare.web.headers import posts_to_providers

View = Callable[..., HttpResponseBase]
Response = TypeVar("Response", bound=HttpResponseBase)
CODES = "sealed_recovery_codes"  # in the session, until they are shown


def named(rule: str, view: View) -> View:
    """Name the access rule of one of allauth's views."""
    view.access_rule = rule  # type: ignore[attr-defined]  # read by the middleware and by a test
    return view


class Step:
    """One page of signing in; a form that cannot be accepted is answered with 422."""

    request: Any
    get_context_data: Callable[..., dict[str, Any]]
    render_to_response: Callable[..., Any]

    def form_invalid(self, form: Any) -> Any:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SignIn(Step, LoginView):
    """A passkey first; username and password for those who have none here."""

    template_name = "accounts/sign_in.jinja2"
    form_class = forms.SignIn

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        offered = {"passkey": SignInWithPasskey(), "providers": listed_providers()}
        return context | offered | {"password_form": context["form"]}


def listed_providers() -> list[Any]:
    """List the organisations' sign-in providers that the sign-in page offers."""
    return [each for each in settings.SIGN_IN_PROVIDERS if each.is_listed]


class Inactive(AccountInactiveView):
    template_name = "accounts/inactive.jinja2"


class SignOut(LogoutView):
    """Ends the session here; who came by their organisation's provider is led on to sign out there too."""

    template_name = "accounts/sign_out.jinja2"

    def post(self, *args: Any, **kwargs: Any) -> Any:
        vouching = provider_of(self.request, self.request.user)
        return led_on(self.request, vouching, super().post(*args, **kwargs))


def led_on(request: Any, vouching: str, response: Response) -> Response | HttpResponseRedirect:
    """Lead somebody just signed out on to the provider that vouched for them, if there is one still."""
    if vouching not in {each.name for each in settings.SIGN_IN_PROVIDERS}:
        return cleared(response)
    request.session[SIGNED_OUT_OF] = vouching
    return cleared(redirect("provider_sign_out", vouching))


def cleared(response: Response) -> Response:
    """Ask the browser to forget what it keeps of the site."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


class Password(Step, ReauthenticateView):
    template_name = "accounts/password.jinja2"
    form_class = forms.Password


class ChangePassword(Step, PasswordChangeView):
    template_name = "accounts/change_password.jinja2"
    form_class = forms.NewPassword


class SecondFactor(Step, AuthenticateView):
    """After the password: a passkey if there is one, or a code."""

    template_name = "accounts/second_factor.jinja2"
    form_class = forms.SecondFactor
    webauthn_form_class = PasskeyAfterPassword

    def _build_forms(self) -> Any:
        posted = super()._build_forms()  # type: ignore[no-untyped-call]  # allauth ships no types
        if not proofs.passkeys(self.stage.login.user.pk).exists():
            self.webauthn_form = None  # there is nothing to ask the browser for
        return posted

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        asked = json.dumps(context["js_data"]["request_options"]) if self.webauthn_form else ""
        return context | {"code_form": self.auth_form, "passkey": self.webauthn_form, "options": asked}

    def form_invalid(self, form: Any) -> Any:
        actions.note_failed_code(by=actor_in(self.request, form.user), at=self.request.at)
        return self.render_to_response(self.get_context_data() | {"form": form}, status=422)


class Confirm(Step, ConfirmationView):
    """Prove again that it is you: with a passkey if there is one, or a code."""

    template_name = "accounts/confirm.jinja2"
    form_class = forms.Confirmation

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | confirming(self.request, code_form=context["form"])

    def form_valid(self, form: Any) -> Any:
        return confirmed(self.request, form, super().form_valid)

    def form_invalid(self, form: Any) -> Any:
        actions.note_failed_code(by=actor_in(self.request, self.request.user), at=self.request.at)
        return super().form_invalid(form)


class ConfirmByPasskey(Step, ReauthenticateWebAuthnView):
    """The same page, when a passkey was used on it."""

    template_name = "accounts/confirm.jinja2"
    form_class = ConfirmWithPasskey

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | kwargs
        shown = confirming(self.request, code_form=forms.Confirmation(user=self.request.user))
        return context | shown | {"form": kwargs.get("form")}

    def form_valid(self, form: Any) -> Any:
        return confirmed(self.request, form, super().form_valid)

    def form_invalid(self, form: Any) -> Any:
        actions.note_failed_code(by=actor_in(self.request, self.request.user), at=self.request.at)
        return super().form_invalid(form)


def confirming(request: Any, *, code_form: Any) -> dict[str, Any]:
    """Gather what the page needs on which somebody confirms that it is them."""
    has_passkey = proofs.passkeys(request.user.pk).exists()
    vouching = provider_of(request, request.user)
    return {
        "code_form": code_form,
        "passkey": ConfirmWithPasskey(user=request.user) if has_passkey else None,
        "options": json.dumps(proofs.options_to_prove(request.user)) if has_passkey else "",
        "has_code": is_mfa_enabled(request.user, ["totp", "recovery_codes"]),
        "provider": next((each for each in settings.SIGN_IN_PROVIDERS if each.name == vouching), None),
    }


def confirmed(request: Any, form: Any, go_on: Callable[[Any], Any]) -> Any:
    """Note that somebody confirmed that it is them, give the session a new key, and lead back."""
    response = go_on(form)
    user = request.user
    actions.confirm(by=actor_in(request, user), at=request.at, proof=last_proof(request, user))
    request.session.cycle_key()
    return response


class SetUpApp(Step, ActivateTOTPView):
    template_name = "accounts/set_up_app.jinja2"
    form_class: Any = forms.AuthenticatorApp

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_mfa_enabled(request.user, ["totp"]):
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"square": square(context["totp_url"])}

    def form_valid(self, form: Any) -> Any:
        by = actor_in(self.request, form.user)
        codes = actions.enrol_second_factor(seed=form.secret, by=by, at=self.request.at)
        del self.request.session[forms.SEED]
        return enrolled(self.request, "totp", codes)


def enrolled(request: Any, kind: str, codes: list[str]) -> HttpResponseBase:
    """Count a factor just enrolled as just used; show the recovery codes that came with it, if any."""
    record_authentication(request, request.user, method="mfa", type=kind)
    request.session.cycle_key()
    if not codes:
        return redirect("mfa_index")
    keep_to_show(request, codes)
    return redirect("mfa_view_recovery_codes")


def keep_to_show(request: Any, codes: list[str]) -> None:
    """Keep recovery codes, sealed, until the page that shows them once."""
    request.session[CODES] = seal_seed(request.user.pk, " ".join(codes))


class RecoveryCodes(TemplateView):
    """New recovery codes, once; afterwards only how many are left."""

    template_name = "accounts/recovery_codes.jinja2"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, sealed = self.request.user, self.request.session.pop(CODES, "")
        codes = open_seed(user.pk, sealed).split() if sealed else []
        return super().get_context_data(**kwargs) | {
            "codes": codes,
            "left": proofs.held_by(user.pk).codes_left,
        }


class NewRecoveryCodes(Step, GenerateRecoveryCodesView):
    template_name = "accounts/new_recovery_codes.jinja2"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        left = proofs.held_by(self.request.user.pk).codes_left
        return super(GenerateRecoveryCodesView, self).get_context_data(**kwargs) | {"left": left}

    def form_valid(self, form: Any) -> Any:
        keep_to_show(self.request, actions.renew_recovery_codes(by=self.request.actor, at=self.request.at))
        return redirect("mfa_view_recovery_codes")


class OwnSignIn(TemplateView):
    template_name = "accounts/own_sign_in.jinja2"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"held": proofs.held_by(self.request.user.pk)}


def square(text: str) -> dict[str, Any]:
    """Draw a QR code as one path of unit squares: its size and the path, for inline SVG."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    cells = [
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(code.get_matrix())
        for x, is_dark in enumerate(row)
        if is_dark
    ]
    return {"size": len(code.get_matrix()), "path": "".join(cells)}


sign_in = named(ANYONE, posts_to_providers(SignIn.as_view()))
inactive = named(ANYONE, Inactive.as_view())
second_factor = named(ANYONE, SecondFactor.as_view())  # half-way through signing in
sign_out = named("accounts.sign_out", posts_to_providers(SignOut.as_view()))
password = named("accounts.confirm", Password.as_view())
change_password = named("accounts.change_password", ChangePassword.as_view())
confirm = named("accounts.confirm", posts_to_providers(Confirm.as_view()))
confirm_by_passkey = named("accounts.confirm", posts_to_providers(ConfirmByPasskey.as_view()))
set_up_app = named("accounts.enrol_second_factor", SetUpApp.as_view())
recovery_codes = named("accounts.enrol_second_factor", RecoveryCodes.as_view())
new_recovery_codes = named("accounts.renew_recovery_codes", NewRecoveryCodes.as_view())
own_sign_in = named("signed_in", OwnSignIn.as_view())
