"""Django's settings, fed by the environment variables listed in `environment.py`.

Whatever would be unsafe in production is refused at start by `checks.py`, not only advised against.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.checks import ERROR, WARNING, Tags, register
from django.core.management.utils import get_random_secret_key

from . import environment
from .checks import database_is_durable, policy_is_in_force, settings_are_safe
from .database import database
from .environment import Environment
from .log_lines import log_settings
from .mail import mail
from .sign_in_providers import sign_in_providers

ENVIRONMENT = environment.environment()
IS_PRODUCTION: bool = ENVIRONMENT is Environment.PRODUCTION
IS_TEST: bool = ENVIRONMENT is Environment.TEST

PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.folder("DATA_DIR")
KEYS_DIR = environment.folder("KEYS_DIR")

# --- who is speaking to us -------------------------------------------------------------------

SITE_URL = environment.text("SITE_URL").rstrip("/")
_site = urlsplit(SITE_URL)
SITE_HOST = _site.hostname or "localhost"
ALLOWED_HOSTS = [SITE_HOST, *environment.names("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"]
TRUSTED_PROXIES = environment.number("TRUSTED_PROXIES")
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# Made by `needshare init`. Before that a key for this process alone: nothing signed survives it.
SECRET_KEY_FILE = KEYS_DIR / "secret_key"
SECRET_KEY = (
    SECRET_KEY_FILE.read_text("utf-8").strip() if SECRET_KEY_FILE.is_file() else get_random_secret_key()
)
DEBUG = False

# --- what the installation is made of --------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "needshare.crypto",
    "needshare.jobs",
    "needshare.api",
    "needshare.audit",
    "needshare.agencies",  # its `migrate` also installs the guards of every table
    "needshare.accounts",
    "needshare.provisioning",
    "needshare.federation",
    "needshare.subjects",
    "needshare.search",
    "needshare.tasks",
    "needshare.challenges",
    "needshare.consultations",
    "needshare.notices",
    "needshare.documents",
    "needshare.agreements",
    "needshare.pathway",
    "needshare.intake",
    "needshare.authorisations",
    "needshare.assessment",
    "needshare.decision",
    "needshare.disclosure",
    "needshare.receipt",
    "needshare.protections",
    "needshare.casework",
    "needshare.oversight",
    "needshare.web",
]
AUTH_USER_MODEL = "accounts.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The order matters: headers first, so that refusals carry them too; the actor after the session.
MIDDLEWARE = [
    "needshare.web.middleware.security_headers",
    "needshare.web.middleware.sight",  # outside everything that reads
    "needshare.api.middleware.problems",  # whatever says no under /api/ says so as the API does
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "needshare.web.middleware.Refusals",
    "needshare.accounts.middleware.ActorMiddleware",  # inside: a refusal may become its page
    "needshare.audit.denials.Denials",  # innermost: sees every refusal, and who was refused
]
ROOT_URLCONF = "needshare.config.urls"
WSGI_APPLICATION = "needshare.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "needshare.web.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "needshare.web.context.page",
                "needshare.config.navigation.navigation",
            ],
        },
    }
]

# --- where things are kept -------------------------------------------------------------------

DATABASES = {
    "default": database(
        environment.text("DATABASE_URL"), data_dir=DATA_DIR, pool=environment.number("DATABASE_POOL")
    )
}
# Where another role owns the tables, `migrate` is run by it and grants the one that serves what it needs.
OWNING, APPLICATION_ROLE = "default", ""
if environment.text("DATABASE_OWNER_URL"):
    OWNING, APPLICATION_ROLE = "owner", DATABASES["default"].get("USER", "")
    DATABASES[OWNING] = database(environment.text("DATABASE_OWNER_URL"), data_dir=DATA_DIR)
# In the database, so that rate limits hold across processes; large, so that no flood of tries pushes
# out what is counted of another.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
API_CALLS_OF_TOKEN = environment.number("API_CALLS_OF_TOKEN")
API_CALLS_OF_ACCOUNT = environment.number("API_CALLS_OF_ACCOUNT")
LINK_TRIES = environment.number("LINK_TRIES")
SCIM = environment.text("SCIM") == "on"
POLICY_PACK = environment.policy_pack(environment.text("POLICY_PACK"))
POLICY_LAYERS = (
    environment.folder("POLICY_LAYERS") if environment.text("POLICY_LAYERS") else DATA_DIR / "policy"
)
SIGN_IN_PROVIDERS = sign_in_providers(environment.text("SIGN_IN_PROVIDERS"))

STATIC_URL = "static/"
STATIC_ROOT = environment.folder("STATIC_DIR")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is stored by Django
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if IS_TEST
            else "needshare.web.storage.HashedFiles"
        )
    },
}
WHITENOISE_USE_FINDERS = IS_TEST

UPLOAD_BYTES = environment.number("UPLOAD_MEGABYTES") * 1024 * 1024
# In memory only: the other handler would leave an upload in a temporary file, in clear.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_BYTES
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- sessions and cookies --------------------------------------------------------------------

SESSION_IDLE = timedelta(minutes=environment.number("SESSION_IDLE_MINUTES"))
SESSION_ABSOLUTE = timedelta(hours=environment.number("SESSION_HOURS"))
FRESH_FOR = timedelta(minutes=environment.number("FRESH_MINUTES"))

SESSION_ENGINE = "needshare.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/"
CSRF_FAILURE_VIEW = "needshare.web.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- signing in ------------------------------------------------------------------------------

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["needshare.accounts.sessions.SignedIn"]
PASSWORD_HASHERS = ["needshare.crypto.passwords.Argon2id"]
ARGON2ID = {"time_cost": 3, "memory_cost": 64 * 1024, "parallelism": 1}  # above the OWASP minimum
# auth.W004: a username is unique with its owner, and ends in the owner's code, which is unique alone.
# security.W002: the product's own headers forbid frames. security.W021: the preload list is the operator's choice.
SILENCED_SYSTEM_CHECKS = ["auth.W004", "security.W002", "security.W021"]
CHECK_LEVEL = WARNING if IS_PRODUCTION else ERROR  # production does not start on a warning of Django's either
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "needshare.crypto.passwords.MadeOfACommonPassword"},
]
ACCOUNT_ADAPTER = "needshare.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # the work e-mail is sealed; nobody signs in with it
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(FRESH_FOR.total_seconds())
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "needshare.accounts.adapters.SecondFactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are not verified by allauth; accounts are given by hand
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 12
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # the device asks for PIN, finger or face, at every use
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}  # a passkey cannot be guessed; a station shares an address
MFA_TOTP_ISSUER = "Needshare"
MFA_TRUST_ENABLED = False

# --- headers ---------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_HSTS_SECONDS = environment.number("HSTS_SECONDS") if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
# Not no-referrer: with it browsers send "Origin: null", and no form would pass the CSRF check.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- language and time -----------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# --- messages and log lines ------------------------------------------------------------------

_mail = mail(environment.text("EMAIL_URL"))
EMAIL_BACKEND = _mail.backend
EMAIL_FILE_PATH = str(environment.folder("MAIL_DIR"))
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.tls == "start", _mail.tls == "on"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("EMAIL_FROM")
LOGGING = log_settings(environment.text("LOG_LEVEL"))

# Asked whenever Django checks itself: at start and in every command.
register(settings_are_safe)
register(policy_is_in_force)
register(database_is_durable, Tags.database)
