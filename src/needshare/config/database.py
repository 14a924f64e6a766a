"""Turn a database address into Django's settings, with the options that keep every acknowledged write.

Both databases must survive a power cut after a commit was acknowledged: `synchronous=FULL` on
SQLite, `synchronous_commit=on` on PostgreSQL.
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# Not trusted_schema=OFF: SQLite 3.40 then refuses JSON_VALID in the checks of every JSON column.
# A small cache: each thread has a connection of its own, and what another has written empties its cache.
SQLITE_START = """
    PRAGMA journal_mode=WAL;
    PRAGMA synchronous=FULL;
    PRAGMA foreign_keys=ON;
    PRAGMA secure_delete=ON;
    PRAGMA cache_size=-1000;
"""
POSTGRESQL_START = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "synchronous_commit": "on",
        "lock_timeout": "20s",
        "statement_timeout": "60s",
        "idle_in_transaction_session_timeout": "60s",
        "jit": "off",  # compiling takes half a second; a statement of ours takes a few milliseconds
    }.items()
)


def database(url: str, *, data_dir: Path, pool: int = 0) -> dict[str, Any]:
    """Read an address such as `postgresql://user@host/name`; an empty one is the embedded database.

    >>> database("", data_dir=Path("/srv/data"))["NAME"]
    '/srv/data/needshare.sqlite3'
    >>> database("postgresql://ann@db/needs?sslmode=verify-full", data_dir=Path("/srv"))["OPTIONS"]["sslmode"]
    'verify-full'
    """
    parts = urlsplit(url)
    if not url:
        return sqlite(data_dir / "needshare.sqlite3")
    if parts.scheme == "sqlite" and not parts.netloc and parts.path.strip("/"):
        # sqlite:///relative and sqlite:////absolute, as others write it
        return sqlite(Path(unquote(parts.path[1:])))
    if parts.scheme in {"postgresql", "postgres"}:
        return postgresql(url, pool=pool)
    raise ValueError("NEEDSHARE_DATABASE_URL must start with sqlite:/// or postgresql://")


def sqlite(path: Path) -> dict[str, Any]:
    """Set up the embedded database: writers queue instead of failing, foreign keys hold."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_START},
    }


def postgresql(url: str, *, pool: int = 0) -> dict[str, Any]:
    """Set up PostgreSQL; words after `?` are passed to the driver (`sslmode`, `sslrootcert`)."""
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    options["options"] = POSTGRESQL_START
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    return {
        "ENGINE": "needshare.config.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0 if pool else 300,
        "CONN_HEALTH_CHECKS": not pool,
        "OPTIONS": options,
    }
