from datetime import timedelta
from pathlib import Path

import pytest
from django.core.checks import run_checks

from needshare.config.checks import unsafe


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
    ],
)
def test_production_refuses(production, name, value, code):
    setattr(production, name, value)
    assert codes() == {code}


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
