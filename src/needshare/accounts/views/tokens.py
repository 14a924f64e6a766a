"""Your tokens: what lets programs act for oneself, made, listed and revoked; each secret is shown once."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needshare.accounts import actions, queries
from needshare.accounts.forms.tokens import NewToken
from needshare.accounts.rules import TOKEN_LIFE_FOR_STEPS
from needshare.accounts.terms import TokenScope
from needshare.crypto.seeds import open_seed, seal_seed
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import answer, posted

MADE = "sealed_token"  # in the session, until it is shown


@needs("signed_in")
@require_safe
def listed(request: Visit) -> HttpResponse:
    """List one's own tokens in force, and show the secret of one that was just made."""
    sealed = request.session.pop(MADE, "")
    page = {
        "tokens": queries.tokens_of(request.actor.id, request.actor, at=request.at),
        "secret": open_seed(request.actor.id, sealed) if sealed else "",
    }
    return render(request, "accounts/tokens.jinja2", page)


@needs("accounts.add_token")
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: Visit) -> HttpResponse:
    """Make a token of one's own, just after confirming that it is oneself."""
    form = NewToken(posted(request))

    def act() -> None:
        scope = TokenScope(form.cleaned_data["scope"])
        lasts = (
            TOKEN_LIFE_FOR_STEPS if scope is TokenScope.STEPS else timedelta(days=form.cleaned_data["days"])
        )
        _token, secret = actions.add_token(
            username=queries.person(request.actor.id, request.actor).username,
            label=form.cleaned_data["label"],
            expires_at=request.at + lasts,
            scope=scope,
            by=request.actor,
            at=request.at,
        )
        request.session[MADE] = seal_seed(request.actor.id, secret)

    return answer(request, form, act, template="accounts/make_token.jinja2", then="/account/tokens")


@needs("accounts.revoke_token")
@require_POST
def revoke(request: Visit, api_token: UUID) -> HttpResponse:
    """Revoke a token of one's own; nothing need be confirmed: speed matters."""
    actions.revoke_token(token_id=api_token, by=request.actor, at=request.at)
    messages.success(request, _("The token is revoked."))
    return redirect("own_tokens")
