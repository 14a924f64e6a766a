"""Production does not start on an unsafe setting, whichever way it was set; what is said tells what to do."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.installation import Installation

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("production")]
SAFE = {
    "NEEDSHARE_ENV": "production",
    "NEEDSHARE_SITE_URL": "https://share.northmoor.example",
    "NEEDSHARE_EMAIL_URL": "smtp://post.northmoor.example:587?tls=start",
}
# What an operator could write who puts settings of their own over the product's.
OVER = "from needshare.config.settings import *\n"


@pytest.fixture(scope="module")
def safe(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation(tmp_path_factory.mktemp("production"), **SAFE)
    made.done("init")
    return made


@pytest.fixture
def here(safe: Installation, tmp_path: Path) -> Installation:
    """An installation of the test's own, made of the same files."""
    for name in ("data", "keys"):
        shutil.copytree(safe.root / name, tmp_path / name)
        (tmp_path / name).chmod(0o700)
    return Installation(tmp_path, **{**SAFE, "NEEDSHARE_STATIC_DIR": str(safe.root / "static")})


@dataclass(frozen=True)
class Bad:
    """One thing that is wrong: by a variable, by a setting, or in the folders; and what must be said."""

    name: str
    says: str
    variables: dict[str, str] = field(default_factory=dict)
    setting: str = ""
    do: Callable[[Installation], object] = lambda _here: None


def damage(name: str, words: str = "not what was written") -> Callable[[Installation], object]:
    return lambda here: (here.keys / name).write_text(words)


def beside(here: Installation) -> None:
    here.environment["NEEDSHARE_DATA_DIR"] = str(here.root)


def remove(name: str) -> Callable[[Installation], object]:
    return lambda here: (here.keys / name).unlink()


def opened(name: str) -> Callable[[Installation], object]:
    return lambda here: (here.root / name).chmod(0o644 if "." in name or "_" in name else 0o755)


def another_signing_key(here: Installation) -> None:
    """Put the key of another log in place of this one's: whole, but not the one that is given out."""
    stranger = Installation(here.root / "stranger", **SAFE)
    stranger.root.mkdir()
    stranger.done("init")
    shutil.copy(stranger.keys / "ring/audit-signing.key", here.keys / "ring/audit-signing.key")


def variable(name: str, value: str, says: str) -> Bad:
    return Bad(f"{name}={value}", says, variables={f"NEEDSHARE_{name}": value})


def setting(line: str, says: str) -> Bad:
    return Bad(line.split("#")[0], says, setting=line)


