"""Signing out of an organisation's provider, after signing out here: else whoever is next comes in without a word."""

import secrets
from typing import Any, Final

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from needshare.accounts.confirmation import SIGNED_OUT_OF
from needshare.api.limits import few_tries
from needshare.federation import exchange, rules
from needshare.federation.terms import Provider
from needshare.kernel import Unavailable, Unknown
from needshare.web.doorways import open_to_anyone

ASKED: Final = "asked_to_sign_out"  # in the session, until the browser is back


@open_to_anyone
@few_tries
@require_safe
def leave(request: Any, provider: str) -> HttpResponse:
    """Send somebody just signed out here to sign out of their provider; say so where that cannot be."""
    found = rules.provider_named(provider, settings.SIGN_IN_PROVIDERS)
    if request.session.pop(SIGNED_OUT_OF, "") != found.name:
        raise Unknown
    state = secrets.token_urlsafe(32)
    try:
        address = exchange.where_to_sign_out(found, back=back_at(found), state=state)
    except Unavailable:
        address = ""
    if not address:
        return render(request, "federation/signed_out.jinja2", {"provider": found, "is_asked": False})
    request.session[ASKED] = state
    return HttpResponseRedirect(address)


@open_to_anyone
@require_safe
def returned(request: Any, provider: str) -> HttpResponse:
    """Say to somebody who is back from their provider that they are signed out here."""
    found = rules.provider_named(provider, settings.SIGN_IN_PROVIDERS)
    asked = request.session.pop(ASKED, "")
    if not asked or not constant_time_compare(asked, request.GET.get("state", "")):
        return redirect("account_login")
    return render(request, "federation/signed_out.jinja2", {"provider": found, "is_asked": True})


def back_at(provider: Provider) -> str:
    """Return the address a provider sends people back to who signed out, as it must be registered there."""
    return f"{settings.SITE_URL}{reverse('provider_signed_out', args=[provider.name])}"
