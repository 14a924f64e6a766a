"""The access rule of every page's view, named where the view is defined.

`needs` keeps visitors who are not signed in out and names the verb; whether this actor may do it
to this thing is asked in `access.py`, by the action or query the view calls.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from needshare.kernel import Actor


class Visit(HttpRequest):
    """A request of somebody signed in, as `accounts.middleware` leaves it: who acts, and at what time.

    For annotations only; nothing makes one.
    """

    actor: Actor
    at: datetime


View = Callable[..., HttpResponseBase]

ANYONE = "anyone"


def needs(verb: str) -> Callable[[View], View]:
    """Say which verb a view lets a signed-in person use, such as "decision.approve".

    Everyone else is sent to sign in first. A page that any signed-in person may see needs "signed_in".
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def doorway(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
            if getattr(request, "actor", None) is None:
                return redirect_to_login(request.get_full_path())
            return view(request, *args, **named)

        doorway.access_rule = verb  # type: ignore[attr-defined]  # read by the architecture test
        return doorway

    return decorate


def open_to_anyone(view: View) -> View:
    """Say that a view shows nothing that is not public."""
    view.access_rule = ANYONE  # type: ignore[attr-defined]  # read by the architecture test
    return view
