"""Middleware that says who acts: `request.actor`, read anew on every request, or nobody.

A session that idled or grew old ends here. Somebody signed in without a second factor, or with a
first password, is nobody yet: they reach only the pages that put this right. Requests to the API
carry a token and are answered by the API itself; a session counts for nothing there.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from needshare.api import limits
from needshare.api.reading import must_be_readable
from needshare.kernel import Actor, Blocked, Channel
from needshare.kernel.sight import KeyKind, by_key, turn_to
from needshare.web.doorways import ANYONE

from . import queries
from .confirmation import second_factor_at
from .sessions import has_ended, is_still, touch

GetResponse = Callable[[HttpRequest], HttpResponseBase]

API = ("/api/", "/scim/")  # where a token counts, and a session for nothing
READING = ("GET", "HEAD")
PIECE = 64 * 1024
LOOK_EVERY = 1.0  # seconds: what a download that has begun may outlast who asked for it

# Rules of the pages on which people complete their sign-in.
COMPLETING = frozenset(
    {
        "accounts.change_password",
        "accounts.confirm",
        "accounts.enrol_second_factor",
        "accounts.sign_out",
    }
)


class BearerToken(HttpBearer):
    """Recognises who calls the API by their token alone, how often, and whether what they sent can be read."""

    def __call__(self, request: HttpRequest) -> Actor | None:
        actor: Actor | None = super().__call__(request)
        if actor is not None:
            must_be_readable(request)
        return actor

    def authenticate(self, request: Any, token: str) -> Actor | None:
        found: Actor | None = queries.actor_of_token(token, at=request.at, channel=Channel.API)
        request.actor = found
        if found is not None:
            limits.spend(limits.of_token(), token, at=request.at)
            limits.spend(limits.of_account(), str(found.id), at=request.at)
        return found


class DownloadIsOver(Exception):
    """Who was downloading may no longer: the connection is cut, so that nobody takes a part for the whole."""


def given_out(response: Any, actor: Actor) -> HttpResponseBase:
    """Have a file leave piece by piece, so that it can be cut; a small one leaves at once."""
    if response.streaming:
        response.streaming_content = while_let_in(actor, response.streaming_content)
    content: bytes = b"" if response.streaming else response.content
    if len(content) <= PIECE:
        kept: HttpResponseBase = response
        return kept
    streamed = StreamingHttpResponse(
        while_let_in(actor, [content]), status=response.status_code, headers=dict(response.headers)
    )
    streamed.headers["Content-Length"] = str(len(content))
    streamed.cookies = response.cookies
    return streamed


def cut_up(content: Iterable[bytes]) -> Iterator[bytes]:
    """Give content out in small pieces, however it came.

    >>> [len(piece) for piece in cut_up([b"", b"x" * 100_000])]
    [65536, 34464]
    """
    for part in content:
        yield from (part[start : start + PIECE] for start in range(0, len(part), PIECE))


def while_let_in(actor: Actor, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Give a file out for as long as who asked for it stays who they were, looked at once a second.

    Raises:
        DownloadIsOver: they were suspended, signed out, or moved to another role or unit meanwhile.
    """
    looked_at = time.monotonic()
    for piece in cut_up(pieces):
        if time.monotonic() - looked_at >= LOOK_EVERY:
            if not is_still(actor):
                raise DownloadIsOver
            looked_at = time.monotonic()
        yield piece


class ActorMiddleware:
    """Puts `at` and `actor` on the request and lets nobody past the sign-in pages who is nobody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.at, request.actor = timezone.now(), None
        if not request.path.startswith(API) and request.user.is_authenticated:
            self.recognise(request, request.at)
        elif half_way := request.session.get(LOGIN_SESSION_KEY):
            turn_to(by_key(KeyKind.ACCOUNT, str(UUID(half_way["user_pk"]))))  # password given, code not yet
        response = self.get_response(request)
        if request.actor is not None and "Content-Disposition" in response.headers:
            return given_out(response, request.actor)
        return response

    def recognise(self, request: Any, at: datetime) -> None:
        """Find who acts, or end the session."""
        account = request.user
        if not queries.may_come_in(account) or has_ended(request.session, at):
            logout(request)
            messages.info(request, _("You were signed out. Sign in to go on."))
            return
        touch(request.session, request.headers.get("User-Agent", ""), at)
        confirmed_at = second_factor_at(request, account)
        if confirmed_at is not None and not account.has_first_password:
            request.actor = queries.actor_of(
                account,
                channel=Channel.BROWSER,
                roles=account.held_roles(),
                at=at,
                confirmed_at=confirmed_at,
            )

    def process_view(
        self, request: Any, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Send visitors to sign in, and people who have not completed their sign-in to do so."""
        rule = getattr(view, "access_rule", "")
        if rule == ANYONE or request.actor is not None or request.path.startswith(API):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method in READING else "/")
        if rule in COMPLETING:
            return None
        return HttpResponseRedirect(reverse(next_step(request)))

    def process_exception(self, request: Any, exception: Exception) -> HttpResponseBase | None:
        """Turn "confirm that it is you" into the page that asks for it, and back to where one was."""
        if not isinstance(exception, Blocked) or "confirmation_needed" not in exception.codes:
            return None
        if request.actor is None or request.path.startswith(API):
            return None
        back = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{back}")


def next_step(request: Any) -> str:
    """Name the page that completes a sign-in: the password first, then the second factor."""
    if request.user.has_first_password:
        return "account_change_password"
    return "mfa_add_webauthn"
