"""Sending people to their organisation's provider: to sign in, to accept an invitation, to confirm that it is them."""

from typing import Any

from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from needshare.accounts import queries as accounts
from needshare.accounts.adapters import NOBODY_YET
from needshare.api.limits import few_tries
from needshare.crypto.tokens import token_hash
from needshare.federation import exchange, rules
from needshare.federation.terms import Protocol, Provider
from needshare.kernel import Unavailable
from needshare.web.doorways import needs, open_to_anyone
from needshare.web.headers import posts_to_providers

from .visits import SentFor, begun


@open_to_anyone
@few_tries
@posts_to_providers
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Any, provider: str) -> HttpResponse:
    """Offer sign-in by one provider, for those who were given its address; send there who chooses it."""
    found = rules.provider_named(provider, settings.SIGN_IN_PROVIDERS)
    if request.actor is not None:
        return redirect("/")
    if request.method != "POST":
        return render(request, "federation/provider.jinja2", {"provider": found})
    return sent(request, found, SentFor.SIGN_IN, then=get_next_redirect_url(request) or "")


@open_to_anyone
@few_tries
@posts_to_providers
@require_POST
def accept(request: Any, provider: str, token: str) -> HttpResponse:
    """Send somebody who was invited to their organisation's provider; the invitation is used up when they are back."""
    found = rules.provider_named(provider, settings.SIGN_IN_PROVIDERS)
    link = token_hash(token)
    accounts.living_invitation(link, viewer=NOBODY_YET, at=request.at)
    return sent(request, found, SentFor.INVITATION, invitation=link)


@needs("accounts.confirm")
@few_tries
@posts_to_providers
@require_POST
def confirm(request: Any, provider: str) -> HttpResponse:
    """Send somebody who is signed in to their provider, to prove there once more that it is them."""
    found = rules.provider_named(provider, settings.SIGN_IN_PROVIDERS)
    return sent(request, found, SentFor.CONFIRMATION, then=get_next_redirect_url(request) or "")


def sent(
    request: Any, provider: Provider, sent_for: SentFor, *, then: str = "", invitation: str = ""
) -> HttpResponse:
    """Send a browser to a provider; one that does not answer is said so, and nothing is lost."""
    errand = begun(request, provider, sent_for, then=then, invitation=invitation)
    if provider.protocol is Protocol.SAML:
        return HttpResponseRedirect(
            f"{reverse('saml_leave', args=[provider.name])}?state={errand.question.state}"
        )
    try:
        return HttpResponseRedirect(exchange.where_to(provider, errand.question))
    except Unavailable:
        return render(request, "federation/down.jinja2", {"provider": provider}, status=Unavailable.status)
