"""System checks that refuse to start an installation whose settings are unsafe.

Production never runs with keys beside the data, plain http, a debug page, or a database that may
forget an acknowledged commit.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .database import POSTGRESQL_START, SQLITE_START

YEAR = 31_536_000


def keys_are_beside_data() -> bool:
    """Tell whether one copied folder would hold both the sealed data and its keys."""
    data, keys = settings.DATA_DIR, settings.KEYS_DIR
    return bool(keys == data or data in keys.parents or keys in data.parents)


def is_lossy() -> bool:
    """Tell whether the database may forget a commit it has acknowledged."""
    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        return bool(default["OPTIONS"].get("init_command") != SQLITE_START)
    return bool(default["OPTIONS"].get("options") != POSTGRESQL_START)


def cookies_are_loose() -> bool:
    """Tell whether a cookie could be sent in clear, read by a script or set by another host."""
    return not (
        settings.SESSION_COOKIE_NAME.startswith("__Host-")
        and settings.CSRF_COOKIE_NAME.startswith("__Host-")
        and settings.SESSION_COOKIE_SECURE
        and settings.CSRF_COOKIE_SECURE
        and settings.SESSION_COOKIE_HTTPONLY
        and settings.CSRF_COOKIE_HTTPONLY
        and settings.SESSION_COOKIE_DOMAIN is None
    )


def sessions_are_long() -> bool:
    """Tell whether an unattended session lasts longer than the field allows."""
    return bool(settings.SESSION_IDLE > timedelta(minutes=30) or settings.SESSION_ABSOLUTE > timedelta(hours=12))


ALWAYS: Sequence[tuple[str, Callable[[], bool], str]] = (
    ("needshare.E001", keys_are_beside_data, "NEEDSHARE_KEYS_DIR must lie outside NEEDSHARE_DATA_DIR, and not around it."),
    ("needshare.E002", is_lossy, "The database's start options were changed: an acknowledged commit could be lost."),
    ("needshare.E003", cookies_are_loose, "Session and CSRF cookies must be __Host-, Secure and HttpOnly."),
)
IN_PRODUCTION: Sequence[tuple[str, Callable[[], bool], str]] = (
    ("needshare.E101", lambda: settings.DEBUG, "DEBUG shows records to anyone who meets an error."),
    ("needshare.E102", lambda: not settings.SITE_URL.startswith("https://"), "NEEDSHARE_SITE_URL must start with https://."),
    ("needshare.E103", lambda: not settings.SECRET_KEY_FILE.is_file(), "There is no secret key: run `needshare init`."),
    ("needshare.E104", lambda: settings.SECURE_HSTS_SECONDS < YEAR, "NEEDSHARE_HSTS_SECONDS must be a year or more."),
    ("needshare.E105", sessions_are_long, "Sessions may idle for 30 minutes and last for 12 hours at most."),
    ("needshare.E106", lambda: "*" in settings.ALLOWED_HOSTS, "NEEDSHARE_ALLOWED_HOSTS must name hosts, not *."),
)


def unsafe() -> Iterator[CheckMessage]:
    """Find every setting that must not be, each with its remedy."""
    tests = [*ALWAYS, *(IN_PRODUCTION if settings.IS_PRODUCTION else ())]
    for code, is_wrong, remedy in tests:
        if is_wrong():
            yield Error(remedy, id=code)


@register
def settings_are_safe(
    app_configs: Sequence[AppConfig] | None = None, **options: Any
) -> list[CheckMessage]:
    """Refuse unsafe settings whenever Django checks itself: at start and in every command."""
    return list(unsafe())
