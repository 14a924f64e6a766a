"""Light or dark: what the person chose for this browser, kept in a cookie and nowhere else."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from needshare.kernel import Term, gettext_noop as _

COOKIE = "appearance"
YEAR = 365 * 24 * 60 * 60


class Appearance(Term):
    """How pages look."""

    DEVICE = "device", _("The same as my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


def chosen(request: HttpRequest) -> Appearance:
    """Read the choice; anything else in the cookie counts as none."""
    word = request.COOKIES.get(COOKIE, "")
    return Appearance(word) if word in Appearance.labels() else Appearance.DEVICE


def remember(response: HttpResponse, appearance: Appearance) -> None:
    """Keep the choice in this browser."""
    response.set_cookie(
        COOKIE,
        appearance.value,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
