"""Setting up and running an installation: init, migrate, serve, worker, check."""

import argparse
import os
import secrets
import signal
import socket
import sys
import threading
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.checks import ERROR, CheckMessage, Tags, run_checks
from django.core.management import call_command
from django.db import connection

from needshare.audit import sealing, signing
from needshare.crypto import keyfiles, keyring
from needshare.jobs import worker
from needshare.policy import stands_on

from .supervising import keep

BEAT = timedelta(milliseconds=100)
PORT = 8000
UNSIGNED = (
    "The audit log cannot be signed, and no package could be opened: restore the signing key from its backup."
)
OWNER_IS_MISSING = "Set NEEDSHARE_DATABASE_OWNER_URL: the role that serves may not change tables."


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the one command asked for."""
    runs = {"init": init, "migrate": migrate, "serve": serve, "worker": work, "check": check}
    parser.set_defaults(run=runs[name])
    if name == "serve":
        parser.add_argument("--port", type=int, default=PORT, help="port on loopback (default 8000)")
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default loopback)")
        parser.add_argument("--workers", type=int, default=2, help="web processes (default 2)")
    if name == "check":
        parser.add_argument("--production", action="store_true", help="judge the settings as for production")


def init(told: argparse.Namespace) -> int:
    """Make folders and keys where there are none, bring the database up to date, collect static files."""
    if not may_migrate():
        print(OWNER_IS_MISSING, file=sys.stderr)
        return 1
    set_up()
    print(f"Ready. Data in {settings.DATA_DIR}, keys in {settings.KEYS_DIR}: back them up apart.")
    return 0


def set_up() -> None:
    """Do what `init` does, without a word; a second time changes nothing."""
    for folder in (settings.DATA_DIR, settings.KEYS_DIR):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keyring.create(settings.KEYS_DIR)
    if not settings.SECRET_KEY_FILE.exists():
        settings.SECRET_KEY = secrets.token_urlsafe(64)
        keyfiles.write_new(settings.SECRET_KEY_FILE, settings.SECRET_KEY.encode())
    _bring_up_to_date()
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)


def _bring_up_to_date() -> None:
    if not may_migrate():
        call_command("migrate", check_unapplied=True)  # exits, and says what is missing, if anything is
        return
    before = os.umask(0o077)  # the embedded database is a file, for its owner alone
    call_command("migrate", database=settings.OWNING, verbosity=0)
    os.umask(before)


def migrate(told: argparse.Namespace) -> int:
    """Bring the database up to date, guards included."""
    if not may_migrate():
        print(OWNER_IS_MISSING, file=sys.stderr)
        return 1
    call_command("migrate", database=settings.OWNING, verbosity=1)
    return 0


def may_migrate() -> bool:
    """Tell whether this process may change tables: in production on PostgreSQL only as their owner."""
    return not (settings.IS_PRODUCTION and connection.vendor == "postgresql" and settings.OWNING == "default")


def check(told: argparse.Namespace) -> int:
    """Print what is unsafe in the settings or the database; fail if anything is."""
    environment = os.environ.get("NEEDSHARE_ENV", "development")
    if told.production and environment != "production":
        print(
            "Set NEEDSHARE_ENV=production to check the settings as production will read them.",
            file=sys.stderr,
        )
        return 1
    problems = faults() + policy_faults()
    print("The settings and the database are safe." if not problems else f"{problems} to put right.")
    return 1 if problems else 0


def faults() -> int:
    """Print what is unsafe in the settings or in the database; return how much."""
    messages = run_checks(include_deployment_checks=True)
    messages += run_checks(tags=[Tags.database], databases=["default"])
    problems = [str(each) for each in messages if _stops(each)]
    if not signing.is_able_to_sign():
        problems.append(UNSIGNED)
    for problem in problems:
        print(problem, file=sys.stderr)
    return len(problems)


def policy_faults() -> int:
    """Print what is wrong with the policy while the last good text of it stands; return how much."""
    standing = stands_on().standing()
    found = standing.faults if standing.is_complete else ()
    for fault in found:
        print(f"The policy: {fault}. The last good text of it stays in force.", file=sys.stderr)
    return len(found)


def _stops(message: CheckMessage) -> bool:
    """Tell whether a finding stops the start; an error does even where somebody silenced it."""
    return message.is_serious(ERROR) or (
        message.is_serious(settings.CHECK_LEVEL) and not message.is_silenced()
    )


def work(told: argparse.Namespace) -> int:
    """Run the worker until told to stop: jobs, and ten times a second the sealing of the audit log."""
    if faults():
        return 1
    stop = threading.Event()
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, lambda *_given: stop.set())
    sealing.start_signer()
    worker.run(stop, _clock, beats=[worker.Beat("sealing", BEAT, lambda at: sealing.tick(at=at))])
    return 0


def _clock() -> datetime:
    return datetime.now(UTC)


def serve(told: argparse.Namespace) -> int:
    """Serve the site and run the worker, each started again if it dies, until told to stop.

    In production the settings are judged first: a key made now would not open what is stored already.
    """
    if settings.IS_PRODUCTION and faults():
        return 1
    set_up()
    if faults():
        return 1
    return serve_site(host=told.host, port=told.port, workers=told.workers)


def serve_site(*, host: str, port: int, workers: int) -> int:
    """Keep the web server and the worker running until told to stop."""
    try:
        socket.create_server((host, port)).close()
    except OSError:
        print(
            f"Port {port} is taken: stop what listens there, or choose another with --port.", file=sys.stderr
        )
        return 1
    worker_command = [sys.executable, "-m", "needshare.cli.main", "worker"]
    return keep({"web": web_command(host, port, workers), "worker": worker_command})


def web_command(host: str, port: int, workers: int) -> list[str]:
    """Return the command of the web server."""
    return [
        sys.executable, "-m", "gunicorn", "needshare.config.wsgi:application",
        "--bind", f"{host}:{port}", "--workers", str(workers), "--worker-class", "gthread", "--threads", "4",
        "--no-control-socket", "--timeout", "60", "--graceful-timeout", "20", "--log-level", "warning",
    ]  # fmt: skip
