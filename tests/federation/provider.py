"""A sign-in provider: allauth's own, in a process of its own with settings and database of its own.

python -m tests.federation.provider FOLDER PORT    serves it
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from allauth.account.signals import authentication_step_completed
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

CLIENT, SECRET, PASSWORD = "needshare", "a secret of two that talk", "what the provider asks for"
# Whoever the tests send there: name, address, whether a second factor is asked for.
PEOPLE = (
    ("t.verma", "t.verma@nmc.example", True),
    ("l.osei", "l.osei@wexcombe.example", True),
    ("a.prewett", "a.prewett@wexcombe.example", False),
    ("h.lorne", "h.lorne@aldermere.example", True),
    ("nobody.here", "nobody.here@wexcombe.example", True),
)


# A file in the provider's folder, in JSON: claims that are put over those of its ID tokens.
TAMPERING = "tampering"
# Another: it says nothing of signing out, as many do not.
WITHOUT_SIGN_OUT = "without_sign_out"


def note_proof(user: Any, **_rest: Any) -> None:
    """Keep when somebody last gave their password; Django notes a whole sign-in only."""
    user.last_login = datetime.now(UTC)
    user.save(update_fields=["last_login"])


def new_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(*form).decode()


def set_up(folder: Path, port: int) -> None:
    settings.configure(
        DEBUG=False,
        SECRET_KEY="of the provider",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tests.federation.provider_urls",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "provider.db")}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.messages",
            "django.contrib.sessions",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],  # only its speed matters here
        SESSION_COOKIE_NAME="provider_session",
        CSRF_COOKIE_NAME="provider_csrf",
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        IDP_OIDC_PRIVATE_KEY=new_key(),
        IDP_OIDC_ADAPTER="tests.federation.provider_adapter.Adapter",
        PROVIDER_FOLDER=str(folder),
        PROVIDER_PORT=port,
    )
    django.setup()
    authentication_step_completed.connect(note_proof)


def fill(back: list[str]) -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth import get_user_model

    call_command("migrate", verbosity=0)
    for name, address, second in PEOPLE:
        user: Any = get_user_model().objects.create_user(name, address, PASSWORD, is_staff=second)
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    for each in (CLIENT, "another"):
        client = Client(
            id=each, name=each, skip_consent=True, redirect_uris="\n".join(back), scopes="openid\nemail"
        )
        client.set_secret(SECRET)
        client.set_post_logout_redirect_uris([address.replace("/return", "/signed-out") for address in back])
        client.save()


class Many(ThreadingMixIn, WSGIServer):
    """Answers others while a browser holds a connection open and says nothing."""

    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        pass


def main(folder: str, port: str, *back: str) -> None:
    set_up(Path(folder), int(port))
    fill(list(back))
    made = make_server("127.0.0.1", int(port), get_wsgi_application(), Many, Silent)
    with made as server:
        server.serve_forever()


if __name__ == "__main__":
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    main(*sys.argv[1:])
