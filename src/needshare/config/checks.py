"""System checks that refuse to start an installation whose settings are unsafe.

Nothing runs with keys beside the data or a database that may forget an acknowledged commit; what
production refuses besides is in `production.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info
from django.db import OperationalError, connections

from needshare.policy import stands_on

from .database import POSTGRESQL_START, SQLITE_START
from .production import DANGERS as IN_PRODUCTION, Danger

MANY = 100_000
CODE_DIGITS = 12
SQLITE_WAIT = 20

# What the database itself must answer, whatever was asked of it: each commit is on the disk when it is acknowledged.
DURABLE = {
    "sqlite": {"PRAGMA journal_mode": "wal", "PRAGMA synchronous": "2", "PRAGMA foreign_keys": "1"},
    "postgresql": {"SHOW fsync": "on", "SHOW full_page_writes": "on", "SHOW synchronous_commit": "on"},
}


def keys_are_beside_data() -> bool:
    """Tell whether one copied folder would hold both the sealed data and its keys."""
    data, keys = settings.DATA_DIR, settings.KEYS_DIR
    return bool(keys == data or data in keys.parents or keys in data.parents)


def is_lossy() -> bool:
    """Tell whether the database may forget a commit it has acknowledged, or fail where it should wait."""
    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        options = default["OPTIONS"]
        is_hasty = options.get("transaction_mode") != "IMMEDIATE" or options.get("timeout", 0) < SQLITE_WAIT
        return bool(is_hasty or options.get("init_command") != SQLITE_START)
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


ALWAYS = (
    Danger("needshare.E001", keys_are_beside_data, "Keep NEEDSHARE_KEYS_DIR and NEEDSHARE_DATA_DIR apart."),
    Danger("needshare.E002", is_lossy, "Put the database options back: commits could be lost."),
    Danger("needshare.E003", cookies_are_loose, "Cookies must be __Host-, Secure and HttpOnly."),
    Danger("needshare.E007", limits_are_alone, "Tries to sign in must be counted in a large cache for all."),
    Danger("needshare.E008", a_limit_is_missing, "A limit of calls or tries must be 1 or more."),
    Danger("needshare.E009", passkeys_are_weak, "Passkeys must verify their holder; codes must be long."),
)


def unsafe() -> Iterator[CheckMessage]:
    """Find every setting that must not be, each with its remedy."""
    for danger in (*ALWAYS, *(IN_PRODUCTION if settings.IS_PRODUCTION else ())):
        if danger.is_there():
            yield Error(danger.remedy, id=danger.code)


def settings_are_safe(**_: Any) -> list[CheckMessage]:
    """Refuse unsafe settings whenever Django checks itself: at start and in every command."""
    return list(unsafe())


def policy_is_in_force(**_: Any) -> list[CheckMessage]:
    """Tell what is wrong with the policy; refuse to start only where there is no good text of it at all."""
    standing = stands_on().look_again()
    kind, code = (Info, "needshare.I001") if standing.is_complete else (Error, "needshare.E011")
    return [kind(f"The policy: {fault}", id=code) for fault in standing.faults]


def database_is_durable(*, databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse a database that does not keep what it acknowledges, as it answers itself."""
    return [each for alias in databases or () for each in _forgetful(alias)]


def _forgetful(alias: str) -> Iterator[CheckMessage]:
    connection = connections[alias]
    try:
        with connection.cursor() as cursor:
            for question, wanted in DURABLE[connection.vendor].items():
                cursor.execute(question)
                answer = str(cursor.fetchone()[0])
                if answer != wanted:
                    name = question.split()[-1]
                    words = f"Set {name} back to {wanted} on the database: it is {answer}, and commits could be lost."
                    yield Error(words, id="needshare.E010")
    except OperationalError:
        return  # said by the check of the triggers
