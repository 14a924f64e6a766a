"""What production alone refuses: each danger, how to see it, and what to do about it.

A setting that is only safe on one's own machine, or that would switch a guard off, stops the start
(security goal G4). Each remedy tells whoever runs the installation what to change.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from needshare.crypto import keyring
from needshare.crypto.keyfiles import OTHERS
from needshare.kernel import Unavailable

YEAR = 31_536_000
KEY_LENGTH, KEY_LETTERS = 50, 12
SMTP = "django.core.mail.backends.smtp.EmailBackend"
IN_MEMORY = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
ARGON2ID = {"time_cost": 2, "memory_cost": 19 * 1024}  # KiB: the least OWASP names

# Each says no, or writes down that it was said; the order is that of the settings.
GUARDS = (
    "needshare.web.middleware.security_headers",
    "needshare.web.middleware.sight",
    "needshare.api.middleware.problems",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "needshare.web.middleware.Refusals",
    "needshare.accounts.middleware.ActorMiddleware",
    "needshare.audit.denials.Denials",
)
# What Django warns of and the product does otherwise: see the settings.
ACCEPTED = {"auth.W004", "security.W002", "security.W021"}


def sessions_are_long() -> bool:
    """Tell whether an unattended session lasts longer than the field allows."""
    idle, whole = settings.SESSION_IDLE, settings.SESSION_ABSOLUTE
    return bool(idle > timedelta(minutes=30) or whole > timedelta(hours=12))


def proofs_last_long() -> bool:
    """Tell whether a second factor given long ago would still release, decide or change roles and keys."""
    return bool(timedelta(minutes=5) < settings.FRESH_FOR)


def site_is_plain() -> bool:
    """Tell whether people would reach the site without encryption."""
    return not settings.SITE_URL.startswith("https://") or not settings.SECURE_SSL_REDIRECT


def key_is_missing() -> bool:
    """Tell whether sessions would be signed with a key of this process alone."""
    return not settings.SECRET_KEY_FILE.is_file()


def key_is_poor() -> bool:
    """Tell whether the key that signs sessions is empty, short, or one that somebody made up."""
    try:
        key: str = settings.SECRET_KEY
    except ImproperlyConfigured:  # it is empty
        return True
    return key.startswith("django-insecure-") or len(key) < KEY_LENGTH or len(set(key)) < KEY_LETTERS


def keys_are_open() -> bool:
    """Tell whether other users of this machine can read a key."""
    return any(path.stat().st_mode & OTHERS for path in _in(settings.KEYS_DIR))


def data_is_open() -> bool:
    """Tell whether other users of this machine can look into the data folder."""
    return any(path.stat().st_mode & OTHERS for path in [settings.DATA_DIR] if path.exists())


def _in(folder: Path) -> Iterator[Path]:
    if folder.exists():
        yield from (folder, *folder.rglob("*"))


def keyring_cannot_be_read() -> bool:
    """Tell whether what is stored could not be opened: a key is missing or damaged."""
    try:
        keyring.load(settings.KEYS_DIR, strict=False).verifying_key()
    except Unavailable:
        return True
    return False


def hsts_is_short() -> bool:
    """Tell whether browsers may forget too soon that the site is https only."""
    return bool(settings.SECURE_HSTS_SECONDS < YEAR)


def any_host_is_allowed() -> bool:
    """Tell whether the site would answer to a host name that somebody else made up."""
    return any(host.startswith(("*", ".")) for host in settings.ALLOWED_HOSTS)


def mail_stays_here() -> bool:
    """Tell whether messages would be written to a file or a terminal, and nobody told."""
    return bool(settings.EMAIL_BACKEND != SMTP)


def mail_is_plain() -> bool:
    """Tell whether one-time links would travel to another machine in clear."""
    is_encrypted = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    return settings.EMAIL_BACKEND == SMTP and not is_encrypted and not _is_here(settings.EMAIL_HOST)


def database_is_unverified() -> bool:
    """Tell whether a database on another machine is reached without knowing that it is the right one."""
    return any(_is_unverified(each) for each in settings.DATABASES.values())


def _is_unverified(database: Mapping[str, Any]) -> bool:
    if database["ENGINE"].endswith("sqlite3") or _is_here(database["HOST"]):
        return False
    return bool(database["OPTIONS"].get("sslmode") != "verify-full")


def _is_here(host: str) -> bool:
    if host in {"", "localhost"} or host.startswith("/"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def a_guard_is_off() -> bool:
    """Tell whether something that refuses, or that writes refusals to the audit log, was left out or moved."""
    standing = [each for each in settings.MIDDLEWARE if each in GUARDS]
    return tuple(standing) != GUARDS


def passwords_are_cheap() -> bool:
    """Tell whether a stolen hash of a password could be guessed at too fast."""
    is_ours = settings.PASSWORD_HASHERS == ["needshare.crypto.passwords.Argon2id"]
    return not is_ours or any(settings.ARGON2ID[name] < least for name, least in ARGON2ID.items())


def uploads_touch_the_disk() -> bool:
    """Tell whether an upload would lie in a temporary file, in clear."""
    return bool(settings.FILE_UPLOAD_HANDLERS != IN_MEMORY)


def a_check_is_silenced() -> bool:
    """Tell whether a warning is silenced that the product itself does not silence."""
    return not set(settings.SILENCED_SYSTEM_CHECKS) <= ACCEPTED


@dataclass(frozen=True, slots=True)
class Danger:
    """One thing that must not be, how to see it, and its remedy."""

    code: str
    is_there: Callable[[], bool]
    remedy: str


def _danger(number: int, is_there: Callable[[], bool], remedy: str) -> Danger:
    return Danger(f"needshare.E{number}", is_there, remedy)


DANGERS = (
    _danger(
        101, lambda: settings.DEBUG, "Set DEBUG to False: it shows records to anyone who meets an error."
    ),
    _danger(102, site_is_plain, "NEEDSHARE_SITE_URL must start with https://, and http must lead there."),
    _danger(103, key_is_missing, "There is no secret key: run `needshare init`, or restore the keys."),
    _danger(104, hsts_is_short, "NEEDSHARE_HSTS_SECONDS must be a year or more."),
    _danger(105, sessions_are_long, "Sessions may idle 30 minutes and last 12 hours at most."),
    _danger(106, any_host_is_allowed, "NEEDSHARE_ALLOWED_HOSTS must name hosts, not * or whole domains."),
    _danger(107, proofs_last_long, "NEEDSHARE_FRESH_MINUTES must be 5 or less."),
    _danger(108, key_is_poor, "Remove the secret key, which is weak, and run `needshare init` to make one."),
    _danger(109, keys_are_open, "Run `chmod -R go= ` on NEEDSHARE_KEYS_DIR: other users can read the keys."),
    _danger(110, keyring_cannot_be_read, "Restore the keys from their backup: one is missing or damaged."),
    _danger(111, mail_stays_here, "Set NEEDSHARE_EMAIL_URL to a mail server: nobody would be told anything."),
    _danger(112, mail_is_plain, "Add ?tls=start or ?tls=on to NEEDSHARE_EMAIL_URL: links would go in clear."),
    _danger(
        113, database_is_unverified, "Add ?sslmode=verify-full to NEEDSHARE_DATABASE_URL and its OWNER_URL."
    ),
    _danger(114, a_guard_is_off, "Put MIDDLEWARE back: access, headers and audit cannot be switched off."),
    _danger(115, passwords_are_cheap, "Put PASSWORD_HASHERS and ARGON2ID back: passwords need a dear hash."),
    _danger(116, uploads_touch_the_disk, "Put FILE_UPLOAD_HANDLERS back: uploads may not touch the disk."),
    _danger(117, data_is_open, "Run `chmod go= ` on NEEDSHARE_DATA_DIR: other users can read the data."),
    _danger(118, a_check_is_silenced, "Put SILENCED_SYSTEM_CHECKS back: no other check may be silenced."),
)
