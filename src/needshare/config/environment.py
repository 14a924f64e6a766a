"""The environment variables that set an installation up: one list, read here and nowhere else.

The reference page of settings is written from this list, so that it cannot fall behind.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from needshare.policy.in_force import SHIPPED

PREFIX = "NEEDSHARE_"


class Environment(StrEnum):
    """What an installation is for; production refuses what is only safe on one's own machine."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable, without its prefix: its default and what it is for."""

    name: str
    default: str
    about: str


VARIABLES = (
    Variable("ENV", "development", "What this installation is for: development, test or production."),
    Variable("SITE_URL", "http://localhost:8000", "The address people use. Production needs https."),
    Variable("DATA_DIR", "./var/data", "Folder of the embedded database and of sealed files."),
    Variable("KEYS_DIR", "./var/keys", "Folder of the keys. Never inside the data folder."),
    Variable("MAIL_DIR", "./var/mail", "Folder that messages are written to when EMAIL_URL is empty."),
    Variable("STATIC_DIR", "./var/static", "Folder that style sheets, scripts and fonts are served from."),
    Variable("DATABASE_URL", "", "postgresql://user:password@host/name, or sqlite:///path. Empty: embedded."),
    Variable(
        "DATABASE_OWNER_URL",
        "",
        "PostgreSQL role that owns the tables: used by init, migrate, backup and restore alone.",
    ),
    Variable("DATABASE_POOL", "0", "Pooled connections per process. 0: one lasting connection per thread."),
    Variable("EMAIL_URL", "", "smtp://user:password@host:587?tls=start or ?tls=on. Empty: written to files."),
    Variable("EMAIL_FROM", "Needshare <no-reply@localhost>", "Sender of notices."),
    Variable("ALLOWED_HOSTS", "", "Further host names the site answers to, separated by commas."),
    Variable("TRUSTED_PROXIES", "0", "How many reverse proxies stand in front and set X-Forwarded headers."),
    Variable("HSTS_SECONDS", "31536000", "How long browsers must use https only. Production needs a year."),
    Variable(
        "SESSION_IDLE_MINUTES", "15", "An unused session ends after this. Production allows 30 at most."
    ),
    Variable("SESSION_HOURS", "10", "A session ends after this long whatever is done. At most 12."),
    Variable("FRESH_MINUTES", "5", "How long a second factor counts as fresh for deciding and releasing."),
    Variable("API_CALLS_OF_TOKEN", "600", "Calls a minute with one API token; a quarter of it at once."),
    Variable(
        "API_CALLS_OF_ACCOUNT", "1200", "Calls a minute of one person or system, with all their tokens."
    ),
    Variable("LINK_TRIES", "30", "Tries a minute of one-time links and invitations from one address."),
    Variable("SCIM", "off", "on: organisations' directories tell of joiners and leavers at /scim/v2."),
    Variable("SIGN_IN_PROVIDERS", "", "TOML file of the organisations' own sign-in providers. Empty: none."),
    Variable("POLICY_PACK", "uk_police", "Policy pack: uk_police, us_generic, or a folder of your own."),
    Variable(
        "POLICY_LAYERS", "", "Folder with a folder for each force's own layer. Empty: `policy` in DATA_DIR."
    ),
    Variable("UPLOAD_MEGABYTES", "25", "Largest upload. Uploads stay in memory until they are sealed."),
    Variable("LOG_LEVEL", "INFO", "Least level written to standard output: DEBUG, INFO, WARNING or ERROR."),
)
BY_NAME: Mapping[str, Variable] = {variable.name: variable for variable in VARIABLES}


def text(name: str) -> str:
    """Read a variable as text; an empty one counts as absent."""
    variable = BY_NAME[name]
    return os.environ.get(PREFIX + name, "").strip() or variable.default


def number(name: str) -> int:
    """Read a variable as a whole number, or say which one is wrong."""
    value = text(name)
    if not value.isdigit():
        raise ValueError(f"{PREFIX}{name} must be a whole number, not {value!r}")
    return int(value)


def names(name: str) -> list[str]:
    """Read a variable as names separated by commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def folder(name: str) -> Path:
    """Read a variable as an absolute folder path."""
    return Path(text(name)).expanduser().resolve()


def policy_pack(name: str) -> Path:
    """Find the pack of this installation: one that comes with the product, or a folder."""
    return Path(name).expanduser().resolve() if "/" in name else SHIPPED / name


def environment() -> Environment:
    """Read what this installation is for."""
    return Environment(text("ENV"))


def reference() -> str:
    """Write the page of the documentation that lists every variable."""
    rows = [f"| `{PREFIX}{each.name}` | `{each.default or ' '}` | {each.about} |" for each in VARIABLES]
    return "\n".join(
        [
            "# Settings",
            "",
            "Needshare is set up by environment variables only. This page is written from",
            "`src/needshare/config/environment.py` by `make fix`.",
            "",
            "| variable | default | what it is for |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )
