"""Where somebody is signed in: one's own browsers, each to be signed out from here, or all at once."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from needshare.accounts import actions, queries, sessions
from needshare.accounts.confirmation import provider_of
from needshare.accounts.views.sign_in import led_on
from needshare.web.doorways import Visit, needs
from needshare.web.headers import posts_to_providers


@needs("signed_in")
@posts_to_providers
@require_safe
def listed(request: Visit) -> HttpResponse:
    """List the browsers one is signed in with."""
    browsers = sessions.browsers_of(queries.person(request.actor.id, request.actor), at=request.at)
    page = {"browsers": browsers, "this": request.session[sessions.NAME]}
    return render(request, "accounts/sessions.jinja2", page)


@needs("accounts.end_own_session")
@require_POST
def end(request: Visit, browser: UUID) -> HttpResponse:
    """Sign oneself out in one browser."""
    actions.end_own_session(browser=browser, by=request.actor, at=request.at)
    messages.success(request, _("You are signed out there."))
    return redirect("own_sessions")


@needs("accounts.end_own_session")
@require_POST
def end_all(request: Visit) -> HttpResponse:
    """Sign oneself out everywhere, here too."""
    vouching = provider_of(request, request.user)
    actions.end_own_sessions(by=request.actor, at=request.at)
    logout(request)
    messages.success(request, _("You are signed out everywhere."))
    return led_on(request, vouching, redirect("/"))  # where who is signed in nowhere is asked to sign in
