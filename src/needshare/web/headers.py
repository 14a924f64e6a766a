"""The security headers of every answer: pages, errors, files, redirects.

A view may set a stricter header itself (a download is sandboxed); what it set is kept.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
UNUSED_FEATURES = (
    "accelerometer",
    "autoplay",
    "bluetooth",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "web-share",
    "xr-spatial-tracking",
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
    # Not no-referrer: browsers would send "Origin: null" with forms, which the CSRF check refuses.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",  # static files bring their own, and are kept for ever by their name
}


def policy_to_providers() -> str:
    """Return the content policy of pages whose forms lead on to the organisations' sign-in providers.

    At exactly the origins set for them: browsers hold where a form is redirected to against `form-action` too.
    """
    origins = {origin for each in settings.SIGN_IN_PROVIDERS for origin in each.origins}
    return CONTENT_POLICY.replace("form-action 'self'", " ".join(["form-action 'self'", *sorted(origins)]))


def posts_to_providers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let the forms of a page lead on to the organisations' sign-in providers."""

    @wraps(view)
    def allowing(request: Any, *args: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *args, **named)
        response.headers["Content-Security-Policy"] = policy_to_providers()
        return response

    return allowing