PG = "postgresql://needshare_app@db.northmoor.example/needshare"
BAD = (
    # in the environment
    variable("SITE_URL", "http://share.northmoor.example", "NEEDSHARE_SITE_URL must start with https://"),
    variable("ALLOWED_HOSTS", "*", "NEEDSHARE_ALLOWED_HOSTS must name hosts"),
    variable("HSTS_SECONDS", "3600", "NEEDSHARE_HSTS_SECONDS must be a year"),
    variable("SESSION_IDLE_MINUTES", "31", "Sessions may idle 30 minutes"),
    variable("SESSION_HOURS", "13", "last 12 hours at most"),
    variable("FRESH_MINUTES", "6", "NEEDSHARE_FRESH_MINUTES must be 5"),
    variable("API_CALLS_OF_TOKEN", "0", "A limit of calls or tries must be 1"),
    variable("EMAIL_URL", "", "Set NEEDSHARE_EMAIL_URL to a mail server"),
    variable(
        "EMAIL_URL", "smtp://post.northmoor.example", "Add ?tls=start or ?tls=on to NEEDSHARE_EMAIL_URL"
    ),
    variable("DATABASE_URL", PG, "Add ?sslmode=verify-full to NEEDSHARE_DATABASE_URL"),
    # in settings put over the product's
    setting("DEBUG = True", "Set DEBUG to False"),
    setting("EMAIL_BACKEND = 'django.core.mail.backends.console.EmailBackend'", "Set NEEDSHARE_EMAIL_URL"),
    setting("SECRET_KEY = 'django-insecure-' + 'abcdefghijkl' * 9", "Remove the secret key, which is weak"),
    setting("SECURE_SSL_REDIRECT = False", "http must lead there"),
    setting("SESSION_COOKIE_SECURE = False", "Cookies must be __Host-, Secure and HttpOnly"),
    setting("CACHES['default'] = {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'}", "for all"),
    setting("DATABASES['default']['OPTIONS']['init_command'] = ''", "Put the database options back"),
    setting("MIDDLEWARE = [each for each in MIDDLEWARE if 'Denials' not in each]", "Put MIDDLEWARE back"),
    setting("MFA_WEBAUTHN_USER_VERIFICATION = 'preferred'", "Passkeys must verify their holder"),
    setting("PASSWORD_HASHERS = ['django.contrib.auth.hashers.MD5PasswordHasher']", "Put PASSWORD_HASHERS"),
    setting("ARGON2ID = {'time_cost': 1, 'memory_cost': 8, 'parallelism': 1}", "Put PASSWORD_HASHERS"),
    setting("FILE_UPLOAD_HANDLERS += ['django.core.files.uploadhandler.TemporaryFileUploadHandler']", "disk"),
    setting("SILENCED_SYSTEM_CHECKS += ['needshare.E101', 'needshare.E118']; DEBUG = True", "Set DEBUG to"),
    setting("SECURE_CONTENT_TYPE_NOSNIFF = False", "security.W006"),  # Django's own list counts as well
    # in the folders
    Bad("no secret key", "run `needshare init`, or restore", do=remove("secret_key")),
    Bad("an empty secret key", "Remove the secret key", do=damage("secret_key", "")),
    Bad("an open secret key", "Run `chmod -R go= ` on NEEDSHARE_KEYS_DIR", do=opened("keys/secret_key")),
    Bad("an open key", "Run `chmod -R go= `", do=opened("keys/ring/blind-index.key")),
    Bad("open data", "Run `chmod go= ` on NEEDSHARE_DATA_DIR", do=opened("data")),
    Bad("a missing key", "Restore the keys from their backup", do=remove("ring/token-pepper.key")),
    Bad("a damaged key", "Restore the keys from their backup", do=damage("ring/active-kek")),
    Bad("no signing key", "restore the signing key from its backup", do=remove("ring/audit-signing.key")),
    Bad("another signing key", "restore the signing key", do=another_signing_key),
    Bad("keys beside the data", "Keep NEEDSHARE_KEYS_DIR and NEEDSHARE_DATA_DIR apart", do=beside),
)


def spoilt(here: Installation, bad: Bad) -> Installation:
    """Make one thing wrong with an installation that was safe."""
    here.environment |= bad.variables
    bad.do(here)
    if bad.setting:
        (here.root / "over.py").write_text(f"{OVER}{bad.setting}\n")
        path = os.pathsep.join([str(here.root), here.environment.get("PYTHONPATH", "")])
        here.environment |= {"DJANGO_SETTINGS_MODULE": "over", "PYTHONPATH": path}
    return here


def test_what_is_safe_is_called_safe(safe):
    assert safe.done("check", "--production") == "The settings and the database are safe.\n"


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_production_refuses(here, bad):
    refused = spoilt(here, bad).run("check", "--production")
    assert refused.returncode == 1, refused.stdout
    assert bad.says in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_what_serves_does_not_start_and_makes_no_key(here, command):
    (here.keys / "secret_key").unlink()
    shutil.rmtree(here.keys / "ring")
    refused = here.run(command)
    assert refused.returncode == 1
    assert "There is no secret key: run `needshare init`, or restore the keys." in refused.stderr
    assert list(here.keys.iterdir()) == []


def test_a_key_left_open_stops_the_server_too(here):
    opened("keys/ring/blind-index.key")(here)
    refused = here.run("serve")
    assert refused.returncode == 1
    assert "NEEDSHARE_KEYS_DIR" in refused.stderr


def test_the_embedded_database_is_for_its_owner_alone(safe):
    assert (safe.data / "needshare.sqlite3").stat().st_mode & 0o077 == 0
