"""Light or dark: what the person chose for this browser, kept in a cookie and nowhere else."""

from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

COOKIE = "appearance"
YEAR = 365 * 24 * 60 * 60


class Appearance(StrEnum):
    """How pages look."""

    DEVICE = "device"
    LIGHT = "light"
    DARK = "dark"


LABELS = {
    Appearance.DEVICE: _("The same as my device"),
    Appearance.LIGHT: _("Light"),
    Appearance.DARK: _("Dark"),
}


def chosen(request: HttpRequest) -> Appearance:
    """Read the choice; anything else in the cookie counts as none."""
    word = request.COOKIES.get(COOKIE, "")
    return Appearance(word) if word in LABELS else Appearance.DEVICE


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
