"""Turn a mail address into Django's settings: a mail server, or files where there is none."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Mail:
    """How notices leave: through a server, or into a folder."""

    backend: str = "django.core.mail.backends.smtp.EmailBackend"
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    tls: str = ""


def mail(url: str) -> Mail:
    """Read an address such as `smtp://user:password@host:587?tls=start`; empty means files.

    >>> mail("smtp://post.example:587?tls=start").port
    587
    """
    if not url:
        return Mail(backend="django.core.mail.backends.filebased.EmailBackend")
    parts = urlsplit(url)
    if parts.scheme != "smtp":
        raise ValueError("NEEDSHARE_EMAIL_URL must start with smtp://")
    return Mail(
        host=parts.hostname or "localhost",
        port=parts.port or 25,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=parse_qs(parts.query).get("tls", [""])[0],
    )
