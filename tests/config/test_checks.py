from datetime import timedelta
from pathlib import Path

import pytest
from django.core.checks import Tags, run_checks
from django.db import connection

from needshare.config.checks import DURABLE, unsafe
from needshare.config.database import database
from needshare.config.production import GUARDS, SMTP
from needshare.crypto import keyring


def codes() -> set[str]:
    return {message.id for message in unsafe()}


@pytest.fixture
def production(settings, tmp_path):
    settings.IS_PRODUCTION = True
    settings.DATA_DIR, settings.KEYS_DIR = tmp_path / "data", tmp_path / "keys"
    settings.SITE_URL = "https://needshare.example"
    settings.SECRET_KEY_FILE = tmp_path / "secret_key"
    settings.SECRET_KEY_FILE.write_text("kept")
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.ALLOWED_HOSTS = ["needshare.example"]
    settings.SECURE_SSL_REDIRECT = True
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, "localhost"
    settings.ARGON2ID = {"time_cost": 3, "memory_cost": 64 * 1024, "parallelism": 1}
    keyring.create(settings.KEYS_DIR)
    return settings


def test_the_settings_of_tests_and_development_are_safe():
    assert codes() == set()


def test_django_itself_asks_these_checks(settings):
    settings.KEYS_DIR = settings.DATA_DIR
    assert "needshare.E001" in {message.id for message in run_checks()}


def test_safe_production_settings_pass(production):
    assert codes() == set()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DEBUG", True, "needshare.E101"),
        ("SITE_URL", "http://needshare.example", "needshare.E102"),
        ("SECRET_KEY_FILE", Path("/nowhere/secret_key"), "needshare.E103"),
        ("SECURE_HSTS_SECONDS", 3600, "needshare.E104"),
        ("SESSION_IDLE", timedelta(minutes=31), "needshare.E105"),
        ("SESSION_ABSOLUTE", timedelta(hours=13), "needshare.E105"),
        ("ALLOWED_HOSTS", ["*"], "needshare.E106"),
        ("FRESH_FOR", timedelta(minutes=6), "needshare.E107"),
        ("ALLOWED_HOSTS", [".needshare.example"], "needshare.E106"),
        ("SECURE_SSL_REDIRECT", False, "needshare.E102"),
        ("SECRET_KEY", "change-me", "needshare.E108"),
        ("SECRET_KEY", "a" * 90, "needshare.E108"),
        ("SECRET_KEY", "django-insecure-" + "abcdefghijkl" * 9, "needshare.E108"),
        ("EMAIL_HOST", "post.needshare.example", "needshare.E112"),
        ("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend", "needshare.E111"),
        ("ARGON2ID", {"time_cost": 3, "memory_cost": 8, "parallelism": 1}, "needshare.E115"),
        ("PASSWORD_HASHERS", ["django.contrib.auth.hashers.PBKDF2PasswordHasher"], "needshare.E115"),
        ("FILE_UPLOAD_HANDLERS", [], "needshare.E116"),
        ("SILENCED_SYSTEM_CHECKS", ["security.W008"], "needshare.E118"),
    ],
)
def test_production_refuses(production, name, value, code):
    setattr(production, name, value)
    assert codes() == {code}


def test_each_guard_must_stand_in_its_place(production):
    standing = list(production.MIDDLEWARE)
    for guard in GUARDS:
        production.MIDDLEWARE = [each for each in standing if each != guard]
        assert codes() == {"needshare.E114"}, guard
    production.MIDDLEWARE = standing[::-1]
    assert codes() == {"needshare.E114"}


@pytest.mark.parametrize("name", [".", "ring", "ring/active-kek", "ring/audit-signing.key"])
def test_no_key_and_no_folder_of_keys_is_open_to_others(production, name):
    path = production.KEYS_DIR / name
    path.chmod(path.stat().st_mode | 0o010)
    assert codes() == {"needshare.E109"}


