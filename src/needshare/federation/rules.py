"""What is asked of a sign-in provider: how it is set up, what its statements must say, whose they can be."""

import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from needshare.kernel import Unknown

from .terms import Protocol, Provider, ProviderStatement, Way

NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
LONGEST_SUBJECT = 255
SKEW = timedelta(seconds=60)
# How the providers' file names them: by word, by list of words, by yes or no.
WORDS = (
    "name", "organisation", "label", "issuer", "protocol", "client_id", "secret_file", "sign_in_url",
    "certificate_file", "directory_claim",
)  # fmt: skip
LISTS = ("origins", "second_factor_acr", "second_factor_amr", "ways")
NEEDED = {
    Protocol.OIDC: ("client_id", "secret_file"),
    Protocol.SAML: ("sign_in_url", "certificate_file"),
}


def origin_of(address: str) -> str:
    """Return scheme, host and port of an address; empty for what is not one.

    >>> origin_of("https://login.wexcombe.example/tenant/7"), origin_of("wexcombe")
    ('https://login.wexcombe.example', '')
    """
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.hostname else ""


def is_encrypted(address: str) -> bool:
    """Tell whether an address is reached with encryption; on the machine itself none is needed.

    >>> is_encrypted("http://login.wexcombe.example"), is_encrypted("http://127.0.0.1:9")
    (False, True)
    """
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def is_of(provider: Provider, address: object) -> bool:
    """Tell whether an address is at one of the origins the operator set for a provider."""
    return isinstance(address, str) and origin_of(address) in provider.origins


def providers_in(document: Mapping[str, Any]) -> tuple[Provider, ...]:
    """Read the providers' file.

    Raises:
        ValueError: a field is missing, unknown or wrong, or two providers have one name; it says which.
    """
    unknown = document.keys() - {"provider"}
    if unknown:
        raise ValueError(f"sign-in providers: {', '.join(sorted(unknown))} is not known")
    found = tuple(_provider(table) for table in document.get("provider", []))
    if len({each.name for each in found}) < len(found):
        raise ValueError("sign-in providers: two have the same name")
    return found


def provider_named(name: str, providers: Iterable[Provider]) -> Provider:
    """Return the provider of a name, of those the operator set up.

    Raises:
        Unknown: there is none.
    """
    for each in providers:
        if each.name == name:
            return each
    raise Unknown


def _provider(table: Mapping[str, Any]) -> Provider:
    """Read one provider."""
    name = str(table.get("name", "?"))
    for field, value in table.items():
        kind = str if field in WORDS else list if field in LISTS else bool if field == "is_listed" else None
        if kind is None or not isinstance(value, kind):
            raise ValueError(f"sign-in provider {name}: {field} is not known, or not of its kind")
    protocol = Protocol(table.get("protocol", Protocol.OIDC.value))
    missing = [
        each
        for each in ("name", "organisation", "label", "issuer", *NEEDED[protocol])
        if not str(table.get(each, "")).strip()
    ]
    if missing:
        raise ValueError(f"sign-in provider {name}: {', '.join(missing)} is missing")
    told: dict[str, Any] = {name: value for name, value in table.items() if name not in LISTS}
    told |= {name: tuple(str(each) for each in table[name]) for name in LISTS if name in table}
    first = table["sign_in_url"] if protocol is Protocol.SAML else table["issuer"]
    origins = tuple(origin_of(each) for each in told.get("origins", ())) or (origin_of(first),)
    told |= {"protocol": protocol, "origins": origins, "organisation": table["organisation"].upper()}
    if "ways" in told:
        told["ways"] = tuple(Way(each) for each in told["ways"])
    _must_be_sound(name, first, origins)
    return Provider(**told)


def _must_be_sound(name: str, first: str, origins: tuple[str, ...]) -> None:
    """Refuse a name that is no part of an address, and places reached without encryption."""
    if not NAME.fullmatch(name):
        raise ValueError(f"sign-in provider {name}: the name must be small letters, digits and hyphens")
    if not all(is_encrypted(each) for each in (first, *origins)):
        raise ValueError(f"sign-in provider {name}: every address must begin with https://")


def statement_in(claims: Mapping[str, Any], *, provider: Provider, nonce: str) -> ProviderStatement:
    """Read what the claims of an ID token state; they must answer the very question that was asked (`nonce`).

    Raises:
        ValueError: they answer another, or name nobody.
    """
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise ValueError("nonce")
    subject = str(claims["sub"])
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise ValueError("sub")
    methods = claims.get("amr", [])
    methods = methods if isinstance(methods, list) else []
    is_verified = claims.get("email_verified") is True
    return ProviderStatement(
        provider=provider,
        subject=subject,
        directory_id=str(claims.get(provider.directory_claim, "")),
        address=str(claims.get("email", "")) if is_verified else "",
        has_second_factor=is_second_factor(provider, acr=claims.get("acr"), amr=methods),
        proved_at=instant(claims.get("auth_time")),
    )


def is_second_factor(provider: Provider, *, acr: object, amr: list[Any]) -> bool:
    """Tell whether a provider says that a second factor was given, in one of the values set for it.

    >>> told = {"name": "a", "organisation": "A", "label": "A", "issuer": "https://a.example", "origins": ()}
    >>> is_second_factor(Provider(**told, second_factor_amr=("mfa",)), acr=None, amr=["pwd", "mfa"])
    True
    >>> is_second_factor(Provider(**told), acr=None, amr=["pwd", "mfa"])
    False
    """
    by_method = any(isinstance(each, str) and each in provider.second_factor_amr for each in amr)
    return by_method or (isinstance(acr, str) and acr in provider.second_factor_acr)


def instant(seconds: object) -> datetime | None:
    """Read an instant counted in seconds since 1970; None for anything else."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < 1e11:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def is_fresh(statement: ProviderStatement, *, asked_at: datetime, at: datetime) -> bool:
    """Tell whether somebody proved who they are since they were asked to: not by a sign-in of before."""
    proved_at = statement.proved_at
    return proved_at is not None and asked_at - SKEW <= proved_at <= at + SKEW
