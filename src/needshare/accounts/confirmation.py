"""When, and with what, the person of a session last proved who they are."""

from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest

SIGNED_OUT_OF = (
    "signed_out_of"  # in the session of somebody just signed out: the provider that vouched for them
)


def last_proof(request: HttpRequest, user: Any) -> str:
    """Name the kind of second factor given last in this session; empty when none was."""
    records = get_authentication_records(request, user)
    kinds = [str(record.get("type", "")) for record in records if record["method"] == "mfa"]
    return kinds[-1] if kinds else ""


def second_factor_at(request: HttpRequest, user: Any) -> datetime | None:
    """Return when a second factor was last given in this session; None when it never was."""
    records = get_authentication_records(request, user)
    times = [record["at"] for record in records if record["method"] == "mfa"]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def note_provider(
    request: Any, user: Any, provider: str, *, second_factor: bool, proved_at: datetime | None
) -> None:
    """Note that an organisation's sign-in provider vouched for somebody, and for a second factor given there.

    One given there at a time that it does not say lets them in, and is never fresh enough for a step that matters.
    """
    record_authentication(request, user, method="provider", provider=provider)
    if second_factor:
        at = proved_at or request.at - settings.FRESH_FOR - timedelta(seconds=1)
        record_authentication(
            request, user, method="mfa", type="provider", at=min(at, request.at).timestamp()
        )


def has_proof_of_provider(request: HttpRequest, user: Any) -> bool:
    """Tell whether a provider vouched for a second factor in this session."""
    records = get_authentication_records(request, user)
    return any(each["method"] == "mfa" and each.get("type") == "provider" for each in records)


def provider_of(request: HttpRequest, user: Any) -> str:
    """Name the provider that vouched for the person of this session; empty for none."""
    records = get_authentication_records(request, user)
    names = [str(each["provider"]) for each in records if each["method"] == "provider"]
    return names[-1] if names else ""
