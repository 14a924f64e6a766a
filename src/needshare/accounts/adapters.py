"""What allauth asks of us at sign-in: no sign-up, sealed seeds, an entry for each step, no e-mail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login, unstash_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from needshare.crypto.passwords import is_outdated
from needshare.crypto.seeds import open_seed, seal_seed
from needshare.kernel import Actor, Channel
from needshare.kernel.actors import NOBODY

from . import actions, proofs, queries
from .confirmation import has_proof_of_provider, last_proof, provider_of, second_factor_at
from .sessions import browser_of

NOBODY_YET = Actor(id=NOBODY, owner=NOBODY)


def actor_in(request: Any, user: Any) -> Actor:
    """Build the actor of somebody who is signing in or out, or completing it: as yet without roles."""
    return queries.actor_of(
        user,
        channel=Channel.BROWSER,
        roles=frozenset(),
        at=request.at,
        confirmed_at=second_factor_at(request, user),
    )


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in with username and password, for people somebody gave an account."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account cannot be used. Ask your administrator."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("There were too many attempts. Wait five minutes, then try again."),
        "username_password_mismatch": _("The username or the password is not right."),
    }

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        """Check the password; at sign-in, not later, replace a hash that costs less than it should."""
        user = super().authenticate(request, **credentials)
        if user is not None and not request.user.is_authenticated and is_outdated(user.password):
            by, password = actor_in(request, user), credentials["password"]
            user.password = actions.renew_hash(password=password, by=by, at=request.at).password
        return user

    def authentication_failed(self, request: Any, **credentials: Any) -> None:
        username = str(credentials.get("username", ""))
        actions.note_failed_sign_in(username=username, by=NOBODY_YET, at=request.at)

    def get_login_stages(self) -> list[str]:
        own = f"{SecondFactorStage.__module__}.{SecondFactorStage.__name__}"
        theirs = f"{AuthenticateStage.__module__}.{AuthenticateStage.__name__}"
        return [own if each == theirs else each for each in super().get_login_stages()]

    def pre_login(self, request: Any, user: Any, **rest: Any) -> HttpResponse | None:
        if queries.may_come_in(user):
            return super().pre_login(request, user, **rest)
        clear_login(request)
        return self.respond_user_inactive(request, user)

    def login(self, request: Any, user: Any) -> None:
        proof = last_proof(request, user)
        browser = browser_of(request.headers.get("User-Agent", ""))
        # Before the session begins: without its entry there is none.
        actions.sign_in(by=actor_in(request, user), at=request.at, proof=proof, browser=browser)
        super().login(request, user)

    def logout(self, request: Any) -> None:
        actions.sign_out(by=actor_in(request, request.user), at=request.at)
        super().logout(request)

    def set_password(self, user: Any, password: str) -> None:
        changed = actions.change_password(
            password=password, by=actor_in(self.request, user), at=self.request.at
        )
        user.password = changed.password  # the session of this browser goes on under the new one

    def get_login_redirect_url(self, request: Any) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_password_change_redirect_url(self, request: Any) -> str:
        return self.get_login_redirect_url(request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Ask for the second factor where there is one: a password alone never confirms."""
        methods = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"].startswith("mfa_reauthenticate")]
        if not factors and provider_of(context.request, user):
            # The page on which they confirm leads to their organisation's provider.
            return [{"id": "provider", "url": reverse("mfa_reauthenticate")}]
        return factors or methods

    def is_reauthentication_required(self, *, app: str, **rest: Any) -> bool:
        """Not again within minutes of the sign-in itself: the strongest proof there is counts."""
        request = context.request
        records = get_authentication_records(request, request.user)
        proofs = [record["at"] for record in records if record["method"] == "mfa"]
        if not proofs and not self._has_second_factor(request.user):
            proofs = [record["at"] for record in records if record["method"] in ("password", "provider")]
        age = request.at.timestamp() - max(proofs, default=0)
        return bool(age > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)

    def send_notification_mail(self, *args: Any, **options: Any) -> None:
        """Send nothing: notices are the outbox's, and hold no sign-in details."""

    def _has_second_factor(self, user: Any) -> bool:
        return bool(SecondFactorAdapter().is_mfa_enabled(user))


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor, unless the organisation's own provider says that it was given there."""

    def _should_handle(self, request: Any) -> bool:
        if has_proof_of_provider(request, self.login.user):
            return False
        return bool(super()._should_handle(request))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seeds are sealed for one person: one moved to another account does not open."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code is not right, or was used already. Wait for the next one."),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return proofs.site()

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Show the username alone: what a device lists of its passkeys can be read by whoever holds it."""
        return super().get_public_key_credential_user_entity(user) | {"display_name": user.username}

    def encrypt(self, text: str) -> str:
        return seal_seed(self._person(), text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_seed(self._person(), encrypted_text)

    def _person(self) -> Any:
        """Name whose seed it is: who is signed in, or who is half-way through signing in."""
        request = context.request
        if request.user.is_authenticated:
            return request.user.pk
        login = unstash_login(request, peek=True)
        if login is None or login.user is None:
            raise LookupError("nobody is signing in")
        return login.user.pk
