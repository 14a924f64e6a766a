"""Somebody who is signed in, for tests that begin behind the sign-in page."""

from datetime import UTC, datetime

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client

from needshare.accounts import actions
from needshare.accounts.models import Account
from tests.cast import acting

PASSWORD = "brambles under the viaduct"


def signed_in(account: Account) -> Client:
    """Return a test client whose session gave password and code just now; the password is PASSWORD."""
    at = datetime.now(UTC)
    if account.has_first_password:
        account = actions.change_password(password=PASSWORD, by=acting(account, at=at), at=at)
    client = Client()
    client.force_login(account)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, account, method="password", username=account.username)
    record_authentication(request, account, method="mfa", type="totp")
    assert len(get_authentication_records(request, account)) == 2
    request.session.save()
    return client
