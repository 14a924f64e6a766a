"""Passkeys: signing in with one, and the pages on which people keep their own."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.webauthn.internal import flows
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from needshare.accounts import access, actions, proofs
from needshare.accounts.adapters import NOBODY_YET, actor_in
from needshare.accounts.forms import passkeys as forms
from needshare.accounts.forms.sign_in import SignIn
from needshare.accounts.sessions import browser_of
from needshare.accounts.views.sign_in import enrolled, listed_providers, named
from needshare.kernel import Unknown
from needshare.web.doorways import ANYONE, Visit, needs
from needshare.web.formpages import carried_out, posted
from needshare.web.headers import posts_to_providers

READ_OR_ACT = ["GET", "HEAD", "POST"]


class SignInByPasskey(LoginWebAuthnView):
    """Says what to ask the browser for, and lets in whom the passkey proves."""

    form_class = forms.SignInWithPasskey
    request: Any

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return JsonResponse(proofs.options_to_prove())

    def form_valid(self, form: Any) -> Any:
        used = form.cleaned_data["credential"]
        login = Login(user=used.user, redirect_url=get_next_redirect_url(self.request))
        return flows.perform_passwordless_login(self.request, used, login)

    def form_invalid(self, form: Any) -> HttpResponse:
        actions.note_failed_sign_in(username="", by=NOBODY_YET, at=self.request.at)
        page = {
            "form": form,
            "passkey": forms.SignInWithPasskey(),
            "password_form": SignIn(request=self.request),
            "providers": listed_providers(),
        }
        return render(self.request, "accounts/sign_in.jinja2", page, status=422)


@needs("signed_in")
@require_safe
def listed(request: Visit) -> HttpResponse:
    """List one's own passkeys."""
    return render(request, "accounts/passkeys.jinja2", {"held": proofs.held_by(request.actor.id)})


@require_http_methods(READ_OR_ACT)
def enrol(request: Any) -> Any:
    """Add a passkey: the first completes a sign-in, each further one needs a factor that was just used.

    The first needs the password again when the sign-in was a while ago.
    """
    by = actor_in(request, request.user)
    suggested = browser_of(request.headers.get("User-Agent", "")) or _("Passkey")
    form = forms.NewPasskey(posted(request), user=request.user, initial={"name": suggested})
    codes: list[str] = []

    def act() -> None:
        name, made = form.cleaned_data["name"] or suggested, form.cleaned_data["credential"]
        codes.extend(
            actions.enrol_passkey(name=name, credential=made, signed=form.signed, by=by, at=request.at)
        )

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, _("The passkey was added. From now on you can sign in with it."))
        return enrolled(request, "webauthn", codes)
    page = {
        "form": form,
        "options": proofs.options_to_enrol(request.user),
        "held": proofs.held_by(request.user.pk),
    }
    return render(request, "accounts/add_passkey.jinja2", page, status=422 if form.errors else 200)


@needs("accounts.rename_passkey")
@require_http_methods(READ_OR_ACT)
def rename(request: Visit, passkey: int) -> HttpResponse:
    """Call one of one's own passkeys something else."""
    found = own(request, passkey)
    form = forms.PasskeyName(posted(request), initial={"name": found.data["name"]})

    def act() -> None:
        name = form.cleaned_data["name"]
        actions.rename_passkey(passkey=passkey, name=name, by=request.actor, at=request.at)

    if request.method == "POST" and carried_out(form, act):
        return redirect("mfa_list_webauthn")
    page = {"form": form, "passkey": found}
    return render(request, "accounts/rename_passkey.jinja2", page, status=422 if form.errors else 200)


@needs("accounts.remove_passkey")
@require_http_methods(READ_OR_ACT)
def remove(request: Visit, passkey: int) -> HttpResponse:
    """Take one of one's own passkeys away, just confirmed."""
    access.must_be_confirmed(request.actor, request.at)
    if request.method == "POST":
        actions.remove_passkey(passkey=passkey, by=request.actor, at=request.at)
        messages.success(request, _("The passkey was removed. Remove it from your device too."))
        return redirect("mfa_list_webauthn")
    return render(request, "accounts/remove_passkey.jinja2", {"passkey": own(request, passkey)})


def own(request: Visit, passkey: int) -> Any:
    """Return a passkey of the person's own.

    Raises:
        Unknown: they have no such passkey.
    """
    found = proofs.passkeys(request.actor.id).filter(id=passkey).first()
    if found is None:
        raise Unknown
    return found


sign_in = named(ANYONE, posts_to_providers(SignInByPasskey.as_view()))
enrol = named("accounts.enrol_second_factor", reauthentication_required(app="allauth.mfa")(enrol))
