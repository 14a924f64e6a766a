"""The page behind the link of an invitation: the person chooses their own password.

It is open to anyone, as nobody is signed in: what guards it is the link, 160 random bits. Unknown,
used, expired and replaced links answer alike.
"""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from needshare.accounts import actions, queries
from needshare.accounts.adapters import NOBODY_YET
from needshare.accounts.forms.people import OwnPassword
from needshare.api.limits import few_tries
from needshare.crypto.tokens import token_hash
from needshare.web.doorways import Visit, open_to_anyone
from needshare.web.formpages import carried_out, posted
from needshare.web.headers import posts_to_providers


@open_to_anyone
@few_tries
@posts_to_providers
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: Visit, token: str) -> HttpResponse:
    """Let an invited person choose their password, then send them to sign in."""
    link = token_hash(token)
    found = queries.living_invitation(link, viewer=NOBODY_YET, at=request.at)
    form = OwnPassword(posted(request))

    def act() -> object:
        password = form.cleaned_data["password1"]
        return actions.accept_invitation(invitation=link, password=password, by=NOBODY_YET, at=request.at)

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, _("Your password is set. Sign in with it, then set up your second factor."))
        return redirect("account_login")
    home = found.account.owner.code
    providers = [each for each in settings.SIGN_IN_PROVIDERS if each.organisation == home]
    page = {"form": form, "account": found.account, "providers": providers, "token": token}
    return render(request, "accounts/accept_invitation.jinja2", page, status=422 if form.errors else 200)
