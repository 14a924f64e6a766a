"""Turn a mail address into Django's settings: a mail server, or files where there is none."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def mail(url: str, *, mail_dir: Path) -> dict[str, Any]:
    """Read an address such as `smtp://user:password@host:587?tls=start`.

    >>> mail("smtp://post.example:587?tls=start", mail_dir=Path("/srv/mail"))["EMAIL_USE_TLS"]
    True
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": str(mail_dir)}
    parts = urlsplit(url)
    if parts.scheme != "smtp":
        raise ValueError("NEEDSHARE_EMAIL_URL must start with smtp://")
    tls = parse_qs(parts.query).get("tls", [""])[0]
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": tls == "start",
        "EMAIL_USE_SSL": tls == "on",
        "EMAIL_TIMEOUT": 20,
    }