@pytest.mark.parametrize(
    ("host", "options", "found"),
    [
        ("db.northmoor.example", {}, {"needshare.E113"}),
        ("db.northmoor.example", {"sslmode": "require"}, {"needshare.E113"}),
        ("192.0.2.7", {"sslmode": "verify-ca"}, {"needshare.E113"}),
        ("db.northmoor.example", {"sslmode": "verify-full"}, set()),
        ("127.0.0.1", {}, set()),
        ("/var/run/postgresql", {}, set()),
    ],
)
def test_a_database_elsewhere_proves_who_it_is(production, monkeypatch, host, options, found):
    url = f"postgresql://needshare_app@{'' if host.startswith('/') else host}/needshare"
    default = database(url, data_dir=production.DATA_DIR) | {"HOST": host}
    default["OPTIONS"] |= options
    monkeypatch.setitem(production.DATABASES, "default", default)
    assert codes() == found


@pytest.mark.django_db
def test_the_database_itself_says_that_it_keeps_what_it_acknowledged(monkeypatch):
    asked = {"tags": [Tags.database], "databases": ["default"]}
    assert [message for message in run_checks(**asked) if message.id == "needshare.E010"] == []
    questions = dict.fromkeys(DURABLE[connection.vendor], "otherwise")
    monkeypatch.setitem(DURABLE, connection.vendor, questions)
    found = [message.msg for message in run_checks(**asked) if message.id == "needshare.E010"]
    assert len(found) == len(questions)
    assert "synchronous" in "".join(found)


@pytest.mark.parametrize(
    ("data", "keys"), [("here", "here"), ("here", "here/keys"), ("here/data", "here"), ("a/../b", "b/keys")]
)
def test_keys_may_not_lie_with_the_data(settings, tmp_path, data, keys):
    settings.DATA_DIR, settings.KEYS_DIR = (tmp_path / data).resolve(), (tmp_path / keys).resolve()
    assert codes() == {"needshare.E001"}


def test_a_database_that_may_forget_is_refused(settings, monkeypatch):
    options = {"init_command": "PRAGMA synchronous=NORMAL;", "options": "-c synchronous_commit=off"}
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", options)
    assert codes() == {"needshare.E002"}


@pytest.mark.parametrize(
    "cache",
    [
        {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "OPTIONS": {"MAX_ENTRIES": 300}},
        {"BACKEND": "django.core.cache.backends.db.DatabaseCache"},
    ],
)
def test_tries_to_sign_in_that_each_process_counts_alone_or_forgets_are_refused(monkeypatch, settings, cache):
    monkeypatch.setitem(settings.CACHES, "default", cache)
    assert codes() == {"needshare.E007"}


@pytest.mark.parametrize("name", ["API_CALLS_OF_TOKEN", "API_CALLS_OF_ACCOUNT", "LINK_TRIES"])
def test_no_limit_at_all_is_refused(settings, name):
    setattr(settings, name, 0)
    assert codes() == {"needshare.E008"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SESSION_COOKIE_NAME", "session"),
        ("CSRF_COOKIE_SECURE", False),
        ("SESSION_COOKIE_HTTPONLY", False),
        ("SESSION_COOKIE_DOMAIN", ".example"),
    ],
)
def test_loose_cookies_are_refused(settings, name, value):
    setattr(settings, name, value)
    assert codes() == {"needshare.E003"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MFA_SUPPORTED_TYPES", ["totp", "recovery_codes"]),
        ("MFA_PASSKEY_LOGIN_ENABLED", False),
        ("MFA_WEBAUTHN_USER_VERIFICATION", "preferred"),
        ("MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", True),
        ("MFA_TRUST_ENABLED", True),
        ("MFA_RECOVERY_CODE_DIGITS", 8),
    ],
)
def test_passkeys_always_verify_their_holder(settings, name, value):
    setattr(settings, name, value)
    assert codes() == {"needshare.E009"}
