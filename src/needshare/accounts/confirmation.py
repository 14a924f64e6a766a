"""When the person of a session last proved with a second factor who they are."""

from datetime import UTC, datetime
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest


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
