"""Going to a provider that speaks SAML and coming back from it.

The provider has the browser post its answer, from another site: no cookie of ours comes with that. The
answer waits, sealed, for the one second until the browser asks for it with its cookie.
"""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from needshare.api.limits import few_tries
from needshare.crypto.sealing import Tampered
from needshare.crypto.seeds import open_seed, seal_seed
from needshare.federation import rules, saml
from needshare.federation.terms import Protocol, Provider
from needshare.kernel import Blocked, Unavailable, Unknown
from needshare.web.doorways import open_to_anyone

from .returning import answered, stopped
from .visits import begun_under, finished, note_request

WAITS = 60  # seconds
MOST = 256 * 1024
SEE_OTHER = 303


def provider_of(name: str) -> Provider:
    """Return a provider that speaks SAML.

    Raises:
        Unknown: there is none of this name.
    """
    found = rules.provider_named(name, settings.SIGN_IN_PROVIDERS)
    if found.protocol is not Protocol.SAML:
        raise Unknown
    return found


def back_at(provider: Provider) -> str:
    """Return the address a provider has browsers post its answers to; it names this service there, too."""
    return f"{settings.SITE_URL}{reverse('saml_return', args=[provider.name])}"


@open_to_anyone
@few_tries
@require_safe
def leave(request: Any, provider: str) -> HttpResponse:
    """Send a browser on to the provider, with a request that its answer must name."""
    found = provider_of(provider)
    state = request.GET.get("state", "")
    errand = begun_under(request, found, state)
    if errand is None:
        return stopped(request, found, "not_begun_here")
    try:
        place, asked = saml.where_to(
            found, state=state, back=back_at(found), must_prove_again=errand.question.must_prove_again
        )
    except Unavailable:
        return render(request, "federation/down.jinja2", {"provider": found}, status=Unavailable.status)
    note_request(request, state, asked)
    return HttpResponseRedirect(place)


@csrf_exempt
@open_to_anyone
@few_tries
@require_POST
def take(request: Any, provider: str) -> HttpResponse:
    """Take an answer that a provider had a browser post, and have the browser come for it."""
    found = provider_of(provider)
    answer, kept = request.POST.get("SAMLResponse", ""), uuid4()
    if not answer or len(answer) > MOST:
        return stopped(request, found, "no_code")
    cache.set(f"saml|{kept}", seal_seed(kept, answer), WAITS)
    asked = urlencode({"state": request.POST.get("RelayState", ""), "kept": str(kept)})
    response = HttpResponseRedirect(f"{reverse('saml_finish', args=[found.name])}?{asked}")
    response.status_code = SEE_OTHER
    return response


@open_to_anyone
@few_tries
@require_safe
def finish(request: Any, provider: str) -> HttpResponse:
    """Judge the answer, in the browser that was sent for it."""
    found = provider_of(provider)
    errand = finished(request, found, request.GET.get("state", ""))
    answer = kept_under(request.GET.get("kept", ""))
    if errand is None or not answer:
        return stopped(request, found, "not_begun_here")
    try:
        statement = saml.stated(found, answer=answer, request=errand.question.nonce, back=back_at(found))
    except Unavailable:
        return render(request, "federation/down.jinja2", {"provider": found}, status=Unavailable.status)
    except Blocked as refusal:
        return stopped(request, found, *refusal.codes)
    return answered(request, errand, statement)


def kept_under(name: str) -> str:
    """Return an answer that waits, and let it go; empty for none."""
    sealed = cache.get(f"saml|{name}")
    cache.delete(f"saml|{name}")
    try:
        return open_seed(UUID(name), sealed) if sealed else ""
    except (ValueError, Tampered):
        return ""
