"""Coming back from a provider: whom it vouches for is let in, or told no in words that are the same for everybody."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from needshare.accounts.adapters import NOBODY_YET
from needshare.accounts.confirmation import note_provider
from needshare.api.limits import few_tries
from needshare.federation import actions, exchange, rules
from needshare.federation.terms import Protocol, Provider, ProviderStatement
from needshare.kernel import Blocked, Unavailable
from needshare.kernel.sight import turn_to
from needshare.web.doorways import open_to_anyone

from .visits import Errand, SentFor, finished

BAD_REQUEST = 400


@open_to_anyone
@few_tries
@require_safe
def returned(request: Any, provider: str) -> HttpResponse:
    """Take what a provider sent a browser back with."""
    found = rules.provider_named(provider, settings.SIGN_IN_PROVIDERS)
    errand = finished(request, found, request.GET.get("state", ""))
    if errand is None or found.protocol is not Protocol.OIDC:
        return stopped(request, found, "not_begun_here")
    if "code" not in request.GET or request.GET.get("iss", found.issuer) != found.issuer:
        return stopped(request, found, "no_code")
    try:
        statement = exchange.redeemed(found, errand.question, code=request.GET["code"], at=request.at)
    except Unavailable:
        return render(request, "federation/down.jinja2", {"provider": found}, status=Unavailable.status)
    except Blocked as refusal:
        return stopped(request, found, *refusal.codes)
    return answered(request, errand, statement)


def answered(request: Any, errand: Errand, statement: ProviderStatement) -> HttpResponse:
    """Do what somebody was sent to their provider for."""
    try:
        return DO[errand.sent_for](request, errand, statement)
    except Blocked as refusal:
        page = {"provider": statement.provider}
        return render(request, "federation/refused.jinja2", page, status=refusal.status)


def stopped(request: Any, provider: Provider, why: str) -> HttpResponse:
    """Say that the way to a provider and back was not gone to its end; nothing was done."""
    actions.note_failed(provider=provider, why=why, by=NOBODY_YET, at=request.at)
    return render(request, "federation/stopped.jinja2", {"provider": provider}, status=BAD_REQUEST)


def sign_in(request: Any, errand: Errand, statement: ProviderStatement) -> HttpResponse:
    """Let in who is known; where the provider asked for no second factor, ours is asked for."""
    account = actions.recognise(statement=statement, by=NOBODY_YET, at=request.at)
    return let_in(request, errand, statement, account)


def accept(request: Any, errand: Errand, statement: ProviderStatement) -> HttpResponse:
    """Accept an invitation, and let in who accepted it."""
    account = actions.accept(invitation=errand.invitation, statement=statement, by=NOBODY_YET, at=request.at)
    return let_in(request, errand, statement, account)


def let_in(request: Any, errand: Errand, statement: ProviderStatement, account: Any) -> HttpResponse:
    """Go through the steps of signing in, as after a password or a passkey."""
    turn_to(account.sight)
    note_provider(
        request,
        account,
        statement.provider.name,
        second_factor=statement.has_second_factor,
        proved_at=statement.proved_at,
    )
    answer: HttpResponse = perform_login(request, Login(user=account, redirect_url=errand.then or None))
    return answer


def confirm(request: Any, errand: Errand, statement: ProviderStatement) -> HttpResponse:
    """Count the fresh proof of somebody who is signed in, give the session a new key, and lead back."""
    if request.actor is None:
        return stopped(request, statement.provider, "signed_out_meanwhile")
    actions.confirm(statement=statement, asked_at=errand.begun_at, by=request.actor, at=request.at)
    note_provider(
        request, request.user, statement.provider.name, second_factor=True, proved_at=statement.proved_at
    )
    request.session.cycle_key()
    return HttpResponseRedirect(errand.then or "/")


DO: dict[SentFor, Callable[[Any, Errand, ProviderStatement], HttpResponse]] = {
    SentFor.SIGN_IN: sign_in,
    SentFor.INVITATION: accept,
    SentFor.CONFIRMATION: confirm,
}
