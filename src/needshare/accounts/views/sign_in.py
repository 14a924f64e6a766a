"""The pages of signing in: allauth's steps on pages of our own, each step with its entry."""

from collections.abc import Callable
from typing import Any

import qrcode
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import (
    AccountInactiveView,
    LoginView,
    LogoutView,
    PasswordChangeView,
    ReauthenticateView,
)
from allauth.mfa.base.views import (
    AuthenticateView,
    IndexView,
    ReauthenticateView as ConfirmationView,
)
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from needshare.accounts import actions
from needshare.accounts.adapters import actor_in
from needshare.accounts.forms import sign_in as forms
from needshare.web.doorways import ANYONE

View = Callable[..., HttpResponseBase]


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
    template_name = "accounts/sign_in.jinja2"
    form_class = forms.SignIn


class Inactive(AccountInactiveView):
    template_name = "accounts/inactive.jinja2"


class SignOut(LogoutView):
    template_name = "accounts/sign_out.jinja2"

    def post(self, *args: Any, **kwargs: Any) -> Any:
        response = super().post(*args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class Password(Step, ReauthenticateView):
    template_name = "accounts/password.jinja2"
    form_class = forms.Password


class ChangePassword(Step, PasswordChangeView):
    template_name = "accounts/change_password.jinja2"
    form_class = forms.NewPassword


class SecondFactor(Step, AuthenticateView):
    template_name = "accounts/second_factor.jinja2"
    form_class = forms.SecondFactor

    def form_invalid(self, form: Any) -> Any:
        actions.note_failed_code(by=actor_in(self.request, form.user), at=self.request.at)
        return self.render_to_response(self.get_context_data(), status=422)


class Confirm(Step, ConfirmationView):
    template_name = "accounts/confirm.jinja2"
    form_class = forms.Confirmation

    def form_valid(self, form: Any) -> Any:
        actions.confirm(by=actor_in(self.request, self.request.user), at=self.request.at)
        self.request.session.cycle_key()
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> Any:
        actions.note_failed_code(by=actor_in(self.request, self.request.user), at=self.request.at)
        return super().form_invalid(form)


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
        actions.enrol_second_factor(seed=form.secret, by=by, at=self.request.at)
        del self.request.session[forms.SEED]
        record_authentication(self.request, form.user, method="mfa", type="totp")
        self.request.session.cycle_key()
        return redirect("mfa_view_recovery_codes")


class RecoveryCodes(ViewRecoveryCodesView):
    template_name = "accounts/recovery_codes.jinja2"


class NewRecoveryCodes(Step, GenerateRecoveryCodesView):
    template_name = "accounts/new_recovery_codes.jinja2"

    def form_valid(self, form: Any) -> Any:
        actions.renew_recovery_codes(by=self.request.actor, at=self.request.at)
        return redirect("mfa_view_recovery_codes")


class OwnSignIn(IndexView):
    template_name = "accounts/own_sign_in.jinja2"


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


sign_in = named(ANYONE, SignIn.as_view())
inactive = named(ANYONE, Inactive.as_view())
second_factor = named(ANYONE, SecondFactor.as_view())  # half-way through signing in
sign_out = named("accounts.sign_out", SignOut.as_view())
password = named("accounts.confirm", Password.as_view())
change_password = named("accounts.change_password", ChangePassword.as_view())
confirm = named("accounts.confirm", Confirm.as_view())
set_up_app = named("accounts.enrol_second_factor", SetUpApp.as_view())
recovery_codes = named("accounts.enrol_second_factor", RecoveryCodes.as_view())
new_recovery_codes = named("accounts.renew_recovery_codes", NewRecoveryCodes.as_view())
own_sign_in = named("signed_in", OwnSignIn.as_view())
