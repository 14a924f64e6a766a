"""The product's own settings, fed with folders that last for one test run, on SQLite or PostgreSQL.

NEEDSHARE_TEST_DATABASE=postgresql runs the same tests on a cluster of their own.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests import postgres

if "NEEDSHARE_TEST_ROOT" not in os.environ:
    # The first process of a run makes the folders; workers inherit them through the environment.
    root = Path(tempfile.mkdtemp(prefix="needshare-test-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    os.environ |= {
        "NEEDSHARE_TEST_ROOT": str(root),
        "NEEDSHARE_ENV": "test",
        "NEEDSHARE_SITE_URL": "http://localhost:8000",
        "NEEDSHARE_ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "NEEDSHARE_DATA_DIR": str(root / "data"),
        "NEEDSHARE_KEYS_DIR": str(root / "keys"),
        "NEEDSHARE_MAIL_DIR": str(root / "mail"),
        "NEEDSHARE_STATIC_DIR": str(root / "static"),
        "NEEDSHARE_DATABASE_URL": "",
        # Tests stop the clock and call a lot in one instant; those of limits set their own.
        "NEEDSHARE_API_CALLS_OF_TOKEN": "100000000",
        "NEEDSHARE_API_CALLS_OF_ACCOUNT": "100000000",
        "NEEDSHARE_LINK_TRIES": "100000",
        "NEEDSHARE_SCIM": "on",
        "NEEDSHARE_SIGN_IN_PROVIDERS": str(Path(__file__).parent / "federation" / "providers.toml"),
    }
    (root / "static").mkdir()  # empty: tests serve static files from where they are written
    if os.environ.get("NEEDSHARE_TEST_DATABASE", "sqlite") == "postgresql":
        cluster = postgres.start(root / "postgresql")
        atexit.register(cluster.stop)
        os.environ["NEEDSHARE_DATABASE_URL"] = cluster.url

if "PYTEST_XDIST_WORKER" in os.environ:
    # Keys of its own for each worker: the signer remembers beside them what it signed, for one database.
    os.environ["NEEDSHARE_KEYS_DIR"] = (
        f"{os.environ['NEEDSHARE_TEST_ROOT']}/keys-{os.environ['PYTEST_XDIST_WORKER']}"
    )

from needshare.config.settings import *  # noqa: F403 - the variables must be set first
from needshare.config.settings import DATABASES

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in use: a database in memory has no write-ahead log and no second connection.
    DATABASES["default"]["TEST"] = {"NAME": os.environ["NEEDSHARE_TEST_ROOT"] + "/test.sqlite3"}

else:
    # Whoever runs the tests may do anything; the product under test may do what it may in production.
    APPLICATION_ROLE = postgres.APPLICATION
    DATABASES["default"]["OPTIONS"]["assume_role"] = APPLICATION_ROLE

# The algorithm stays; only its cost is small, since every test that signs somebody in pays it.
ARGON2ID = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
