"""System checks that refuse to start an installation whose settings are unsafe.

Production never runs with keys beside the data, plain http, a debug page, or a database that may
forget an acknowledged commit.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from .database import POSTGRESQL_START, SQLITE_START

YEAR = 31_536_000
MANY = 100_000
CODE_DIGITS = 12


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
    idle, whole = settings.SESSION_IDLE, settings.SESSION_ABSOLUTE
    return bool(idle > timedelta(minutes=30) or whole > timedelta(hours=12))


def limits_are_alone() -> bool:
    """Tell whether each process would count tries at signing in by itself, or forget them under a flood."""
    cache: Mapping[str, Any] = settings.CACHES["default"]
    most = cache.get("OPTIONS", {}).get("MAX_ENTRIES", 300)
    return not cache["BACKEND"].endswith("DatabaseCache") or most < MANY


def a_limit_is_missing() -> bool:
    """Tell whether a limit of calls or tries is set to none at all."""
    return 0 in (settings.API_CALLS_OF_TOKEN, settings.API_CALLS_OF_ACCOUNT, settings.LINK_TRIES)


def passkeys_are_weak() -> bool:
    """Tell whether a passkey would let in whoever holds the device, or whether codes could be read back or reused."""
    return not (
        "webauthn" in settings.MFA_SUPPORTED_TYPES
        and settings.MFA_PASSKEY_LOGIN_ENABLED
        and settings.MFA_WEBAUTHN_USER_VERIFICATION == "required"
        and not getattr(settings, "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", False)
        and not settings.MFA_TRUST_ENABLED
        and settings.MFA_RECOVERY_CODE_DIGITS >= CODE_DIGITS
    )


def proofs_last_long() -> bool:
    """Tell whether a second factor given long ago would still release, decide or change roles and keys."""
    return bool(timedelta(minutes=5) < settings.FRESH_FOR)


def site_is_plain() -> bool:
    """Tell whether people would reach the site without encryption."""
    return not settings.SITE_URL.startswith("https://")


def key_is_missing() -> bool:
    """Tell whether sessions would be signed with a key of this process alone."""
    return not settings.SECRET_KEY_FILE.is_file()


def hsts_is_short() -> bool:
    """Tell whether browsers may forget too soon that the site is https only."""
    return bool(settings.SECURE_HSTS_SECONDS < YEAR)


def any_host_is_allowed() -> bool:
    """Tell whether the site would answer to a host name that somebody else made up."""
    return "*" in settings.ALLOWED_HOSTS


@dataclass(frozen=True, slots=True)
class Danger:
    """One thing that must not be, how to see it, and its remedy."""

    code: str
    is_there: Callable[[], bool]
    remedy: str


ALWAYS = (
    Danger("needshare.E001", keys_are_beside_data, "Keep NEEDSHARE_KEYS_DIR and NEEDSHARE_DATA_DIR apart."),
    Danger("needshare.E002", is_lossy, "With these database options commits could be lost."),
    Danger("needshare.E003", cookies_are_loose, "Cookies must be __Host-, Secure and HttpOnly."),
    Danger("needshare.E007", limits_are_alone, "Tries to sign in must be counted in a large cache for all."),
    Danger("needshare.E008", a_limit_is_missing, "A limit of calls or tries must be 1 or more."),
    Danger("needshare.E009", passkeys_are_weak, "Passkeys must verify their holder; codes must be long."),
)
IN_PRODUCTION = (
    Danger("needshare.E101", lambda: settings.DEBUG, "DEBUG shows records to anyone who meets an error."),
    Danger("needshare.E102", site_is_plain, "NEEDSHARE_SITE_URL must start with https://."),
    Danger("needshare.E103", key_is_missing, "There is no secret key: run `needshare init`."),
    Danger("needshare.E104", hsts_is_short, "NEEDSHARE_HSTS_SECONDS must be a year or more."),
    Danger("needshare.E105", sessions_are_long, "Sessions may idle 30 minutes and last 12 hours at most."),
    Danger("needshare.E106", any_host_is_allowed, "NEEDSHARE_ALLOWED_HOSTS must name hosts, not *."),
    Danger("needshare.E107", proofs_last_long, "NEEDSHARE_FRESH_MINUTES must be 5 or less."),
)


def unsafe() -> Iterator[CheckMessage]:
    """Find every setting that must not be, each with its remedy."""
    for danger in (*ALWAYS, *(IN_PRODUCTION if settings.IS_PRODUCTION else ())):
        if danger.is_there():
            yield Error(danger.remedy, id=danger.code)


def settings_are_safe(**_: Any) -> list[CheckMessage]:
    """Refuse unsafe settings whenever Django checks itself: at start and in every command."""
    return list(unsafe())
